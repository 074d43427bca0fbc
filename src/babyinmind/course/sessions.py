"""By when the trainers suggest each module, for the live sessions: told on the start page, and never a lock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from babyinmind.course.folder import SETTINGS_FOLDER
from babyinmind.files import read_plain, write_atomically

RELEASED = ".sessions.json"
"""Beside the released modules in the exchange; hidden, since nbgrader takes all else there for modules."""
_PLACED = "sessions.json"
_FORMAT = "babyinmind-sessions"
_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Suggested:
    """The live session that a module is talked about in, and its day."""

    session: str
    by: date


def to_json(suggested: Mapping[str, Suggested]) -> bytes:
    """Module -> its session, in the trainers' order, as it is released."""
    modules = {module: {"session": one.session, "by": one.by.isoformat()} for module, one in suggested.items()}
    return json.dumps({"format": _FORMAT, "version": 1, "modules": modules}, indent=1, ensure_ascii=False).encode()


def bring(outbound: Path, home: Path) -> None:
    """Bring into a learner's folder what the trainers suggest now. Raises `OSError`."""
    target = home / SETTINGS_FOLDER / _PLACED
    content = _read(outbound / RELEASED)
    if not content:
        target.unlink(missing_ok=True)
    elif content != _read(target):
        write_atomically(target, content)


def suggested_in(home: Path) -> dict[str, Suggested]:
    """Module -> its session, as it was brought last; nothing where nothing is suggested, or it cannot be read."""
    found: dict[str, Suggested] = {}
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        data: Any = json.loads(_read(home / SETTINGS_FOLDER / _PLACED))
        if data["format"] == _FORMAT:
            for module, one in data["modules"].items():
                found[str(module)] = Suggested(str(one["session"]), date.fromisoformat(one["by"]))
    return found


def _read(path: Path) -> bytes:
    try:
        return read_plain(path, _LIMIT)
    except OSError:
        return b""
