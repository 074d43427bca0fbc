"""Measured minutes, from the sittings that learners' pages noted: evidence, never a reason to deny credit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

Span = tuple[datetime, datetime]

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


def union(parts: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, oldest first: every attempt tells of the sittings before it too."""
    joined: list[Span] = []
    for start, last in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((start, last))
    return joined


def minutes(parts: Iterable[Span]) -> int:
    """Minutes that the spans cover, each moment once, rounded."""
    return round(sum((last - start for start, last in union(parts)), timedelta()) / timedelta(minutes=1))


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
