"""The dates on what is signed: a learner names a folder as they like, and what counts is when the kernel last saw it change."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from babyinmind.items import Reflection
from babyinmind.questions import Question
from support.cohort import COHORT
from support.course import MODULE, Course, formgrader
from support.learners import answers_file, arrive

pytestmark = pytest.mark.timeout(900)

ANSWERS = f"{MODULE}.responses.json"
PAST, FUTURE = "2019-01-01 10:00:00.000000 UTC", "9999-12-31 23:59:59.000000 UTC"
WRITTEN = {"about": "family", "text": "She looked up, and her grandmother smiled."}


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture
def right(questions: list[Question], reflection: Reflection) -> dict[str, Any]:
    return {one.id: one.key for one in questions} | {reflection.id: WRITTEN}


@pytest.fixture
def course(generated: Course, tmp_path: Path) -> Course:
    course = generated.with_exchange(tmp_path)
    course.inbound.mkdir(parents=True)
    (course.root / "cohort.yml").write_text(COHORT, encoding="utf-8")
    return course


def _lay(course: Course, learner: str, values: dict[str, Any], at: str = PAST) -> Path:
    return arrive(course.inbound, learner, MODULE, values, at=at, secret=f"{learner} {at}", notebook=course.released)


def _collect(course: Course) -> str:
    return course.nbgrader("collect", MODULE, "--update").said


def _claimed(course: Course, learner: str) -> str | None:
    text = (course.submitted / learner / MODULE / "collected.json").read_text(encoding="utf-8")
    claimed: str | None = json.loads(text)["claimed"]
    return claimed


def test_no_name_of_a_folder_dates_a_record(
    course: Course, right: dict[str, Any], reflection: Reflection, tmp_path: Path
) -> None:
    """The attack: folders that are named as of long ago, and of a time to come, laid into inbound by hand."""
    from pypdf import PdfReader

    from support.commands import babyinmind

    begun = _now()
    _lay(course, "back", right, PAST)
    _lay(course, "ahead", right, FUTURE)
    said = _collect(course)
    assert "back: handed in at 20" in said and "though the name of its folder says 2019-01-01 10:00 UTC" in said
    course.grade()
    done = _now()
    for learner, claimed in (("back", "2019-01-01T10:00:00"), ("ahead", "9999-12-31T23:59:59")):
        (attempt,) = course.attempts(learner)
        assert begun - timedelta(seconds=1) <= attempt.handed_in <= done
        # nbgrader's own file, and so lateness and formgrader, say the same; what was claimed stands beside it.
        text = (course.submitted / learner / MODULE / "timestamp.txt").read_text()
        assert text == f"{attempt.handed_in.isoformat(sep=' ', timespec='microseconds')} UTC\n"
        assert _claimed(course, learner) == claimed
    with formgrader(course, tmp_path / "instructor") as browser:
        for learner in ("back", "ahead"):
            browser.grade_reflection(learner, f"{reflection.id}-rubric", 1.0, "Well seen.")
    today = {f"{begun:%Y-%m-%d}", f"{done:%Y-%m-%d}"}
    for learner in ("back", "ahead"):
        pdf = tmp_path / f"{learner}.pdf"
        babyinmind("record", learner, "--pdf", str(pdf), cwd=course.root)
        words = " ".join(page.extract_text() for page in PdfReader(pdf).pages)
        assert not any(lie in words for lie in ("2019", "9999"))
        assert any(day in words or f"{begun.day} {begun:%B %Y}" in words for day in today)
    rows = json.loads(babyinmind("hours", "--format", "json", cwd=course.root).said)
    days = {
        row[name]
        for one in rows
        for row in one["modules"]
        for name in ("first_hand_in", "latest_hand_in", "credited_on")
    }
    assert days - {""} <= today


def test_answers_written_into_a_folder_of_long_ago_date_it_anew(course: Course, right: dict[str, Any]) -> None:
    """The folder's own time stays as it is when a file within it is written to, or made readable."""
    folder = _lay(course, "ann", {})
    laid = folder.stat().st_ctime_ns
    (folder / ANSWERS).write_text(answers_file(MODULE, right), encoding="utf-8")
    written = (folder / ANSWERS).stat().st_ctime_ns
    assert folder.stat().st_ctime_ns == laid < written
    _collect(course)
    course.grade()
    (attempt,) = course.attempts("ann")
    assert attempt.handed_in == datetime(1970, 1, 1) + timedelta(microseconds=written // 1000)


def test_a_folder_that_is_touched_or_given_another_mode_is_not_collected_again(
    course: Course, right: dict[str, Any]
) -> None:
    older = _lay(course, "ann", {}, PAST)
    _collect(course)
    course.grade()
    newer = _lay(course, "ann", right, "2019-01-02 10:00:00.000000 UTC")
    _collect(course)
    course.grade()
    before = [(one.handed_in, one.share) for one in course.attempts("ann")]
    assert [share for _, share in before] == [0.0, 1.0]
    for folder in (newer, older):
        folder.chmod(0o755)
        os.utime(folder)
        (folder / ANSWERS).touch()
        _collect(course)
        course.grade()
    assert [(one.handed_in, one.share) for one in course.attempts("ann")] == before
    assert json.loads((course.submitted / "ann" / MODULE / ANSWERS).read_text())["answers"]


def test_one_that_was_passed_over_for_a_later_one_never_takes_its_place(course: Course, right: dict[str, Any]) -> None:
    older = _lay(course, "ann", {}, PAST)
    _lay(course, "ann", right, "2019-01-02 10:00:00.000000 UTC")
    _collect(course)
    older.chmod(0o755)
    _collect(course)
    course.grade()
    assert [one.share for one in course.attempts("ann")] == [1.0]


def test_what_was_collected_by_an_earlier_version_keeps_its_time_and_is_not_collected_again(
    course: Course, right: dict[str, Any]
) -> None:
    """There was nothing beside nbgrader's own file then, and it held the time in the folder's name."""
    _lay(course, "ann", {}, "2026-11-02 20:15:00.000000 UTC")
    _collect(course)
    folder = course.submitted / "ann" / MODULE
    (folder / "collected.json").unlink(missing_ok=True)
    (folder / "timestamp.txt").write_text("2026-11-02 20:15:00.000000 UTC\n")
    course.grade()
    assert [one.handed_in for one in course.attempts("ann")] == [datetime(2026, 11, 2, 20, 15)]
    assert "nothing newer" in _collect(course)
    _lay(course, "ann", right, "2026-11-03 20:15:00.000000 UTC")
    for _ in range(2):
        _collect(course)
        course.grade()
    first, second = course.attempts("ann")
    assert first.handed_in == datetime(2026, 11, 2, 20, 15) and _now() - second.handed_in < timedelta(minutes=10)
    assert second.share == 1.0
