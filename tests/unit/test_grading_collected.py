"""Which time counts, which hand-ins were collected, and what an older or damaged folder in `submitted/` says of it."""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import inspect
from traitlets.config import Config

from babyinmind.desk.cohort_status import cohort_status
from babyinmind.desk.grading_queue import grading_queue
from babyinmind.grading import collect
from babyinmind.grading.batch import grade_cohort
from babyinmind.grading.collect import CollectAnswers
from babyinmind.grading.collected import NOTICEABLE, Collected, collected_in, noticeable
from babyinmind.grading.texts import as_written, time_of
from babyinmind.magics.cohort import queue_payload
from babyinmind.records.cohort_session import open_records
from support.cohort import COHORT, deliver
from support.gradebooks import forget_version
from support.learners import arrive
from support.small_module import MODULE, RIGHT, WRITTEN, WRONG

AT = datetime(2026, 11, 2, 20, 15)
LATE = datetime(2027, 1, 1)
PAST = "2019-01-01 10:00:00.000000 UTC"
TICK = timedelta(microseconds=1)
DONE = RIGHT | {"look-back": WRITTEN}


def _after(before: Collected, vouched: datetime, *, now: datetime = LATE) -> datetime:
    at = before.after(["x"], vouched=vouched, claimed=AT, now=now).at
    assert at is not None
    return at


def test_two_within_one_tick_of_the_clock_are_two() -> None:
    first = Collected().after(["a"], vouched=AT, claimed=AT, now=LATE)
    assert first.at == AT
    assert _after(first, AT) == AT + TICK
    assert _after(first, AT - timedelta(hours=1)) == AT + TICK
    assert _after(first, AT + timedelta(hours=1)) == AT + timedelta(hours=1)


def test_a_clock_that_runs_ahead_dates_nothing_later_than_it_was_collected() -> None:
    assert _after(Collected(), LATE, now=AT) == AT
    # Of an earlier version, by the name of a folder: what comes now is not drawn along.
    assert _after(Collected(there=True, at=datetime.max, until=AT), AT, now=LATE) == AT


def test_a_difference_is_noticeable_from_five_minutes_on() -> None:
    assert noticeable(AT - NOTICEABLE, AT) is None
    assert noticeable(AT - NOTICEABLE - TICK, AT) == AT - NOTICEABLE - TICK
    assert noticeable(AT + NOTICEABLE + TICK, AT) == AT + NOTICEABLE + TICK
    assert noticeable(None, AT) is None


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "timestamp.txt").write_text(as_written(AT))
    odd = "ann+00-small+2026-11-02 20:15:00 UTC+\udcff"  # a name that is no text
    kept = Collected(True, frozenset({"a", odd}), AT, AT - timedelta(days=1), AT - timedelta(days=2))
    (tmp_path / "collected.json").write_text(kept.as_text(), encoding="ascii")
    assert collected_in(tmp_path) == kept
    assert time_of(as_written(datetime(2026, 11, 2, 20, 15, 0, 5)).strip()) == datetime(2026, 11, 2, 20, 15, 0, 5)


@pytest.mark.parametrize("content", [None, "", "{", "[]", "null", '{"format": "x"}', "[" * 100_000, "9" * 5000])
def test_without_it_the_time_says_up_to_where_was_collected(tmp_path: Path, content: str | None) -> None:
    """As an earlier version left it: the time in the folder's name stood in nbgrader's file."""
    (tmp_path / "timestamp.txt").write_text(as_written(AT))
    if content is not None:
        (tmp_path / "collected.json").write_text(content)
    kept = collected_in(tmp_path)
    assert (kept.there, kept.at, kept.claimed) == (True, AT, None)
    assert kept.has("any", AT) and kept.has("any", AT - TICK) and not kept.has("any", AT + TICK)
    assert not collected_in(tmp_path / "none").there


# Through the exchange


@pytest.fixture
def inbound(course: CourseDirectory, tmp_path: Path) -> Path:
    inbound = tmp_path / "exchange" / "iecmh" / "inbound"
    inbound.mkdir(parents=True)
    Path(course.root, "cohort.yml").write_text(COHORT, encoding="utf-8")
    return inbound


def _arrive(course: CourseDirectory, inbound: Path, values: dict[str, Any], at: str = PAST) -> Path:
    notebook = Path(course.root, "release", MODULE, f"{MODULE}.ipynb")
    return arrive(inbound, "ann", MODULE, values, at=at, secret="s", notebook=notebook)


