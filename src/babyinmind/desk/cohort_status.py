"""Who is where: every learner in every module, as far as an instructor's side can know it, in a handful of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from nbgrader.api import Assignment, BaseCell, Grade, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Claimed, Enrolment, Returned
from babyinmind.grading.collected import collected_in, noticeable
from babyinmind.grading.submitted import time_handed_in
from babyinmind.grading.texts import TIMESTAMP_FILE, small_text
from babyinmind.records.cohort_session import Records
from babyinmind.records.credit import WORDS, ModuleCredit, settle
from babyinmind.records.modules import CreditModule, stored_modules

LearnerState = Literal["not-begun", "in-progress", "handed-in", "to-read", "returned"]
STATES: dict[LearnerState, str] = {
    "not-begun": "not begun",
    "in-progress": "in progress",
    "handed-in": "handed in",
    "to-read": "to be read",
    "returned": "returned",
}
"""In the order of the way. A page that is worked on tells nobody: in progress is what was returned and is still open."""


@dataclass(frozen=True, slots=True)
class CohortLearner:
    """`name` is the id where no name is known; `listed` says whether they are on the roster."""

    id: str
    name: str
    reader: str = ""
    roles: tuple[str, ...] = ()
    withdrawn: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class LearnerStatus:
    """One learner in one module. `submission` is what formgrader calls the hand-in, "" where there is none graded.

    `unread` are the names of the cells that wait for a person. `since` is when the latest hand-in came (UTC, no zone),
    `claimed` when it came as its learner's side said, where that is noticeably otherwise.
    """

    state: LearnerState
    words: str
    best: float | None = None
    since: datetime | None = None
    submission: str = ""
    unread: tuple[str, ...] = ()
    claimed: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """When a hand-in came, and a claimed time that is noticeably another."""

    at: datetime | None
    claimed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A cohort as it stands. Learners are in the order of their names; who was withdrawn is not among them."""

    learners: tuple[CohortLearner, ...]
    withdrawn: tuple[CohortLearner, ...]
    modules: tuple[CreditModule, ...]
    places: dict[tuple[str, str], LearnerStatus]

    def count(self, module: str) -> Counter[LearnerState]:
        """How many learners stand where in a module."""
        return Counter(self.places[learner.id, module].state for learner in self.learners)


def cohort_status(records: Records) -> Desk:
    """The cohort whose records these are. Nine queries, however many learners and modules there are."""
    with Session(records.gradebook.engine, expire_on_commit=False) as session:
        everybody = list(_learners(session))
        modules = stored_modules(session)
        credits = settle(session, pass_mark=records.pass_mark, everybody=[learner.id for learner in everybody])
        submissions = _submissions(session)
        unread = _unread(session)
        returned = {(row.learner, row.module): row for row in session.scalars(select(Returned))}
    latest = {(one.learner, one.module): one.latest for one in credits if one.latest}
    ungraded = dict(_ungraded(records.view(), modules, latest))
    places = {
        (one.learner, one.module): _learner_status(
            one,
            submissions.get((one.learner, one.module), NO_SUBMISSION),
            unread,
            returned.get((one.learner, one.module)),
            ungraded.get((one.learner, one.module)),
        )
        for one in credits
    }
    # Somebody may have handed in and never been graded: then neither nbgrader nor the roster knows them yet.
    known = {learner.id for learner in everybody}
    for learner, module in ungraded:
        if learner not in known:
            known.add(learner)
            everybody.append(CohortLearner(learner, learner))
        places.setdefault((learner, module), _not_graded(ungraded[learner, module]))
    nothing = LearnerStatus("not-begun", STATES["not-begun"])
    for learner in known:
        for one in modules:
            places.setdefault((learner, one.id), nothing)
    return Desk(
        learners=tuple(learner for learner in everybody if not learner.withdrawn),
        withdrawn=tuple(learner for learner in everybody if learner.withdrawn),
        modules=tuple(modules),
        places=places,
    )


NOT_GRADED = "handed in, not graded yet"
NO_SUBMISSION: tuple[str, datetime | None] = ("", None)


def _not_graded(came: _Arrival) -> LearnerStatus:
    return LearnerStatus("handed-in", NOT_GRADED, since=came.at, claimed=came.claimed)


