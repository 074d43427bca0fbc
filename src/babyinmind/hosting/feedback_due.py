"""Whose feedback is to be made and released: never yet, or something that it tells has changed since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Assignment, BaseCell, Comment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Attempt, Delivered


@dataclass(frozen=True, slots=True)
class Due:
    """One learner's feedback on one module. `graded` is when any hand-in of it was graded last, `reading` a checksum of
    what instructors gave and wrote. `again`: feedback was released before, and only the reading is new.
    """

    learner: str
    module: str
    handed_in: datetime
    graded: datetime
    reading: str
    again: bool


def feedback_due(session: Session) -> list[Due]:
    """Everybody's, in four queries; who handed in last stands first, since they wait at this moment."""
    attempts = select(Attempt.learner, Attempt.module, func.max(Attempt.handed_in), func.max(Attempt.graded))
    delivered = {(row.learner, row.module): row for row in session.scalars(select(Delivered))}
    readings = _readings(session)
    due = []
    for learner, module, handed_in, graded in session.execute(attempts.group_by(Attempt.learner, Attempt.module)):
        before = delivered.get((learner, module))
        reading = readings.get((learner, module), "")
        same = before is not None and (before.handed_in, before.graded) == (handed_in, graded)
        if before is None or not same or before.reading != reading:
            due.append(Due(learner, module, handed_in, graded, reading, again=same))
    return sorted(due, key=lambda one: (one.handed_in, one.learner, one.module), reverse=True)


def note_delivered(session: Session, due: Due) -> None:
    """Note that this feedback was released. Commits."""
    session.merge(
        Delivered(
            learner=due.learner, module=due.module, handed_in=due.handed_in, graded=due.graded, reading=due.reading
        )
    )
    session.commit()


def _readings(session: Session) -> dict[tuple[str, str], str]:
    """(learner, module) -> a checksum of points and comments, none where nobody has given any."""
    base = (
        select(SubmittedAssignment.student_id, Assignment.name, BaseCell.name)
        .select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    )
    points = (
        base.add_columns(Grade.manual_score, Grade.needs_manual_grade)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Grade.manual_score.is_not(None))
    )
    words = (
        base.add_columns(Comment.manual_comment)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(func.coalesce(Comment.manual_comment, "") != "")
    )
    found: dict[tuple[str, str], list[str]] = {}
    for query in (points, words):
        for learner, module, *given in session.execute(query.order_by(BaseCell.name)):
            found.setdefault((learner, module), []).append(repr(given))
    return {pair: hashlib.sha256("\n".join(given).encode()).hexdigest() for pair, given in found.items()}
