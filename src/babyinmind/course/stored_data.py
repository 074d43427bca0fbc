"""All that is kept of a learner on this machine: found in their folder of the course and in the data folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from babyinmind.course.folder import OLDER, SETTINGS_FOLDER
from babyinmind.course.modules import CourseNotFound, everything_released
from babyinmind.responses import data_folder, delete_store, learner_folder, private_folder, profile_path, stores_in
from babyinmind.responses.places import PROFILE, siblings

Kind = Literal[
    "answers",
    "private",
    "good",
    "damaged",
    "changed",
    "checkpoint",
    "temporary",
    "lock",
    "profile",
    "handed-in",
    "record",
]
_KINDS: tuple[Kind, ...] = get_args(Kind)
HANDED_IN = "Handed in and graded on this machine"
YOURSELF = "About you: roles, and what came back of hand-ins"
RECORD = "record-of-independent-learning.pdf"
"""In a learner's folder: their record, or their log in the solo course, as it was laid out last."""
_CHECKPOINTS = ".ipynb_checkpoints"


@dataclass(frozen=True)
class StoredFile:
    """One file. `store` is the answers file that it belongs to; None for a copy of a page."""

    path: Path
    kind: Kind
    module: str
    store: Path | None = None


def solo_folder(home: Path) -> Path:
    """Where the solo course of one learner's folder keeps nbgrader's folders and the gradebook."""
    return data_folder() / "solo" / private_folder(home).name


def stored_in(home: Path, handed_in: Path | None = None) -> list[StoredFile]:
    """Everything kept of the learner whose folder `home` is: answers, their copies, private reflections, old pages.

    `handed_in` is the folder of the solo course, whose every file stems from handing in.
    """
    found: dict[Path, StoredFile] = {}
    if handed_in:
        for path in _all_files(handed_in):
            found[path] = StoredFile(path, "handed-in", HANDED_IN)
    for path in _all_files(learner_folder(home)):
        store = profile_path(home) if path.stem.lstrip(".").startswith(PROFILE) else None
        found[path] = StoredFile(path, "profile", YOURSELF, store)
    if (home / RECORD).is_file():
        found[home / RECORD] = StoredFile(home / RECORD, "record", YOURSELF)
    for folder in _folders(home):
        private = private_folder(folder)
        for store in stores_in(folder):
            is_private = store.parent == private
            module = store.stem if is_private else store.stem.removesuffix(".responses")
            for kind, path in siblings(store):
                whole: Kind = "private" if is_private else "answers"
                found[path] = StoredFile(path, whole if kind == "main" else kind, module, store)  # type: ignore[arg-type]
        for path in _copies(folder / _CHECKPOINTS, "*responses*"):
            found[path] = StoredFile(path, "checkpoint", folder.name)
        for path in _copies(folder / OLDER, "*"):
            found[path] = StoredFile(path, "changed", folder.name)
    return sorted(found.values(), key=lambda stored: (stored.module, _KINDS.index(stored.kind), stored.path))


def private_elsewhere(home: Path) -> list[StoredFile]:
    """Private reflections that were written in other folders: one that was moved, or another person's."""
    ours = {private_folder(folder) for folder in _folders(home)}
    found = []
    for key in _subfolders(data_folder() / "private"):
        if key in ours:
            continue
        stores = {path: store for store in key.glob("*.json") if store.name[0] != "." for _, path in siblings(store)}
        for path in _all_files(key):
            store = stores.get(path)
            kind: Kind = "private" if path == store else "temporary"
            found.append(StoredFile(path, kind, store.stem if store else path.stem, store))
    return found


def delete(stored: Iterable[StoredFile]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Delete what is kept, as much as can be; gives what is gone, and what is left with the reason."""
    everything = list(stored)
    reasons: dict[Path, str] = {}
    for store in dict.fromkeys(one.store for one in everything if one.store):
        try:
            delete_store(store)
        except Exception as error:  # one file that resists must not keep the others
            reasons[store] = _reason(error)
    for one in everything:
        try:
            one.path.unlink(missing_ok=True)
        except OSError as error:
            reasons[one.path] = _reason(error)
    _drop_empty_folders({one.path.parent for one in everything})
    gone, left = [], []
    for one in everything:
        if os.path.lexists(one.path):
            left.append((one.path, reasons.get(one.path) or reasons.get(one.store or one.path) or "it came back"))
        else:
            gone.append(one.path)
    return gone, left


def _drop_empty_folders(folders: Iterable[Path]) -> None:
    """Take away what is empty now and only we made: in the data folder, and the hidden ones beside a notebook."""
    data = data_folder()
    ours = {above for folder in folders for above in (folder, *folder.parents) if data in above.parents}
    ours.update(folder for folder in folders if folder.name in (OLDER, _CHECKPOINTS))
    for folder in sorted(ours, key=lambda one: len(one.parts), reverse=True):
        with suppress(OSError):  # it is not empty
            folder.rmdir()


def _all_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def _folders(home: Path) -> list[Path]:
    """`home` and every folder in it, also those of modules whose folder went away: their private part may be left."""
    folders = {home}
    for folder, inner, _ in os.walk(home):
        inner[:] = [name for name in inner if name not in (SETTINGS_FOLDER, _CHECKPOINTS, OLDER)]
        folders.add(Path(folder))
    with suppress(CourseNotFound, OSError):
        folders.update(home / module.id for module in everything_released())
    return sorted(folders)


def _copies(folder: Path, pattern: str) -> list[Path]:
    return [path for path in folder.glob(pattern) if path.is_file()]


def _subfolders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "this account may not delete it, or another program holds it open"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error) or type(error).__name__
