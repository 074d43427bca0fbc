"""When feedback was made for a learner, and whether anything in it still waited: nbgrader keeps no such time."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, DateTime, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from babyinmind.grading.attempts import Table


class Returned(Table):
    """The latest feedback that was made for a learner's hand-in of a module; times are UTC without a zone."""

    __tablename__ = "babyinmind_returned"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    module: Mapped[str] = mapped_column(String(128), primary_key=True)
    handed_in: Mapped[datetime] = mapped_column(DateTime)
    waiting: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(DateTime)


def note_returned(session: Session, learner: str, module: str, handed_in: datetime, *, waiting: bool) -> None:
    """Note that feedback on a hand-in was made; `waiting` says that a reflection in it was not read yet. Commits."""
    row = session.get(Returned, (learner, module))
    new = row is None
    if row is None:
        row = Returned(learner=learner, module=module)
        session.add(row)
    row.handed_in, row.waiting = handed_in, waiting
    row.at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        session.commit()
    except IntegrityError:
        # Somebody else made the first feedback since we looked.
        session.rollback()
        if not new:
            raise
        note_returned(session, learner, module, handed_in, waiting=waiting)
