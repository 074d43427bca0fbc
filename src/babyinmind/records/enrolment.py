"""What nbgrader's Student rows have no column for."""

from __future__ import annotations

from sqlalchemy import Select, select

from babyinmind.gradebook.schema import Enrolment


def withdrawn_learners() -> Select[str]:
    """The ids of learners who left: out of pictures, statistics and exports, while their hours and records stay."""
    return select(Enrolment.learner).where(Enrolment.withdrawn.is_not(None))
