"""Who agreed that their answers be used for research, and under which pseudonym. Nobody has, until it is written here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import DateTime, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from babyinmind.grading.attempts import Table


class Consent(Table):
    """A learner's consent. The pseudonym is random, the same in every export, and known in this gradebook alone."""

    __tablename__ = "babyinmind_consent"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)
    given: Mapped[datetime] = mapped_column(DateTime)


def give(session: Session, learners: Iterable[str]) -> None:
    """Write down that learners agreed; those who had keep their pseudonyms."""
    known = pseudonyms(session)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    for learner in dict.fromkeys(learners):
        if learner not in known:
            session.add(Consent(learner=learner, pseudonym=f"p-{secrets.token_hex(8)}", given=now))
    session.flush()


def withdraw(session: Session, learners: Iterable[str]) -> None:
    """Take consent back, and with it what linked a learner to earlier exports."""
    session.execute(delete(Consent).where(Consent.learner.in_(list(learners))))


def pseudonyms(session: Session) -> dict[str, str]:
    """Learner -> pseudonym, of those who agreed."""
    return {each.learner: each.pseudonym for each in session.scalars(select(Consent))}
