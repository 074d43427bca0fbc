"""What comes of handing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babyinmind.errors import BabyInMindError


@dataclass(frozen=True, slots=True)
class HandInOutcome:
    """When a module was handed in (with its zone), and what the learner is told of it, line by line.

    `results` are those that are there at once, as `babyinmind.results` reads them: in the solo course alone.
    """

    when: datetime
    lines: tuple[str, ...]
    results: dict[str, Any] | None = None


class CouldNotHandIn(BabyInMindError):
    """Handing in did not work; the text says why and what to do, in the learner's words."""
