"""Measured minutes, from the sittings that learners' pages noted: evidence, never a reason to deny credit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from babyinmind.responses.sittings import Span, minutes, union

MEASURED = (
    "Measured minutes are the time between the first and the last sign of work of each sitting. A pause of more than 10 minutes "
    "ends a sitting, and time is counted once, however many hand-ins tell of it. They are evidence only: credit never rests on them."
)
"""What the figure means, in plain words; the page notes a sitting so (`responses.store.PAUSE`)."""


def spans(sittings: Iterable[Sequence[Any]]) -> list[Span]:
    """The sittings as times; what is no [start, last activity] in ISO 8601, or runs backwards, is left out."""
    found = []
    for sitting in sittings:
        try:
            start, last = (_moment(each) for each in sitting)
        except (ValueError, TypeError):
            continue
        if start <= last:
            found.append((start, last))
    return found


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


__all__ = ["MEASURED", "Span", "minutes", "spans", "union"]
