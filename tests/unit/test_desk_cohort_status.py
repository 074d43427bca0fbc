"""Who is where and what waits, on a gradebook that real hand-ins filled; few queries, however many learners."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import event
from sqlalchemy.orm import Session

from babyinmind.desk.cohort_status import Desk, cohort_status
from babyinmind.desk.grading_queue import QueuedReflection, grading_queue
from babyinmind.desk.reading import NothingToRead, _around_the_table, read
from babyinmind.desk.roster import Enrolled, enrol
from babyinmind.grading.returned import note_returned
from babyinmind.items import BEGIN_RUBRIC
from babyinmind.records.cohort_session import open_records
from support.cohort import COHORT, deliver, read_reflection
from support.learners import HANDED_IN, hand_in, later
from support.small_module import MODULE, QUESTIONS, RIGHT, RUBRIC, WRITTEN, WRONG, released, store

ROSTER = [
    Enrolled("ann", "Ann Zed", reader="Ada Example"),
    Enrolled("ben", "Ben Young"),
    Enrolled("cleo", "Cleo Xu"),
    Enrolled("dee", "Dee Wolf", reader="Ada Example"),
    Enrolled("eve", "Eve Voss"),
    Enrolled("fay", "<i>Fay</i> Ute"),
    Enrolled("gus", "Gus Tan"),
    Enrolled("hal", "Hal Sun"),
]
TODAY = HANDED_IN.replace(tzinfo=None) + timedelta(days=8)


def _return(course: CourseDirectory, learner: str, *, waiting: bool = False) -> None:
    with Gradebook(course.db_url) as gradebook, Session(gradebook.engine) as session:
        note_returned(session, learner, MODULE, HANDED_IN.replace(tzinfo=None), waiting=waiting)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseDirectory:
    root = tmp_path_factory.mktemp("cohort")
    course = CourseDirectory(root=str(root))
    store(course.db_url)
    notebook = released(root)
    told = json.loads(notebook.read_text("utf-8"))
    for cell in told["cells"]:
        cell["metadata"]["nbgrader"]["grade"] = cell["metadata"]["nbgrader"]["grade_id"] in QUESTIONS
    notebook.write_text(json.dumps(told), "utf-8")
    (root / "cohort.yml").write_text(COHORT, "utf-8")
    done = RIGHT | {"look-back": WRITTEN}
    for learner in ("ann", "dee", "eve", "hal"):
        deliver(course, learner, done, day=0 if learner in ("dee", "eve") else 2)
    deliver(course, "ben", WRONG)
    deliver(course, "fay", WRONG | {"look-back": WRITTEN})
    for learner in ("dee", "eve", "fay"):
        read_reflection(course, learner)
    _return(course, "dee", waiting=True)  # made before it was read
    _return(course, "eve")
    _return(course, "fay")
    # Handed in again, or for the first time, and not graded since.
    for learner in ("gus", "stranger"):
        folder = hand_in(root / "submitted", learner, MODULE, done, notebook, when=later(1))
    (folder / "timestamp.txt").unlink()  # graded all the same, so it waits all the same
    with Gradebook(course.db_url) as gradebook:
        enrol(gradebook, ROSTER)
        enrol(gradebook, ROSTER[:-1])
    return course


@contextmanager
def _selects(gradebook: Gradebook) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(gradebook.engine, "before_cursor_execute", note)
    yield asked
    event.remove(gradebook.engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def desk(course: CourseDirectory) -> Desk:
    with open_records(Path(course.root)) as records, _selects(records.gradebook) as asked:
        found = cohort_status(records)
    assert len(asked) <= 12, asked
    return found


@pytest.fixture(scope="module")
def waiting(course: CourseDirectory, desk: Desk) -> list[QueuedReflection]:
    return grading_queue(desk, Path(course.root), 7, TODAY)


def test_everybody_stands_where_they_are(desk: Desk) -> None:
    stands = {learner.id: desk.places[learner.id, MODULE].state for learner in desk.learners}
    assert stands == {
        "cleo": "not-begun",
        "gus": "handed-in",
        "stranger": "handed-in",
        "ann": "to-read",
        "ben": "handed-in",
        "dee": "handed-in",
        "eve": "returned",
        "fay": "in-progress",
    }
    words = {learner: desk.places[learner, MODULE].words for learner in stands}
    assert words["gus"] == words["stranger"] == "handed in, not graded yet"
    assert words["dee"] == "graded, feedback not returned yet"
    assert words["eve"] == "returned, credited"
    assert words["fay"] == "in progress: returned, below the pass mark so far"
    assert desk.count(MODULE)["handed-in"] == 4


def test_learners_are_called_by_their_names_and_the_withdrawn_stand_apart(desk: Desk) -> None:
    assert [learner.name for learner in desk.withdrawn] == ["Hal Sun"]
    names = {learner.id: learner.name for learner in desk.learners}
    assert (names["fay"], names["stranger"]) == ("<i>Fay</i> Ute", "stranger")
    assert next(learner.id for learner in desk.learners if learner.listed) == "gus"  # by family name: Tan
    assert not next(learner for learner in desk.learners if learner.id == "stranger").listed


def test_what_waits_stands_oldest_first_with_its_very_page(
    waiting: list[QueuedReflection], course: CourseDirectory
) -> None:
    assert [(one.learner, one.days, one.overdue) for one in waiting] == [("ann", 6, False), ("hal", 6, False)]
    with Gradebook(course.db_url) as gradebook:
        submission = gradebook.find_submission_notebook(MODULE, MODULE, "ann").id
    # One link to the next hand-in, then score and extra credit of five questions: field 11 is the reflection's score.
    assert waiting[0].link == f"formgrader/submissions/{submission}/?index=11#{RUBRIC}"
    assert (waiting[0].reader, waiting[1].reader) == ("Ada Example", "")


def test_overdue_from_the_day_the_cohort_promised(course: CourseDirectory, desk: Desk) -> None:
    def overdue(after: timedelta, days: int = 7) -> list[bool]:
        start: datetime = later(2).replace(tzinfo=None)
        return [one.overdue for one in grading_queue(desk, Path(course.root), days, start + after)]

    assert overdue(timedelta(days=7, seconds=-1)) == [False, False]
    assert overdue(timedelta(days=7)) == [True, True]
    assert overdue(timedelta(days=7), days=10) == [False, False]
    assert overdue(timedelta(days=-1)) == [False, False]  # a clock that runs behind


def test_no_more_queries_for_more_learners(course: CourseDirectory) -> None:
    def count() -> int:
        with open_records(Path(course.root)) as records:
            cohort_status(records)  # gives the credit that is due
            with _selects(records.gradebook) as asked:
                cohort_status(records)
        return len(asked)

    before = count()
    with Gradebook(course.db_url) as gradebook:
        enrol(gradebook, [Enrolled(f"more{number}", f"More {number}") for number in range(50)], keep_others=True)
    for number in range(3):
        deliver(course, f"more{number}", RIGHT | {"look-back": WRITTEN})
    assert count() == before


def test_a_reflection_is_read_with_what_was_asked_and_its_rubric(course: CourseDirectory) -> None:
    with open_records(Path(course.root)) as records:
        reading = read(records, "ann", MODULE, RUBRIC)
        assert (reading.title, reading.prompt, reading.notes) == ("Looking back", "Write.", "The rubric.")
        assert (reading.about, reading.text) == ("my practice", WRITTEN["text"])
        assert read(records, "ben", MODULE, RUBRIC).text == ""
        for cell, module, words in (("pairs", MODULE, "formgrader"), (RUBRIC, "99-none", "does not know the module")):
            with pytest.raises(NothingToRead, match=words):
                read(records, "ann", module, cell)


def test_the_rubric_of_a_module_comes_as_lines_and_levels(project: Path) -> None:
    cells = json.loads((project / "source/03-attachment/03-attachment.ipynb").read_text("utf-8"))["cells"]
    source = next("".join(cell["source"]) for cell in cells if BEGIN_RUBRIC in "".join(cell["source"]))
    notes = _around_the_table(source)
    assert notes.startswith("**For the reader.**")
    assert "Look out for" in notes
    assert "|" not in notes
