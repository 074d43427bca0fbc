"""A learner's own folder of the course: the released modules are placed in it, beside answers that are never touched."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from babyinmind.course.modules import Module, course_root
from babyinmind.errors import BabyInMindError
from babyinmind.files import write_atomically

SETTINGS_FOLDER = ".baby-in-mind"
"""Hidden folder inside a learner's folder: what was placed, JupyterLab's settings. No answers."""
OLDER = ".older"
"""Hidden folder beside a module's notebook: copies that somebody had changed by hand."""
_RECORD = "placed.json"
_NEWS = "news.json"
_FORMAT = "babyinmind-placed"


class FolderError(BabyInMindError):
    """A learner's folder cannot be used; the message names the file, the reason and the mend."""


@dataclass
class Placed:
    """What placing did, as paths inside the learner's folder with forward slashes."""

    new: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)


def make_folder(home: Path) -> None:
    """Make a learner's folder, readable by nobody else, where it is not there yet. Raises FolderError."""
    _refuse_the_course_itself(home)
    kept = home / SETTINGS_FOLDER
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FolderError(_in_plain_words(error, home)) from error


def place(modules: Iterable[Module], home: Path, *, pages: Iterable[Path] = ()) -> Placed:
    """Bring every released file into `home`; answers and all else that lies there are left as they are.

    `pages` are notebooks that stand beside the modules.

    A file that differs from its release is replaced. Where it is a version that was placed before, nothing is lost by
    that; any other was changed by hand and is kept in the hidden folder `.older` first.

    Raises FolderError; each file is then either as it was or complete and new.
    """
    make_folder(home)
    placed = Placed()
    path = home / SETTINGS_FOLDER / _RECORD
    try:
        record = _read_record(path)
        for page in pages:
            path = home / page.name
            _place_one(page, path, home, record, placed)
        for module in modules:
            for name in module.files():
                path = home / module.id / name
                _place_one(module.folder / name, path, home, record, placed)
    except OSError as error:
        raise FolderError(_in_plain_words(error, path)) from error
    return placed


def keep_news(home: Path, placed: Placed) -> None:
    """Keep what was renewed or set aside until a page tells it, since `learn` brings it before any page is open.

    A disk that does not take it keeps nobody from the course.
    """
    if not placed.renewed and not placed.set_aside:
        return
    path = home / SETTINGS_FOLDER / _NEWS
    before = _read_news(path)
    news = {
        "renewed": list(dict.fromkeys([*before.renewed, *placed.renewed])),
        "set_aside": [*before.set_aside, *placed.set_aside],
    }
    with suppress(OSError):
        write_atomically(path, json.dumps(news).encode())


def take_news(home: Path) -> Placed:
    """What `keep_news` kept; it is told once."""
    path = home / SETTINGS_FOLDER / _NEWS
    news = _read_news(path)
    path.unlink(missing_ok=True)
    return news


def _read_news(path: Path) -> Placed:
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        return Placed(renewed=list(map(str, content["renewed"])), set_aside=list(map(str, content["set_aside"])))
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return Placed()


def _place_one(released: Path, target: Path, home: Path, record: dict[str, list[str]], placed: Placed) -> None:
    content = released.read_bytes()
    fingerprint = _fingerprint(content)
    name = target.relative_to(home).as_posix()
    current = target.read_bytes() if target.exists() else None
    if current == content:
        return
    known = record.setdefault(name, [])
    if current is not None and _fingerprint(current) not in known:
        kept = _set_aside(target, current)
        if kept:
            placed.set_aside.append(kept.relative_to(home).as_posix())
    if fingerprint not in known:
        # Recorded first: a version that is on disk but not in the record would look like one changed by hand.
        known.append(fingerprint)
        write_atomically(home / SETTINGS_FOLDER / _RECORD, _as_json(record))
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, content)
    (placed.new if current is None else placed.renewed).append(name)


def _set_aside(target: Path, content: bytes) -> Path | None:
    """Keep a copy under a name with its date, once; None where the very same copy is kept already."""
    older = target.parent / OLDER
    older.mkdir(parents=True, exist_ok=True)
    if any(path.read_bytes() == content for path in older.glob(f"{target.stem}.*{target.suffix}")):
        return None
    kept = older / f"{target.stem}.{datetime.now():%Y-%m-%d-%H%M%S-%f}{target.suffix}"
    write_atomically(kept, content)
    return kept


def _read_record(path: Path) -> dict[str, list[str]]:
    """What was placed before: file -> fingerprints. A damaged record counts as none: copies are then set aside."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        files = content["files"].items()
        return {str(name): [str(known) for known in fingerprints] for name, fingerprints in files}
    except (FileNotFoundError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _as_json(record: dict[str, list[str]]) -> bytes:
    return json.dumps({"format": _FORMAT, "version": 1, "files": record}, indent=1).encode()


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refuse_the_course_itself(home: Path) -> None:
    place_of_home = home.resolve()
    for name in ("release", "source"):
        kept = (course_root() / name).resolve()
        if place_of_home == kept or kept in place_of_home.parents:
            raise FolderError(
                f"{home} belongs to the course itself: answers given there would be handed out to everybody. "
                "Choose another folder for them, for example --home ~/baby-in-mind."
            )


_REASONS = {
    errno.ENOSPC: ("the disk is full", "Make room on it"),
    errno.EDQUOT: ("your share of the disk is full", "Make room on it"),
    errno.EROFS: ("the disk can only be read", "Choose a folder of your own with --home"),
    errno.EACCES: ("it may not be written by you", "Choose a folder of your own with --home"),
    errno.EPERM: ("it may not be written by you", "Choose a folder of your own with --home"),
    errno.EEXIST: ("a file stands where a folder is needed", "Move that file away"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "Move that file away"),
    errno.EISDIR: ("a folder stands where a file is needed", "Move that folder away"),
}


def _in_plain_words(error: OSError, path: Path) -> str:
    reason, mend = _REASONS.get(error.errno or 0, (error.strerror or str(error), "Mend that"))
    return (
        f"The course could not be put into {path}: {reason}. {mend}, then start again. "
        "Nothing was half written, and your answers are as they were."
    )
