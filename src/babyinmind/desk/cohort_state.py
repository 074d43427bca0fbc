"""When a cohort was opened and closed: never without a contact, never with reflections that nobody looked at unseen."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.course.support import file_of_the_course
from babyinmind.desk.cohort_status import NOT_GRADED, cohort_status
from babyinmind.desk.flags import PROTOCOL, account, make_box, protocol_in
from babyinmind.errors import BabyInMindError
from babyinmind.gradebook.schema import Term, utc_now
from babyinmind.records.cohort_session import Records


class CohortStateError(BabyInMindError):
    """The cohort cannot be opened or closed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class UnseenHandIn:
    """A hand-in that no person has looked at: `graded` says whether it was graded at all."""

    learner: str
    name: str
    title: str
    since: datetime
    graded: bool

    def __str__(self) -> str:
        how = "not read" if self.graded else "not graded, so not read"
        return f"{self.since:%Y-%m-%d}  {self.name} ({self.learner}): {self.title}: {how}"


def open_cohort(records: Records) -> bool:
    """Open the cohort, and make ready what flags need; False where it was open. Raises `FlagError`."""
    make_box(records.folder, records.cohort)
    own, starter = records.folder / PROTOCOL, file_of_the_course(PROTOCOL)
    if not own.exists() and starter is not None:
        shutil.copyfile(starter, own)
    protocol_in(records.folder)
    with Session(records.gradebook.engine) as session, session.begin():
        if _current(session) is not None:
            return False
        session.add(Term(opened=utc_now(), opened_by=account()))
    return True


def is_open(records: Records) -> bool:
    """Whether the cohort was opened, and not closed since."""
    with Session(records.gradebook.engine) as session:
        return _current(session) is not None


def unseen(records: Records) -> list[UnseenHandIn]:
    """Everything handed in that no person has read, oldest first; also of learners who were withdrawn."""
    desk = cohort_status(records)
    found = []
    for learner in (*desk.learners, *desk.withdrawn):
        for module in desk.modules:
            place = desk.places[learner.id, module.id]
            ungraded = place.words == NOT_GRADED and module.is_read_by_people
            if place.since is not None and (place.unread or ungraded):
                found.append(UnseenHandIn(learner.id, learner.name, module.title, place.since, graded=not ungraded))
    return sorted(found, key=lambda one: (one.since, one.name, one.title))


def close_cohort(records: Records, *, leave_unread: int = 0) -> None:
    """Close the cohort. `leave_unread` is the explicit word: how many hand-ins stay unread. Raises `CohortStateError`."""
    left = len(unseen(records))
    if left != leave_unread:
        raise CohortStateError(
            f"{left} hand-ins have not been read by a person, and you said {leave_unread}."
            f" Read them; or, to close all the same, say --leave-unread {left}."
        )
    with Session(records.gradebook.engine) as session, session.begin():
        period = _current(session)
        if period is None:
            raise CohortStateError("The cohort is not open. `babyinmind cohort open` opens it.")
        period.closed, period.closed_by, period.unread = utc_now(), account(), left


def _current(session: Session) -> Term | None:
    return session.scalars(select(Term).where(Term.closed.is_(None))).first()
