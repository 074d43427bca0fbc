"""What nbgrader's Student rows have no column for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from babyinmind.grading.attempts import Table


class Enrolment(Table):
    """A learner's place in the cohort: ids of `items.ROLES`, the instructor who reads for them ("" for nobody yet).

    `withdrawn` is when they left (UTC without a zone), None while they learn; their work stays where it is.
    """

    __tablename__ = "babyinmind_enrolment"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    reader: Mapped[str] = mapped_column(String(128))
    withdrawn: Mapped[datetime | None] = mapped_column(DateTime)


def withdrawn_learners() -> Select[str]:
    """The ids of learners who left: out of pictures, statistics and exports, while their hours and records stay."""
    return select(Enrolment.learner).where(Enrolment.withdrawn.is_not(None))
