"""Small words that alt texts and summaries are put together from."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, one: str, many: str) -> str:
    """`1 study`, `1,230 children`."""
    return f"{number:,} {one if number == 1 else many}"
