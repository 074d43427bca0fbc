"""Exponential backoff: what failed, and when it is tried again, the wait doubling from 5 seconds to an hour."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

FIRST = 5.0
LONGEST = 3600.0
"""Seconds until it is tried again, the first time and at most; each time twice as long as before."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class _Failure:
    why: str
    wait: float
    due: float


class Backoff(Generic[Key]):
    """`clock` gives seconds. A key is whatever the thing is called by that could not be done."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures: dict[Key, _Failure] = {}

    def failed(self, key: Key, why: str) -> bool:
        """Note a failure; gives whether it is news, that is not the same as the last time."""
        before = self._failures.get(key)
        wait = min(2 * before.wait, LONGEST) if before else FIRST
        self._failures[key] = _Failure(why, wait, self._clock() + wait)
        return before is None or before.why != why

    def done(self, keys: Iterable[Key]) -> None:
        """Forget the failures of these."""
        for key in keys:
            self._failures.pop(key, None)

    def may(self, key: Key) -> bool:
        """Whether it is time to try this (again)."""
        failure = self._failures.get(key)
        return failure is None or failure.due <= self._clock()

    def due(self) -> list[Key]:
        """What failed and is to be tried again now."""
        return [key for key, failure in self._failures.items() if failure.due <= self._clock()]

    def failures(self) -> dict[Key, str]:
        """Key -> why, the oldest first."""
        return {key: failure.why for key, failure in self._failures.items()}
