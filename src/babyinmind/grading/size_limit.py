"""How much a hand-in may hold: counted through the descriptor of its folder, which somebody else may change meanwhile."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from babyinmind.files import open_folder

_DEPTH = 20


class Refused(Exception):
    """A hand-in was not taken; the text says why."""


def refuse_too_much(folder: int, most_files: int, most_bytes: int) -> None:
    """Raise `Refused` where an open folder holds too much; it is not looked at further than to the limits."""
    size = 0
    for files, status in enumerate(_entries(folder, _DEPTH), start=1):
        size += status.st_size if stat.S_ISREG(status.st_mode) else 0
        if files > most_files:
            raise Refused(f"it holds more than {most_files:,} files")
        if size > most_bytes:
            raise Refused(f"it holds more than {most_bytes / 1e6:,.0f} MB")


def _entries(folder: int, depth: int) -> Iterator[os.stat_result]:
    with os.scandir(folder) as entries:
        for entry in entries:
            status = entry.stat(follow_symlinks=False)
            yield status
            if stat.S_ISDIR(status.st_mode):
                if not depth:
                    raise Refused(f"it holds folders within folders, more than {_DEPTH} deep")
                with open_folder(entry.name, inside=folder) as deeper:
                    yield from _entries(deeper, depth - 1)
