"""What the instructor's page is told: plain data, learners' words as they are, and every fault in words."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory

from babyinmind.cli import main
from babyinmind.desk.arrivals import Arrivals, write_arrivals
from babyinmind.desk.cohort_status import cohort_status
from babyinmind.desk.roster import Enrolled, enrol
from babyinmind.magics.cohort import (
    _with_records,
    arrivals_payload,
    hours_payload,
    questions_payload,
    queue_payload,
    reading_payload,
    status_payload,
)
from babyinmind.records.cohort_session import open_records
from support.cohort import COHORT, deliver
from support.small_module import MODULE, RIGHT, RUBRIC, WRONG, released, store

HOSTILE = '<script>alert("x")</script> ünd ليلى'


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cohort")
    course = CourseDirectory(root=str(root))
    store(course.db_url)
    released(root)
    (root / "cohort.yml").write_text(COHORT, "utf-8")
    for number in range(12):
        text = {"look-back": {"about": "family", "text": HOSTILE}} if number else {}
        deliver(course, f"learner{number}", (RIGHT if number % 3 else WRONG) | text)
    return root


@pytest.fixture
def told(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    """What a part of the page is told in a copy of the cohort's folder, as it travels: JSON without NaN."""
    shutil.copytree(stored, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    return lambda tell: json.loads(json.dumps(_with_records(tell), allow_nan=False))


def test_every_part_is_told_in_plain_data(told: Callable[[Any], Any]) -> None:
    standing = told(lambda records: status_payload(cohort_status(records)))
    assert [one["title"] for one in standing["modules"]] == ["Small"]
    assert standing["learners"][1]["places"] == [["to-read", "handed in, to be read"]]
    assert standing["unlisted"] == [], "without a roster nobody is missing from it"
    assert told(lambda records: arrivals_payload(records.folder)) == {"arrivals": None}
    write_arrivals(Path.cwd(), Arrivals(datetime.now(UTC), 2))
    arrivals = told(lambda records: arrivals_payload(records.folder))["arrivals"]
    assert arrivals["well"] and arrivals["words"].startswith("Graded on arrival: last looked")
    waiting = told(lambda records: queue_payload(cohort_status(records), records))
    assert len(waiting["waiting"]) == 11
    assert (waiting["days"], waiting["snippets_fault"]) == (7, "")
    hours = told(hours_payload)
    assert {one["provisional"] for one in hours["learners"]} == {0, 1}
    questions = told(lambda records: questions_payload(records, ""))["module"]
    zebra = next(one for one in questions["questions"] if one["id"] == "zebra-first")
    assert zebra["facility"]["n"] == 12
    assert 0 < zebra["facility"]["low"] < zebra["facility"]["value"] == pytest.approx(8 / 12)
    assert "option c was chosen by nobody" in zebra["flags"]


def test_who_was_withdrawn_is_out_of_statistics_and_exports_and_keeps_their_hours(told: Callable[[Any], Any]) -> None:
    with open_records(Path.cwd()) as records:
        everybody = [Enrolled(f"learner{number}", f"Name {number}") for number in range(12)]
        enrol(records.gradebook, everybody)
        enrol(records.gradebook, everybody[:11])
    questions = told(lambda records: questions_payload(records, ""))["module"]
    assert {one["facility"]["n"] for one in questions["questions"]} == {11}
    for form in ("canvas", "moodle", "research"):
        agreed = [word for one in everybody for word in ("--consent", one.id)] if form == "research" else []
        assert main(["export", form, form, *agreed]) == 0
    names = Path("canvas").read_text("utf-8") + Path("moodle").read_text("utf-8")
    assert "learner10" in names and "learner11" not in names
    rows = csv.DictReader(Path("research").read_text("utf-8").splitlines())
    assert len({row["learner"] for row in rows}) == 11
    hours = {one["id"]: one for one in told(hours_payload)["learners"]}
    assert [name for name, one in hours.items() if one["withdrawn"]] == ["learner11"]
    assert hours["learner11"]["provisional"] == 1
    waiting = told(lambda records: queue_payload(cohort_status(records), records))["waiting"]
    assert "learner11" in {one["learner"] for one in waiting}


def test_what_a_learner_wrote_stays_what_they_wrote(told: Callable[[Any], Any]) -> None:
    asked = {"learner": "learner1", "module": MODULE, "cell": RUBRIC}
    assert told(lambda records: reading_payload(records, asked))["text"] == HOSTILE
    for wrong in ({}, asked | {"cell": "pairs"}, asked | {"module": "../up"}):
        assert told(lambda records, wrong=wrong: reading_payload(records, wrong))["fault"]


def test_what_cannot_be_read_is_said_in_words(told: Callable[[Any], Any]) -> None:
    Path("snippets.yml").write_text("groups: []", "utf-8")
    waiting = told(lambda records: queue_payload(cohort_status(records), records))
    assert "snippets.yml" in waiting["snippets_fault"]
    Path("cohort.yml").write_text("name: x\nsponsr: y\n", "utf-8")
    assert "line 2" in told(hours_payload)["fault"]
    Path("cohort.yml").unlink()
    Path("gradebook.db").rename("elsewhere.db")
    assert "There is no gradebook" in told(hours_payload)["fault"]
