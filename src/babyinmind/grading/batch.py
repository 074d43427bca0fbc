"""A whole cohort graded in one process, by the same function and into the same gradebook as nbgrader's `autograde`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError

from babyinmind.files import write_atomically
from babyinmind.gradebook.lock import only_one
from babyinmind.gradebook.session import open_gradebook
from babyinmind.grading.errors import GradingError
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.grader import grade, module_of, regrade_earlier
from babyinmind.grading.module import Module
from babyinmind.grading.submitted import Submission, read_submission, texts_beside

_READ_ONLY = 0o444


@dataclass(slots=True)
class Summary:
    """What became of a cohort: learner ids, and for each fault or failure what was wrong."""

    graded: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    faults: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    regraded_earlier: int = 0


def submitted_learners(coursedir: CourseDirectory, module_id: str) -> list[str]:
    """The learners with a hand-in of a module in `submitted/`, in the order of their names. Raises `GradingError`."""
    wanted = coursedir.student_id
    base = Path(coursedir.format_path(coursedir.submitted_directory, "", "")).resolve()
    excluded = set(filter(None, coursedir.student_id_exclude.split(",")))
    if wanted not in ("", "*"):
        # A name is never a way to another folder.
        if wanted != Path(wanted).name or not _submitted(coursedir, wanted, module_id).is_dir():
            raise GradingError(f"There is no hand-in of {module_id} by {wanted!r} in {base}.")
        names = [wanted]
    else:
        names = sorted(folder.name for folder in base.iterdir()) if base.is_dir() else []
        names = [name for name in names if not name.startswith(".")]  # as nbgrader's own search
    return [name for name in names if name not in excluded and _submitted(coursedir, name, module_id).is_dir()]


def grade_cohort(
    coursedir: CourseDirectory,
    module_id: str,
    *,
    force: bool = False,
    progress: Callable[[list[str]], Iterable[str]] = iter,
) -> Summary:
    """Grade every hand-in of a module that was not graded yet, or with `force` all of them and all earlier ones.

    `progress` wraps the learners as they are gone through (a progress bar). One hand-in that cannot be graded is
    named in the summary and stops nobody else's. Raises `GradingError` where the module itself cannot be graded, or
    another program grades for long (`lock.Busy`).
    """
    summary = Summary()
    try:
        with only_one(coursedir):
            learners = submitted_learners(coursedir, module_id)
            _grade_all(coursedir, module_id, learners, force, progress, summary)
    except OperationalError as error:
        raise GradingError(
            f"The gradebook cannot be used now ({error.orig}). {len(summary.graded)} hand-ins were graded and saved."
            " Grade again once no other program holds the gradebook."
        ) from error
    return summary


def _grade_all(
    coursedir: CourseDirectory,
    module_id: str,
    learners: list[str],
    force: bool,
    progress: Callable[[list[str]], Iterable[str]],
    summary: Summary,
) -> None:
    with open_gradebook(coursedir) as gradebook:
        module = module_of(gradebook, coursedir, module_id)
        # Everybody's rows in a few queries; the rows of one named learner alone.
        book = ModuleGradebook(gradebook, module, learners if coursedir.student_id not in ("", "*") else None)
        try:
            for learner in progress(learners):
                _grade_one(book, module, coursedir, learner, force, summary)
        finally:
            book.close()


def _grade_one(
    book: ModuleGradebook, module: Module, coursedir: CourseDirectory, learner: str, force: bool, summary: Summary
) -> None:
    source = _submitted(coursedir, learner, module.id)
    target = Path(coursedir.format_path(coursedir.autograded_directory, learner, module.id))
    try:
        submission = read_submission(source, module.id)
        if not force and book.attempt_at(learner, submission.at) and (target / f"{module.id}.ipynb").is_file():
            summary.skipped.append(learner)
            return
        outcome, text = grade(book, module, learner, submission)
        if force:
            summary.regraded_earlier += regrade_earlier(book, module, learner, submission)
        book.flush()
        _write(source, target, module.id, text, submission)
        book.commit()
    except Exception as error:  # one bad hand-in never stops the others
        book.roll_back()
        summary.failed[learner] = _why(error)
        return
    summary.graded.append(learner)
    if outcome.faults:
        summary.faults[learner] = outcome.faults


def _write(source: Path, target: Path, module_id: str, text: str, submission: Submission) -> None:
    """What nbgrader's later steps look for in `autograded/`, put in place whole."""
    target.mkdir(parents=True, exist_ok=True)
    contents = {f"{module_id}.ipynb": text, **texts_beside(source, submission)}
    for name, content in contents.items():
        # Grading again makes them again, and a sync for each would take longer than grading.
        write_atomically(target / name, content.encode(), mode=_READ_ONLY, durable=False)


def _submitted(coursedir: CourseDirectory, learner: str, module_id: str) -> Path:
    return Path(coursedir.format_path(coursedir.submitted_directory, learner, module_id))


def _why(error: Exception) -> str:
    if isinstance(error, GradingError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error} ({error.filename or 'no file named'})"
    return f"{type(error).__name__}: {error}"
