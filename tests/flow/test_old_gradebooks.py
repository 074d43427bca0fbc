"""Course folders that past versions wrote, through today's commands: nothing that they held is lost.

How they were made: tests/golden/gradebooks/README.md.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from base64 import b64decode
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from babyinmind.desk.cohort_status import cohort_status
from babyinmind.grading.feedback_policy import read_results
from babyinmind.records.cohort_session import open_records
from babyinmind.responses.places import learner_folder
from babyinmind.results.credit import WORDS
from support.commands import Ran, babyinmind, nbgrader
from support.course import COURSE_ID, MODULE, Course, configure, people_places
from support.learners import items_of

pytestmark = pytest.mark.timeout(900)  # a fixture's commands run within its first test

OLD = sorted((Path(__file__).parents[1] / "golden" / "gradebooks").glob("*.tar.xz"))
LEARNERS = ("ann", "ben", "cleo")


@dataclass(frozen=True)
class Carried:
    """A past version's course folder after today's commands, what that version said of it, and what today's said."""

    course: Course
    people: Path
    expected: dict[str, Any]
    hours: list[dict[str, Any]]
    graded: Ran
    collected: Ran


@pytest.fixture(scope="module", params=OLD, ids=lambda path: path.name.removesuffix(".tar.xz"))
def unpacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Path]:
    """The course as it came from the disk; only the address of the exchange is that of this machine."""
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(request.param) as archive:
        # Early releases of Python 3.11 have no filters.
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    course = Course(folder / "course", folder / "exchange")
    course.exchange.chmod(0o1777)
    configure(course)
    return course, folder


@pytest.fixture(scope="module")
def carried(unpacked: tuple[Course, Path]) -> Carried:
    """Hours, all graded anew, a further hand-in of cleo's collected and graded, feedback."""
    course, folder = unpacked
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    hours = json.loads(babyinmind("hours", "--format", "json", cwd=course.root).said)
    graded = babyinmind("grade", MODULE, "--force", cwd=course.root)
    _hand_in(course, folder, "cleo", _right(course))
    collected = nbgrader("collect", MODULE, "--update", cwd=course.root)
    babyinmind("grade", MODULE, cwd=course.root)
    if expected["hours"] is None:
        _read_again(course, "ann")
    nbgrader("generate_feedback", MODULE, "--force", cwd=course.root)
    return Carried(course, folder, expected, hours, graded, collected)


def _read_again(course: Course, learner: str) -> None:
    """What formgrader writes when an instructor reads the latest reflection, beside the comment that stands there."""
    from nbgrader.api import Gradebook

    rubric = next(name for name, grade in course.grades()[learner].items() if grade.manual_comment)
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(rubric, MODULE, MODULE, learner)
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.db.commit()


def _right(course: Course) -> dict[str, Any]:
    items = items_of(course.source)
    return {item.id: item.key for magic, item in items if magic == "question" and hasattr(item, "key")}


def _as_learner(folder: Path, learner: str) -> dict[str, str]:
    """The variables of a learner whose home was unpacked: its place of what was told goes by the home's path."""
    home = folder / "learners" / learner
    variables = people_places(home) | {"BABYINMIND_DATA": str(home / "data")}
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("BABYINMIND_DATA", variables["BABYINMIND_DATA"])
        place = learner_folder(home)
    for old in (home / "data" / "learners").iterdir():
        if old != place:
            old.rename(place)
    return variables


