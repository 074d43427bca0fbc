"""The solo course's hand-in: nbgrader's folders and gradebook on this machine, and the same grading as a cohort's."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.coursedir import CourseDirectory

from babyinmind.authoring import ReleaseFailed, release
from babyinmind.course.modules import CourseNotFound, source_folder
from babyinmind.course.stored_data import solo_folder
from babyinmind.errors import BabyInMindError
from babyinmind.files import write_atomically
from babyinmind.gradebook.session import open_gradebook
from babyinmind.grading.batch import grade_cohort
from babyinmind.grading.feedback import results_of
from babyinmind.grading.feedback_policy import FeedbackPolicy, Results
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.grader import module_of
from babyinmind.grading.texts import TIMESTAMP_FILE
from babyinmind.handing_in.outcome import CouldNotHandIn, HandInOutcome
from babyinmind.items import rubric_of
from babyinmind.locks import locked
from babyinmind.records.hours import hours
from babyinmind.responses import ResponsesError, answers_path, read_responses

LEARNER = "me"
"""The one learner of a solo course, as nbgrader's gradebook names them."""
_LOCK_SECONDS = 60.0
"""Seconds that a hand-in waits for a module that is being prepared, which takes some ten."""


def hand_in(folder: Path, module_id: str) -> HandInOutcome:
    """Hand in and grade at once. Raises `CouldNotHandIn`."""
    root = solo_folder(folder.parent)
    try:
        with _only_one(root):
            coursedir = _prepared(root, module_id)
            _submit(folder, coursedir, module_id)
            summary = grade_cohort(coursedir, module_id)
            results = _results(coursedir, module_id)
    except BabyInMindError as error:
        raise CouldNotHandIn(str(error)) from error
    except TimeoutError as error:
        raise CouldNotHandIn("The course is still being made ready on this machine. Wait a minute.") from error
    except OSError as error:
        raise CouldNotHandIn(f"{error.filename or root} could not be written: {error.strerror or error}.") from error
    if summary.failed:
        raise CouldNotHandIn(f"It was handed in but could not be graded: {summary.failed[LEARNER]}")
    if results is None:
        return HandInOutcome(datetime.now(UTC), ())
    shown, data = results
    return HandInOutcome(datetime.now(UTC), _lines(shown), data)


def prepare(home: Path, module_id: str) -> None:
    """Do ahead what the first hand-in of a module needs and takes long; nothing where it is done. Raises as `hand_in`."""
    root = solo_folder(home)
    with _only_one(root):
        _prepared(root, module_id)


def _only_one(root: Path) -> AbstractContextManager[None]:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return locked(root / ".lock", _LOCK_SECONDS)


def _prepared(root: Path, module_id: str) -> CourseDirectory:
    """The solo course's folder, its gradebook knowing the module as its source stands today."""
    try:
        source = source_folder()
    except CourseNotFound as error:
        raise CouldNotHandIn(str(error)) from error
    notebook = source / module_id / f"{module_id}.ipynb"
    if not notebook.is_file():
        raise CouldNotHandIn(
            f"{notebook} is not there: this copy of the course cannot grade {module_id} by itself."
            " Take a whole copy of the course."
        )
    coursedir = CourseDirectory(root=str(root), source_directory=str(source), assignment_id=module_id)
    coursedir.student_id = LEARNER
    mark = root / f"{module_id}.generated"
    version = hashlib.sha256(notebook.read_bytes()).hexdigest()
    if not mark.is_file() or mark.read_text(encoding="ascii") != version:
        _forget_submission(coursedir, module_id)
        try:
            release(source.parent, module_id, into=root / "release", gradebook=coursedir.db_url)
        except ReleaseFailed as error:
            raise CouldNotHandIn(f"The module could not be prepared for grading: {error}") from error
        mark.write_text(version, encoding="ascii")
    return coursedir


def _forget_submission(coursedir: CourseDirectory, module_id: str) -> None:
    """nbgrader adds no question to a module that somebody handed in; every attempt is kept beside its tables."""
    if not Path(coursedir.root, "gradebook.db").is_file():
        return
    with open_gradebook(coursedir) as gradebook, suppress(MissingEntry):
        gradebook.remove_submission(module_id, LEARNER)


def _submit(folder: Path, coursedir: CourseDirectory, module_id: str) -> None:
    """Copy the answers, and the released notebook beside them, into `submitted/`."""
    answers = answers_path(folder, module_id)
    try:
        read_responses(answers, module=module_id)
    except ResponsesError as error:
        raise CouldNotHandIn(str(error)) from error
    target = Path(coursedir.format_path(coursedir.submitted_directory, LEARNER, module_id))
    target.mkdir(parents=True, exist_ok=True)
    released = Path(coursedir.format_path(coursedir.release_directory, ".", module_id), f"{module_id}.ipynb")
    shutil.copyfile(released, target / released.name)
    write_atomically(answers_path(target, module_id), answers.read_bytes())
    (target / TIMESTAMP_FILE).write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n", encoding="ascii")


def _results(coursedir: CourseDirectory, module_id: str) -> tuple[Results, dict[str, Any]] | None:
    """The results, and the same as plain data with each reflection's rubric: nobody but its writer reads it here."""
    with open_gradebook(coursedir) as gradebook:
        module = module_of(gradebook, coursedir, module_id)
        book = ModuleGradebook(gradebook, module, [LEARNER])
        try:
            results = results_of(book, LEARNER, FeedbackPolicy())
        finally:
            book.close()
        if results is None:
            return None
        (mine,) = hours(gradebook, pass_mark=results.pass_mark, learners=[LEARNER], has_reader=False)
    credit = {each.credit.module: each.credit.payload() for each in mine.modules}
    data: dict[str, Any] = json.loads(results.as_json({"credit": credit.get(module_id)}))
    for reflection in data["reflections"]:
        cell = module.rubric_of.get(reflection["id"])
        rubric = rubric_of(cell.source) if cell else None
        if rubric is not None:
            reflection["rubric"] = {"levels": rubric.levels, "lines": rubric.lines}
    return results, data


def _lines(results: Results) -> tuple[str, ...]:
    """The receipt: what was handed in. How it went stands in the results."""
    parts = (*results.questions, *results.reflections)
    blank = sum(each.state == "blank" for each in results.questions) + sum(each.blank for each in results.reflections)
    answered = f"{len(parts) - blank} of {len(parts)} answered"
    return (f"{answered}, {blank} left blank." if blank else f"{answered}.",)
