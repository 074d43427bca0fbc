"""Grades for another gradebook: per module the questions' points of the best hand-in, and the shared reflection's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Attempt
from babyinmind.records.enrolment import withdrawn_learners
from babyinmind.records.modules import CreditModule
from babyinmind.records.spreadsheet import as_csv


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as nbgrader's roster has them; what is not known is ""."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str

    @property
    def listed(self) -> str:
        """The name as lists have it: "Last, First"; the id where no name is known."""
        return ", ".join(name for name in (self.last_name, self.first_name) if name) or self.id


@dataclass(frozen=True, slots=True)
class Column:
    """A module in another gradebook: `points` are those that can be had, `scores` those earned, by learner id."""

    name: str
    points: float
    scores: dict[str, float]


def grades(session: Session, modules: Iterable[CreditModule]) -> tuple[list[Learner], list[Column]]:
    """Everybody on the roster who was not withdrawn, and modules of the gradebook; a learner who handed nothing in has no score there.

    A reflection that nobody read yet adds no points until it is read. Five queries, however many learners.
    """
    learners = [
        Learner(one.id, one.first_name or "", one.last_name or "", one.email or "", one.lms_user_id or "")
        for one in session.scalars(
            select(Student)
            .where(Student.id.not_in(withdrawn_learners()))
            .order_by(Student.last_name, Student.first_name, Student.id)
        )
    ]
    asked, written = _points(session, GradeCell), _points(session, TaskCell)
    best = session.execute(
        select(Attempt.module, Attempt.learner, func.max(Attempt.score / func.nullif(Attempt.max_score, 0))).group_by(
            Attempt.module, Attempt.learner
        )
    )
    shares = {(module, learner): float(share or 0) for module, learner, share in best}
    read = {
        (module, learner): float(points or 0)
        for module, learner, points in session.execute(
            select(
                Assignment.name,
                SubmittedAssignment.student_id,
                func.sum(func.coalesce(Grade.manual_score, Grade.auto_score)),
            )
            .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .join(TaskCell, TaskCell.id == Grade.cell_id)
            .group_by(Assignment.name, SubmittedAssignment.student_id)
        )
    }
    columns = [
        Column(
            f"{module.id} {module.title}",
            asked.get(module.id, 0.0) + written.get(module.id, 0.0),
            {
                learner: round(share * asked.get(module.id, 0.0) + read.get((module.id, learner), 0.0), 4)
                for (of, learner), share in shares.items()
                if of == module.id
            },
        )
        for module in modules
    ]
    return learners, columns


def _points(session: Session, kind: type) -> dict[str, float]:
    rows = session.execute(
        select(Assignment.name, func.sum(kind.max_score))  # type: ignore[attr-defined]
        .join(Notebook, Notebook.assignment_id == Assignment.id)
        .join(BaseCell, BaseCell.notebook_id == Notebook.id)
        .join(kind.__table__, kind.__table__.c.id == BaseCell.id)  # type: ignore[attr-defined]
        .group_by(Assignment.name)
    )
    return {module: float(points or 0) for module, points in rows}


def canvas(session: Session, modules: Iterable[CreditModule]) -> str:
    """Grades as Canvas's gradebook imports them: five columns on the learner, one a module, points possible above all.

    `ID` is Canvas's own number where nbgrader's roster has it (`lms_user_id`), `SIS Login ID` the learner's id in the
    course; Canvas matches by either. Source: Canvas Instructor Guide, *How do I import grades in the Gradebook?*
    """
    learners, columns = grades(session, modules)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(column.name for column in columns)]
    possible = ["    Points Possible", None, None, None, None, *(column.points for column in columns)]
    rows = [
        [one.listed, one.lms_user_id, None, one.id, None, *(column.scores.get(one.id) for column in columns)]
        for one in learners
    ]
    return as_csv(head, [possible, *rows])


def moodle(session: Session, modules: Iterable[CreditModule]) -> str:
    """Grades as Moodle's grade import takes them and its export writes them: who, then one "(Real)" column a module.

    At import one chooses what identifies people (username, e-mail or ID number) and which column is which grade item.
    Source: Moodle documentation, *Grade import* and *Grade export*.
    """
    learners, columns = grades(session, modules)
    head = ["First name", "Last name", "Username", "ID number", "Email address"]
    rows = [
        [one.first_name, one.last_name, one.id, one.lms_user_id, one.email]
        + [column.scores.get(one.id) for column in columns]
        for one in learners
    ]
    return as_csv([*head, *(f"{column.name} (Real)" for column in columns)], rows)
