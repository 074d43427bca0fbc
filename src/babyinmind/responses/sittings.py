"""Time in sittings, each moment once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


def union(parts: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, oldest first."""
    joined: list[Span] = []
    for start, last in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((start, last))
    return joined


def minutes(parts: Iterable[Span]) -> int:
    """Minutes that the spans cover, rounded."""
    return round(sum((last - start for start, last in union(parts)), timedelta()) / timedelta(minutes=1))