def _learner_status(
    credit: ModuleCredit,
    graded: tuple[str, datetime | None],
    unread: dict[str, tuple[str, ...]],
    returned: Returned | None,
    newer: _Arrival | None,
) -> LearnerStatus:
    submission, claimed = graded
    waiting = unread.get(submission, ())
    given_back = returned is not None and returned.handed_in == credit.latest and not returned.waiting
    state: LearnerState
    if newer is not None:
        state, words = "handed-in", NOT_GRADED
    elif credit.latest is None:
        state, words = "not-begun", STATES["not-begun"]
    elif waiting:
        state, words = "to-read", "handed in, to be read"
    elif not given_back:
        state, words = "handed-in", "graded, feedback not returned yet"
    elif credit.state in ("credited", "provisional"):
        state, words = "returned", f"returned, {WORDS[credit.state]}"
    else:
        state, words = "in-progress", f"in progress: returned, {WORDS[credit.state]}"
    came = newer or _Arrival(credit.latest, claimed)
    return LearnerStatus(state, words, credit.best, came.at, submission, waiting, came.claimed)


def _learners(session: Session) -> Iterator[CohortLearner]:
    columns = (
        Student.id,
        Student.first_name,
        Student.last_name,
        Enrolment.roles,
        Enrolment.reader,
        Enrolment.withdrawn,
    )
    rows = session.execute(select(*columns).outerjoin(Enrolment, Enrolment.learner == Student.id))
    for learner, given, family, roles, reader, withdrawn in sorted(
        rows, key=lambda row: ((row[2] or "").casefold(), (row[1] or "").casefold(), row[0])
    ):
        name = " ".join(part.strip() for part in (given, family) if part and part.strip())
        yield CohortLearner(
            learner, name or learner, reader or "", tuple(roles or ()), withdrawn is not None, listed=roles is not None
        )


def _submissions(session: Session) -> dict[tuple[str, str], tuple[str, datetime | None]]:
    """(learner, module) -> the id under which formgrader shows the hand-in, and a claimed time that is noticeably another."""
    rows = session.execute(
        select(
            SubmittedAssignment.student_id,
            Assignment.name,
            SubmittedNotebook.id,
            SubmittedAssignment.timestamp,
            Claimed.claimed,
        )
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(
            Claimed,
            (Claimed.module == Assignment.name)
            & (Claimed.learner == SubmittedAssignment.student_id)
            & (Claimed.handed_in == SubmittedAssignment.timestamp),
        )
    )
    return {(learner, module): (name, at and noticeable(claimed, at)) for learner, module, name, at, claimed in rows}


def _unread(session: Session) -> dict[str, tuple[str, ...]]:
    """Submission -> names of the cells that wait for a person."""
    rows = session.execute(
        select(Grade.notebook_id, BaseCell.name)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Grade.needs_manual_grade.is_(True))
        .order_by(BaseCell.name)
    )
    found: dict[str, tuple[str, ...]] = {}
    for submission, cell in rows:
        found[submission] = (*found.get(submission, ()), cell)
    return found


def _ungraded(
    coursedir: CourseDirectory, modules: list[CreditModule], latest: dict[tuple[str, str], datetime]
) -> Iterator[tuple[tuple[str, str], _Arrival]]:
    """What lies in `submitted/` and was not graded: (learner, module), when it was handed in."""
    base = Path(coursedir.format_path(coursedir.submitted_directory, "", ""))
    for learner in sorted(path.name for path in base.iterdir() if path.is_dir()) if base.is_dir() else ():
        for module in modules:
            folder = base / learner / module.id
            text = small_text(folder / TIMESTAMP_FILE)
            graded = latest.get((learner, module.id))
            # Reading a time takes longer than comparing two texts, and nearly always they are the same.
            if text and graded is not None and text.removesuffix(" UTC").rstrip("0").rstrip(".") == _written(graded):
                continue
            if text is None and not folder.is_dir():
                continue
            # A hand-in without a time that can be read is graded all the same, by the age of its folder.
            when = time_handed_in(folder)
            if when != graded:
                yield (learner, module.id), _Arrival(when, noticeable(collected_in(folder).claimed, when))


def _written(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S.%f}".rstrip("0").rstrip(".")
