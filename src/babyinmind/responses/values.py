"""Which values an answer may have: plain JSON, not nested deeply."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, Final

from babyinmind.responses.text import clean_text

DEPTH = 8
"""How many lists and objects may stand in one another."""
LARGEST = 2**53
"""Beyond it a browser does not count by ones, so no browser sent it."""


class NotPlain(ValueError):
    """A value is not plain JSON; the text says why as half a sentence."""


class UnreadableNumber:
    """Stands for a number that JSON or a browser does not know, until the record that holds it is looked at."""


UNREADABLE: Final = UnreadableNumber()


def plain(value: Any, depth: int = DEPTH) -> Any:
    """Give a copy of `value` with its text cleaned. Raises `NotPlain` for anything but plain JSON."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, int):
        if -LARGEST <= value <= LARGEST:
            return value
        raise NotPlain("a number in it is too large")
    if isinstance(value, float):
        if isfinite(value):
            return value
        raise NotPlain("a number in it is not finite")
    if value is UNREADABLE:
        raise NotPlain("a number in it is not finite or too large")
    if not isinstance(value, list | dict):
        raise NotPlain("it holds something other than text, numbers, lists and objects")
    if depth == 0:
        raise NotPlain(f"it is nested more than {DEPTH} deep")
    if isinstance(value, list):
        return [plain(part, depth - 1) for part in value]
    if not all(isinstance(key, str) for key in value):
        raise NotPlain("an object in it has a key that is not text")
    return {clean_text(key): plain(part, depth - 1) for key, part in value.items()}


def unshared(value: Any) -> Any:
    """Give a copy of a plain value, so that whoever gets it can change it."""
    if isinstance(value, list):
        return [unshared(part) for part in value]
    if isinstance(value, dict):
        return {key: unshared(part) for key, part in value.items()}
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are the same JSON; True and 1 are not, the order of an object's keys does not matter."""
    if one != other:
        return False
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