def _collect(course: CourseDirectory, inbound: Path, *, in_order: bool = False) -> list[str]:
    """Collect; gives whose was taken."""
    course.course_id, course.assignment_id = "iecmh", MODULE
    settings = {"Exchange": {"root": str(inbound.parents[1])}, "ExchangeCollect": {"check_owner": False}}
    exchange = CollectAnswers(coursedir=course, config=Config(settings), update=True)
    exchange.in_order = in_order
    exchange.start()
    return exchange.taken


def _kept(course: CourseDirectory) -> Collected:
    return collected_in(Path(course.root, "submitted", "ann", MODULE))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def test_in_order_each_is_taken_once_though_their_names_say_another_order(
    course: CourseDirectory, inbound: Path
) -> None:
    begun = _now() - timedelta(seconds=1)
    first = _arrive(course, inbound, WRONG, "9999-12-31 23:59:59.000000 UTC")
    time.sleep(0.02)  # more than a tick of the kernel's clock
    _arrive(course, inbound, DONE, PAST)
    times = []
    for _ in range(2):
        assert _collect(course, inbound, in_order=True) == ["ann"]
        times.append(_kept(course).at)
        grade_cohort(course, MODULE)
        first.chmod(0o755)  # what is done to its folder since changes nothing
        os.utime(first)
    assert _collect(course, inbound, in_order=True) == []
    assert begun <= times[0] < times[1] <= _now()
    with open_records(Path(course.root)) as records:
        place = cohort_status(records).places["ann", MODULE]
    assert (place.best, place.since, place.claimed) == (1.0, times[1], datetime(2019, 1, 1, 10))


def test_a_collect_that_was_killed_between_old_and_new_forgets_nothing(
    course: CourseDirectory, inbound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _arrive(course, inbound, WRONG)
    _collect(course, inbound)
    before = _kept(course)
    _arrive(course, inbound, DONE, "2019-01-02 10:00:00.000000 UTC")

    def cut_short(fresh: Path, target: Path) -> None:
        old = target.parent / f".{target.name}.old.x"
        old.mkdir()
        target.replace(old / "was")
        shutil.copytree(fresh, target.parent / f".{target.name}.y")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(collect, "_swap", cut_short)
        _collect(course, inbound)
    first.chmod(0o755)
    assert _collect(course, inbound) == ["ann"]
    kept = _kept(course)
    assert before.folders < kept.folders and kept.claimed == datetime(2019, 1, 2, 10)
    assert [path.name for path in Path(course.root, "submitted", "ann").iterdir()] == [MODULE]


def test_the_instructor_who_reads_is_told_of_a_difference(course: CourseDirectory, inbound: Path) -> None:
    _arrive(course, inbound, DONE)
    _collect(course, inbound)
    with open_records(Path(course.root)) as records:
        assert cohort_status(records).places["ann", MODULE].claimed == datetime(2019, 1, 1, 10), "not graded yet"
    grade_cohort(course, MODULE)
    deliver(course, "ben", DONE)  # by an instructor's own hand: nobody claims anything
    with open_records(Path(course.root)) as records:
        desk = cohort_status(records)
        waiting = {one.learner: one for one in grading_queue(desk, Path(course.root), 7)}
        told = {one["learner"]: one["claimed"] for one in queue_payload(desk, records)["waiting"]}
    assert not waiting["ann"].overdue and waiting["ann"].days == 0
    assert told == {"ann": "1 January 2019, 10:00 UTC", "ben": ""}


def test_a_gradebook_of_before_is_read_and_keeps_its_times(course: CourseDirectory) -> None:
    deliver(course, "ann", DONE)
    with Gradebook(course.db_url) as gradebook:
        forget_version(gradebook.engine, "babyinmind_claimed")
    Path(course.root, "cohort.yml").write_text(COHORT, encoding="utf-8")
    with open_records(Path(course.root)) as records:
        place = cohort_status(records).places["ann", MODULE]
        assert (place.since, place.claimed) == (AT, None)
        assert inspect(records.gradebook.engine).has_table("babyinmind_claimed")


def test_what_the_learner_is_told_carries_both_times(course: CourseDirectory, inbound: Path) -> None:
    from babyinmind.grading.feedback import results_of
    from babyinmind.grading.feedback_policy import FeedbackPolicy
    from babyinmind.grading.gradebook import ModuleGradebook
    from babyinmind.grading.grader import module_of

    _arrive(course, inbound, DONE)
    _collect(course, inbound)
    grade_cohort(course, MODULE)
    with Gradebook(course.db_url) as gradebook:
        book = ModuleGradebook(gradebook, module_of(gradebook, course, MODULE), ["ann"])
        results = results_of(book, "ann", FeedbackPolicy())
        book.close()
    assert results is not None
    at = _kept(course).at
    assert at is not None and json.loads(results.as_json())["handed_in"] == f"{at.isoformat()}Z"
    assert results.claimed == "2019-01-01T10:00:00Z"
