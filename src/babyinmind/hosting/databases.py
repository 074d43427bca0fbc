"""SQLite databases copied while others write to them. Light: the standard library."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

_WAIT = 60.0
"""Seconds for which a database that is being written is waited for."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database of a folder: its file's name, mode, and when it was changed last, in nanoseconds."""

    name: str
    mode: int
    changed: int


def databases_in(folder: Path) -> list[Database]:
    """Every SQLite database that lies in a folder as a plain file, by name."""
    found = []
    for path in sorted(folder.glob("*")):
        if path.suffix in (".db", ".sqlite") and _is_sqlite(path):
            status = path.lstat()
            found.append(Database(path.name, status.st_mode & 0o777, status.st_mtime_ns))
    return found


def write_copy(database: Path, descriptor: int) -> int:
    """Write a database, as it is at one moment, to an open file; gives the bytes written. Raises `sqlite3.Error`, `OSError`."""
    content = memoryview(copy_of(database))
    written = 0
    while written < len(content):
        written += os.write(descriptor, content[written:])
    return written


def copy_of(database: Path) -> bytes:
    """A SQLite database as it is at one moment, whole, though others write to it meanwhile. Raises `sqlite3.Error`."""
    source = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=_WAIT)
    target = sqlite3.connect(":memory:")
    try:
        source.backup(target)
        return target.serialize()
    finally:
        source.close()
        target.close()


def _is_sqlite(path: Path) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"
