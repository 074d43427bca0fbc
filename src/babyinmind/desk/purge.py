"""A reflection that holds identifying details: sent back to its learner, and its text taken out of all that was copied of it.

Files go first and the gradebook's rows last: a run that is cut short leaves the text where the next run finds it and knows
what to look for. The learner's own copy is the learner's, and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Comment, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from babyinmind.desk.copies import Copies, Uncertain
from babyinmind.desk.search import holding, pieces_of, written
from babyinmind.errors import BabyInMindError
from babyinmind.gradebook.lock import Busy, only_one
from babyinmind.gradebook.schema import Attempt, Credit, Purge, SentBack, utc_now
from babyinmind.gradebook.upgrade import GradebookError
from babyinmind.grading.batch import grade_cohort
from babyinmind.grading.errors import GradingError
from babyinmind.grading.grader import module_of
from babyinmind.grading.module import Module
from babyinmind.records.cohort_session import Records
from babyinmind.records.credit import send_back


class PurgeError(BabyInMindError):
    """It is not done, or not done wholly; the text says what is left and what to do. A second run finishes."""


@dataclass(frozen=True, slots=True)
class Purged:
    """`sent_back`: the learner is asked to hand in anew (not where credit was confirmed: that stays). `searched` says
    whether the text was long enough to be looked for in every file; `not_searched` is what this account cannot look into.
    """

    sent_back: bool
    searched: bool
    not_searched: tuple[Path, ...] = ()
    before: bool = False


def purge(records: Records, learner: str, module_id: str, *, reason: str, by: str) -> Purged:
    """Send the shared reflections of a module back with a reason, and purge their text from every hand-in so far.

    Comments of instructors stay; one that quotes the text stops the purge before it begins. Raises `PurgeError` and
    `CreditError`.
    """
    engine = records.gradebook.engine
    coursedir = records.view(learner)
    coursedir.assignment_id = module_id
    try:
        module = module_of(records.gradebook, coursedir, module_id)
        # Its own reading would keep the database from being made anew.
        records.gradebook.db.rollback()
        # Whoever collects meanwhile would bring copies in behind our back.
        with only_one(coursedir):
            return _purge(engine, coursedir, module, learner, reason, by)
    except (GradingError, GradebookError, Busy, Uncertain) as error:
        raise PurgeError(str(error)) from error
    except OperationalError as error:
        raise PurgeError(
            f"The gradebook cannot be used now ({error.orig}). Run this again once no other program holds it."
        ) from error
    except OSError as error:
        raise PurgeError(
            f"{error.filename or records.folder} could not be changed: {error.strerror or error}."
            " Mend that, then run this again."
        ) from error


def _purge(engine: Engine, coursedir: CourseDirectory, module: Module, learner: str, reason: str, by: str) -> Purged:
    reflections = {reflection.id for reflection in module.reflections}
    with Session(engine, autoflush=False) as session:
        of_both = {"learner": learner, "module": module.id}
        attempts = list(session.scalars(select(Attempt).filter_by(**of_both).order_by(Attempt.handed_in)))
        if not attempts:
            raise PurgeError(f"{learner} has no graded hand-in of {module.id}.")
        latest = attempts[-1].handed_in
        copies = Copies(coursedir, module.id, learner, latest)
        copies.refuse_ungraded()
        texts = {*copies.texts(reflections), *(one for each in attempts for one in _texts(each.answers, reflections))}
        row = session.get(Purge, (learner, module.id))
        if not texts and (row is None or row.done):
            if row is None:
                raise PurgeError(f"The hand-ins of {module.id} by {learner} hold no reflection.")
            return Purged(sent_back=False, searched=False, before=True)

        asked = "\n".join(cell.source for cell in module.cells)
        pieces = [piece for one in texts for piece in pieces_of(one, asked)]
        _refuse_quotes(session, learner, module.id, pieces)
        sent = _send_back(session, learner, module.id, latest, reason, by)
        row = row or Purge(learner=learner, module=module.id)
        row.by, row.begun, row.done = by, utc_now(), None
        session.add(row)
        session.commit()

        # From here on other graders wait: what one of them read before must not be written after.
        _securely(session)
        row.begun = datetime.now(UTC).replace(tzinfo=None)
        session.flush()
        copies.clear(reflections)
        needles = written(pieces)
        copies.clear_released_feedback(needles)
        copies.clear_gradebook_copies(needles)
        _refuse_left(*holding(copies.places, needles, (*copies.not_ours, *copies.database)), copies)
        for attempt in attempts:
            attempt.answers = {item: kept for item, kept in attempt.answers.items() if item not in reflections}
        session.commit()

    summary = grade_cohort(coursedir, module.id)  # what formgrader shows, without the text
    if summary.failed:
        raise PurgeError(f"The text is gone, but formgrader's copy could not be made anew: {summary.failed[learner]}")
    _make_anew(engine)
    _refuse_left(*holding((*copies.places, *copies.database), needles, copies.not_ours), copies)
    with Session(engine) as session, session.begin():
        session.get_one(Purge, (learner, module.id)).done = utc_now()
    return Purged(sent, bool(needles), tuple(path for path in copies.not_ours if path.name == copies.flags.name))


def _texts(answers: dict[str, Any], reflections: Collection[str]) -> Iterable[str]:
    for item in reflections & answers.keys():
        value = answers[item].get("value")
        if isinstance(value, dict) and str(value.get("text") or "").strip():
            yield str(value["text"])


def _refuse_quotes(session: Session, learner: str, module_id: str, pieces: Collection[str]) -> None:
    comments = (
        select(Comment.manual_comment)
        .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(SubmittedAssignment.student_id == learner, Assignment.name == module_id)
    )
    if any(piece in (comment or "") for comment in session.scalars(comments) for piece in pieces):
        raise PurgeError(
            f"A comment on this hand-in of {learner} quotes the text. Comments stay, so nothing was purged yet:"
            " take the quotation out in formgrader, then run this again."
        )


def _send_back(session: Session, learner: str, module_id: str, latest: datetime, reason: str, by: str) -> bool:
    of_both = {"learner": learner, "module": module_id}
    if session.scalars(select(SentBack).filter_by(**of_both, handed_in=latest)).first() is not None:
        return True  # by a run before, or by hand
    credit = session.scalars(select(Credit).filter_by(**of_both)).first()
    if credit is not None and credit.confirmed is not None:
        return False
    send_back(session, learner, module_id, reason=reason, by=by)
    return True


def _refuse_left(holds: list[Path], closed: list[Path], copies: Copies) -> None:
    closed = [path for path in closed if path not in copies.not_ours]
    if holds or closed:
        lines = [f"  {path}: holds it" for path in holds] + [f"  {path}: cannot be looked into" for path in closed]
        raise PurgeError(
            "The text is NOT gone from everywhere. See to each of these, then run this again:\n" + "\n".join(lines)
        )


def _securely(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def _make_anew(engine: Engine) -> None:
    """Have SQLite write its file anew: rows that were changed leave their old bytes in it otherwise."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            connection.execute(text("VACUUM"))
