"""Who agreed that their answers be used for research, and under which pseudonym. Nobody has, until it is written here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Consent, utc_now


def give(session: Session, learners: Iterable[str]) -> None:
    """Write down that learners agreed; those who had keep their pseudonyms."""
    known = pseudonyms(session)
    now = utc_now()
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
