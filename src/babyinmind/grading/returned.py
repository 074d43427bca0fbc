"""When feedback was made for a learner, and whether anything in it still waited: nbgrader keeps no such time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Returned, utc_now


def note_returned(session: Session, learner: str, module: str, handed_in: datetime, *, waiting: bool) -> None:
    """Note that feedback on a hand-in was made; `waiting` says that a reflection in it was not read yet. Commits."""
    row = session.get(Returned, (learner, module))
    new = row is None
    if row is None:
        row = Returned(learner=learner, module=module)
        session.add(row)
    row.handed_in, row.waiting = handed_in, waiting
    row.at = utc_now()
    try:
        session.commit()
    except IntegrityError:
        # Somebody else made the first feedback since we looked.
        session.rollback()
        if not new:
            raise
        note_returned(session, learner, module, handed_in, waiting=waiting)
