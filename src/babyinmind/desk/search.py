"""Which files still hold a text, whatever they are: bytes are looked at, not names."""

from __future__ import annotations

import json
import mmap
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from html import escape
from pathlib import Path

from babyinmind.files import open_plain

SHORTEST = 8
"""Characters below which a piece of a text stands in too many files to say anything."""
_PIECE = 40
_MOST = 8
_PLAIN = re.compile(r"[\w ,.;:?!()-]+")
"""What JSON and HTML leave as it is, but for letters beyond ASCII, which JSON may write as numbers."""


def pieces_of(text: str, elsewhere: str = "") -> list[str]:
    """The longest pieces by which a text is known in any file; none where it is too short to be known.

    Each is short enough that a page's end in a database does not part all of them. What stands in `elsewhere` (what the
    learner was asked, and may have quoted) is left out.
    """
    found = {
        piece.strip()
        for run in _PLAIN.findall(text)
        for piece in re.findall(rf".{{1,{_PIECE}}}(?:\s|$)|.{{{_PIECE}}}", run)
    }
    known = [piece for piece in found if len(piece) >= SHORTEST and piece not in elsewhere]
    return sorted(known, key=lambda piece: (-len(piece), piece))[:_MOST]


def written(pieces: Iterable[str]) -> list[bytes]:
    """The pieces as a file may hold them: plain, and as JSON writes them."""
    forms = {form for piece in pieces for form in (piece, json.dumps(piece)[1:-1], escape(piece))}
    return sorted(form.encode("utf-8") for form in forms)


def holding(
    places: Iterable[Path], needles: Collection[bytes], leave_out: Collection[Path] = ()
) -> tuple[list[Path], list[Path]]:
    """(the files below `places` that hold any of the needles, what could not be looked into). No link is followed."""
    holds: list[Path] = []
    closed: list[Path] = []
    for path in _files(places, closed, {path.absolute() for path in leave_out}):
        try:
            with open_plain(path) as (descriptor, status):
                if status.st_size == 0:
                    continue
                with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as content:
                    if any(content.find(needle) >= 0 for needle in needles):
                        holds.append(path)
        except FileNotFoundError:
            continue  # a lock or a journal of somebody who is at work
        except OSError:
            closed.append(path)
    return holds, closed


def _files(places: Iterable[Path], closed: list[Path], leave_out: set[Path]) -> Iterator[Path]:
    seen = set(leave_out)

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            closed.append(Path(error.filename))

    for place in places:
        if place.is_file():
            if place.absolute() not in seen:
                seen.add(place.absolute())
                yield place
            continue
        for folder, folders, names in os.walk(place, onerror=note):
            here = Path(folder).absolute()
            folders[:] = [name for name in folders if here / name not in seen]
            for name in names:
                path = here / name
                if path in seen:
                    continue
                seen.add(path)
                try:
                    if stat.S_ISREG(path.lstat().st_mode):
                        yield path
                except FileNotFoundError:
                    continue