def _hand_in(course: Course, folder: Path, learner: str, values: dict[str, Any]) -> None:
    from babyinmind.responses import ResponseStore, answers_path

    home = folder / "learners" / learner
    store = ResponseStore.open(answers_path(home / MODULE, MODULE), MODULE)
    for item, value in values.items():
        known = store.answer(item)
        store.save(item, value, edited=known.revision if known else 0)
    config = home / ".jupyter"
    shutil.copy(course.root / "nbgrader_config.py", config)
    with (config / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.CourseDirectory.student_id = {learner!r}\n")
    variables = _as_learner(folder, learner)
    babyinmind("hand-in", MODULE, "--folder", str(home / MODULE), cwd=home, **variables)


def _rows(course: Course, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as base:
        return base.execute(query).fetchall()


def _columns(course: Course, table: str) -> set[str]:
    return {row[1] for row in _rows(course, f"PRAGMA table_info({table})")}


def test_every_attempt_is_there_with_its_answers_and_score(carried: Carried) -> None:
    query = "SELECT learner, handed_in, score, max_score, answers FROM babyinmind_attempt ORDER BY handed_in"
    now: dict[str, list[dict[str, Any]]] = {}
    for learner, at, score, most, answers in _rows(carried.course, query):
        told = {"handed_in": at, "score": score, "max_score": most, "answers": json.loads(answers)}
        now.setdefault(learner, []).append(told)
    before = carried.expected["attempts"]
    assert {one: len(attempts) for one, attempts in before.items()} == {"ann": 2, "ben": 2, "cleo": 1}
    assert {learner: now[learner][: len(before[learner])] for learner in before} == before
    assert [len(now[learner]) for learner in LEARNERS] == [2, 2, 2]
    assert now["cleo"][-1]["score"] == now["cleo"][-1]["max_score"], "today's hand-in counts beside the old ones"


def test_whatever_the_old_tables_held_they_hold(carried: Carried) -> None:
    """Rows may come, and columns; none goes."""
    for table, told in carried.expected["tables"].items():
        assert set(told["columns"]) <= _columns(carried.course, table), table
        (count,) = _rows(carried.course, f"SELECT count(*) FROM {table}")[0]
        assert count >= told["rows"], table


def test_hours_and_credit_are_as_they_were(carried: Carried) -> None:
    """What an old version credited stays to the day; where it knew no hours, its attempts give them."""
    now = {one["learner"]: one for one in carried.hours}
    if carried.expected["hours"] is not None:
        for before in carried.expected["hours"]:
            for key, value in before.items():
                assert now[before["learner"]][key] == value, (before["learner"], key)
    (ann,), (cleo,) = (now[learner]["modules"] for learner in ("ann", "cleo"))
    # Before there was credit nothing kept that a reflection was read once the next hand-in had come.
    states = [WORDS["credited"]] if carried.expected["hours"] is not None else [WORDS["credited"], WORDS["provisional"]]
    assert ann["state"] in states and ann["best_percent"] == 100, "a worse second hand-in takes nothing"
    assert cleo["state"] == WORDS["below"] and cleo["credited_minutes"] == 0


def test_the_reading_and_its_comment_stay(carried: Carried) -> None:
    found = [
        grade.manual_comment
        for cells in [carried.course.grades()["ann"]]
        for grade in cells.values()
        if grade.manual_comment
    ]
    assert found == ["You saw the hand first. What did it ask for?"]


def test_a_new_hand_in_alone_is_collected(carried: Carried) -> None:
    """What an old version collected is not taken once more."""
    assert f"{len(LEARNERS)} graded" in carried.graded.said
    for learner in ("ann", "ben"):
        latest = carried.expected["attempts"][learner][-1]["handed_in"]
        stamp = carried.course.submitted / learner / MODULE / "timestamp.txt"
        assert stamp.read_text("ascii").startswith(latest[:26])


def test_feedback_tells_the_best_and_everything_that_was_told(carried: Carried) -> None:
    for learner, hand_in in (("ann", 2), ("ben", 2), ("cleo", 2)):
        told = read_results(carried.course.feedback(learner))
        assert told is not None and told["passed"], learner
        assert (told["hand_in"], told["best_share"]) == (hand_in, 1.0)


def test_a_record_is_signed_and_found_true(carried: Carried, tmp_path: Path) -> None:
    course = carried.course
    if not (course.root / "cohort.yml").exists():
        example = "name: Autumn 2026\nsponsor: Example Agency\ninstructors: [Ada Example]\n"
        (course.root / "cohort.yml").write_text(example, encoding="utf-8")
    pdf = tmp_path / "ann.pdf"
    babyinmind("record", "ann", "--pdf", str(pdf), cwd=course.root)
    assert babyinmind("verify", str(pdf), "--cohort", ".", cwd=course.root).said.startswith("TRUE: ")
    told = read_results(course.feedback("ann"))
    assert told is not None
    if told.get("record_pdf"):
        assert b64decode(told["record_pdf"]) == pdf.read_bytes()


def test_records_that_were_issued_are_kept_and_numbered_on(carried: Carried) -> None:
    before = carried.expected["records"]
    if not before:
        assert "babyinmind_record" not in carried.expected["tables"]
        return
    now = {number: (learner, json.loads(envelope)) for learner, number, envelope in
           _rows(carried.course, "SELECT learner, number, envelope FROM babyinmind_record")}  # fmt: skip
    for one in before:
        assert now[one["number"]] == (one["learner"], one["envelope"])
    beginnings = {number.rpartition("-")[0] for number, (learner, _) in now.items() if learner == "ann"}
    assert len(beginnings) == 1, "a later record of the same learner begins as the first"


def test_the_desk_shows_everybody_where_they_stand(carried: Carried) -> None:
    with open_records(carried.course.root) as records:
        desk = cohort_status(records)
    assert {learner.id for learner in desk.learners} == set(LEARNERS)
    assert [module.id for module in desk.modules] == [MODULE]
    for learner in LEARNERS:
        place = desk.places[learner, MODULE]
        assert place.best == 1.0 and place.submission


@pytest.mark.parametrize("what", ["canvas", "moodle", "research"])
def test_exports_hold_every_learner(carried: Carried, what: str, tmp_path: Path) -> None:
    target = tmp_path / what
    consent = [part for learner in LEARNERS for part in ("--consent", learner)] if what == "research" else []
    babyinmind("export", what, str(target), *consent, cwd=carried.course.root)
    text = target.read_text("utf-8-sig")
    if what == "research":
        assert len({line.split(",")[0] for line in text.splitlines()[1:]}) == len(LEARNERS)
    else:
        assert all(learner in text for learner in LEARNERS)


def test_a_roster_is_brought_and_nobody_is_lost(carried: Carried, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("id,name\n" + "".join(f"{one},{one.title()} Example\n" for one in (*LEARNERS, "dora")), "utf-8")
    said = babyinmind("roster", str(file), cwd=carried.course.root).said
    # Before there were rosters nobody was on one, so that everybody is new to it.
    assert "4 learners are on the roster." in said and "added" in said and "dora" in said
    assert "withdrawn" not in said


def test_stock_nbgrader_opens_it_and_its_own_version_is_as_it_was(carried: Carried) -> None:
    assert MODULE in nbgrader("db", "assignment", "list", cwd=carried.course.root).said
    students = nbgrader("db", "student", "list", cwd=carried.course.root).said
    assert all(learner in students for learner in LEARNERS)
    versions = [version for (version,) in _rows(carried.course, "SELECT version_num FROM alembic_version")]
    assert versions == carried.expected["alembic_version"]


def test_whoever_learns_alone_hands_in_again_and_keeps_what_was(unpacked: tuple[Course, Path]) -> None:
    """The solo course keeps its gradebook in the learner's data folder."""
    _, folder = unpacked
    home = folder / "learners" / "solo"
    _as_learner(folder, "solo")
    (old,) = (home / "data" / "solo").iterdir()
    variables = _as_learner(folder, "solo")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("BABYINMIND_DATA", variables["BABYINMIND_DATA"])
        from babyinmind.handing_in.solo import solo_folder

        place = solo_folder(home)
    if old != place:
        old.replace(place)
    with closing(sqlite3.connect(place / "gradebook.db")) as base:
        before = base.execute("SELECT handed_in, answers FROM babyinmind_attempt ORDER BY handed_in").fetchall()
    said = babyinmind("hand-in", MODULE, "--solo", "--folder", str(home / MODULE), "--json", cwd=home, **variables).said
    results = json.loads(said.strip().splitlines()[-1])["results"]
    assert (results["hand_in"], results["best_share"]) == (3, 1.0)
    assert results["credit"]["state"] == "credited"
    with closing(sqlite3.connect(place / "gradebook.db")) as base:
        after = base.execute("SELECT handed_in, answers FROM babyinmind_attempt ORDER BY handed_in").fetchall()
    assert len(before) == 2 and after[:2] == before
    assert COURSE_ID not in str(place)
