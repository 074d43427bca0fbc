"""An outcome written into nbgrader's gradebook, with the attempt beside it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, load_only

from babyinmind.gradebook.schema import Attempt, Claimed
from babyinmind.grading.attempts import History, histories, store_answers, store_scores
from babyinmind.grading.feedback_policy import ManualGrade
from babyinmind.grading.module import Module
from babyinmind.grading.scoring import NO_RESPONSE, Outcome
from babyinmind.grading.submitted import Submission

_GRADE_COLUMNS = (Grade.id, Grade.cell_id, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
_COMMENT_COLUMNS = (Comment.id, Comment.cell_id, Comment.auto_comment, Comment.manual_comment)


@dataclass(slots=True)
class _Rows:
    """One learner's rows of one module in nbgrader's tables, by the name of the cell."""

    submission: SubmittedAssignment
    grades: dict[str, Grade] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)


class ModuleGradebook:
    """One module's part of a gradebook, for some learners or for all.

    What is needed of all learners is read in a handful of queries; each learner is then saved in one transaction.
    nbgrader's own row classes are used, with the columns that are needed: its computed ones (scores summed by
    sub-queries) would cost more than everything else.
    """

    def __init__(self, gradebook: Gradebook, module: Module, learners: Iterable[str] | None = None) -> None:
        self.module = module
        self.session = Session(gradebook.engine, expire_on_commit=False, autoflush=False)
        notebook = gradebook.find_notebook(module.id, module.id)
        self._assignment_id = notebook.assignment_id
        self._notebook_id = notebook.id
        self._graded_cells = {cell.name: cell.id for cell in (*notebook.grade_cells, *notebook.task_cells)}
        self._task_cells = {cell.name: cell.id for cell in notebook.task_cells}
        self._solution_cells = {cell.name: cell.id for cell in notebook.solution_cells}
        self._learners = None if learners is None else list(learners)
        self._students = set(self._all(select(Student.id), Student.id))
        self._rows = self._read_rows()
        self.histories = histories(self.session, module.id, self._learners)

    def close(self) -> None:
        self.session.close()

    def history(self, learner: str) -> History:
        return self.histories.get(learner, History(()))

    def attempt_at(self, learner: str, handed_in: datetime) -> Attempt | None:
        """The attempt that this very hand-in became, if it was graded before."""
        return next((each for each in self.history(learner).attempts if each.handed_in == handed_in), None)

    def claimed(self, learner: str) -> datetime | None:
        """When the latest hand-in was made as its learner's side said; None where that was not kept."""
        latest = self.history(learner).latest
        row = self.session.get(Claimed, (self.module.id, learner, latest.handed_in)) if latest else None
        return row.claimed if row else None

    def record(self, learner: str, handed_in: Submission, outcome: Outcome) -> None:
        """Stage grades, comments and the attempt; `commit` makes them last.

        A new hand-in puts its reflections before an instructor again; comments that were written stay.
        """
        attempt = self.attempt_at(learner, handed_in.at)
        is_new = attempt is None
        rows = self._rows.get(learner) or self._new_rows(learner)
        if attempt is None:
            before = self.history(learner).latest
            if before is not None and self._is_read(rows):
                before.read = True
            attempt = Attempt(module=self.module.id, learner=learner, handed_in=handed_in.at)
            self.session.add(attempt)
            if handed_in.claimed is not None:
                of_both = {"module": self.module.id, "learner": learner}
                self.session.add(Claimed(**of_both, handed_in=handed_in.at, claimed=handed_in.claimed))
            attempts = sorted((*self.history(learner).attempts, attempt), key=lambda each: each.handed_in)
            self.histories[learner] = History(tuple(attempts))
        # Also of one that was graded before: its folder may have been mended by hand, and what is told must fit the scores.
        store_answers(attempt, handed_in.responses)
        store_scores(attempt, outcome)
        rows.submission.timestamp = handed_in.at
        for question in outcome.questions:
            grade = rows.grades[question.question.id]
            grade.auto_score = question.score
            grade.needs_manual_grade = grade.manual_score is not None and (is_new or grade.needs_manual_grade)
        for reflection in outcome.reflections:
            rubric = self.module.rubric_of.get(reflection.reflection.id)
            if rubric is None:
                continue
            grade, comment = rows.grades[rubric.name], rows.comments[rubric.name]
            if reflection.blank:
                grade.auto_score, grade.manual_score, grade.needs_manual_grade = 0.0, None, False
            else:
                grade.auto_score = None
                grade.needs_manual_grade = is_new or grade.manual_score is None or grade.needs_manual_grade
            comment.auto_comment = (reflection.fault or NO_RESPONSE) if reflection.blank else None

    def commit(self) -> None:
        self.session.commit()

    def flush(self) -> None:
        """Send what is staged to the database, which may refuse it, without making it last."""
        self.session.flush()

    def roll_back(self) -> None:
        """Forget what was staged since the last commit, so that the next learner is not harmed."""
        self.session.rollback()
        self.session.expunge_all()
        self._rows = self._read_rows()
        self._students = set(self._all(select(Student.id), Student.id))
        self.histories = histories(self.session, self.module.id, self._learners)

    def manual_grades(self, learner: str) -> dict[str, ManualGrade]:
        """Reflection id -> what an instructor gave it."""
        rows = self._rows.get(learner)
        if rows is None:
            return {}
        found = {}
        for reflection, rubric in self.module.rubric_of.items():
            grade, comment = rows.grades.get(rubric.name), rows.comments.get(rubric.name)
            if grade is not None:
                found[reflection] = ManualGrade(
                    score=grade.manual_score if grade.manual_score is not None else grade.auto_score,
                    comment=(comment.manual_comment if comment else None) or "",
                    waiting=bool(grade.needs_manual_grade),
                )
        return found

    def _is_read(self, rows: _Rows) -> bool:
        """Whether an instructor has read every reflection as it stands in nbgrader's rows."""
        rubrics = [rows.grades[cell.name] for cell in self.module.rubric_of.values()]
        return all(grade.manual_score is not None and not grade.needs_manual_grade for grade in rubrics)

    def _all(self, query: Select[Any], column: Any) -> Sequence[Any]:
        if self._learners is not None:
            query = query.where(column.in_(self._learners))
        return self.session.scalars(query).all()

    def _read_rows(self) -> dict[str, _Rows]:
        submissions = self._all(
            select(SubmittedAssignment)
            .options(load_only(SubmittedAssignment.id, SubmittedAssignment.student_id, SubmittedAssignment.timestamp))
            .where(SubmittedAssignment.assignment_id == self._assignment_id),
            SubmittedAssignment.student_id,
        )
        rows = {submission.id: _Rows(submission) for submission in submissions}
        if not rows:
            return {}
        notebooks = {
            notebook.id: rows[notebook.assignment_id]
            for notebook in self.session.execute(
                select(SubmittedNotebook.id, SubmittedNotebook.assignment_id).where(
                    SubmittedNotebook.notebook_id == self._notebook_id
                )
            )
            if notebook.assignment_id in rows
        }
        names = {identifier: name for name, identifier in self._graded_cells.items()}
        for grade in self.session.scalars(self._of_module(Grade, _GRADE_COLUMNS)):
            if grade.notebook_id in notebooks:
                notebooks[grade.notebook_id].grades[names[grade.cell_id]] = grade
        names |= {identifier: name for name, identifier in self._solution_cells.items()}
        for comment in self.session.scalars(self._of_module(Comment, _COMMENT_COLUMNS)):
            if comment.notebook_id in notebooks:
                notebooks[comment.notebook_id].comments[names[comment.cell_id]] = comment
        return {each.submission.student_id: each for each in rows.values()}

    def _of_module(self, table: Any, columns: Sequence[Any]) -> Select[Any]:
        query = (
            select(table)
            .options(load_only(*columns, table.notebook_id))
            .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
            .where(SubmittedNotebook.notebook_id == self._notebook_id)
        )
        if self._learners is not None:
            query = query.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id).where(
                SubmittedAssignment.student_id.in_(self._learners)
            )
        return query

    def _new_rows(self, learner: str) -> _Rows:
        """What nbgrader's `add_submission` makes: a submission that mirrors the module's cells."""
        if learner not in self._students:
            self.session.add(Student(id=learner))
            self._students.add(learner)
        submission = SubmittedAssignment(id=new_uuid(), assignment_id=self._assignment_id, student_id=learner)
        notebook = SubmittedNotebook(id=new_uuid(), notebook_id=self._notebook_id, assignment_id=submission.id)
        rows = _Rows(submission)
        for name, cell in self._graded_cells.items():
            rows.grades[name] = Grade(id=new_uuid(), cell_id=cell, notebook_id=notebook.id)
        for name, cell in (self._task_cells | self._solution_cells).items():
            rows.comments[name] = Comment(id=new_uuid(), cell_id=cell, notebook_id=notebook.id)
        self.session.add_all([submission, notebook, *rows.grades.values(), *rows.comments.values()])
        self._rows[learner] = rows
        return rows
