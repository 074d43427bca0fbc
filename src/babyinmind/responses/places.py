"""Where a learner's answers lie, and how to find and delete all of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ENDING = ".responses"
PROFILE = "profile"
DATA_VARIABLE = "BABYINMIND_DATA"
"""The environment variable that names another data folder."""

_KEPT = r"""
    \.(?P<good>{stem})\.last-good\.json
  | \.(?P<lock>{stem})\.lock
  | \.(?P<temporary>{stem})\.[0-9a-f]+\.tmp
  | (?P<damaged>{stem})\.damaged-[0-9TZ-]+\.json
  | (?P<main>{stem})\.json
"""
_ANSWERS = re.compile(_KEPT.format(stem=rf".+?{re.escape(ENDING)}"), re.VERBOSE | re.DOTALL)
_PRIVATE = re.compile(_KEPT.format(stem=r"[^.].*?"), re.VERBOSE | re.DOTALL)


def data_folder() -> Path:
    """Where Baby in Mind keeps what is private: the user's data folder, or what BABYINMIND_DATA names."""
    if named := os.environ.get(DATA_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("babyinmind", appauthor=False)


def answers_path(folder: Path, module: str) -> Path:
    """The answers file of `module` in the folder of its notebook."""
    return folder / f"{module}{ENDING}.json"


def private_path(folder: Path, module: str) -> Path:
    """The file of the private reflections written in `folder`: never in a folder that is handed in."""
    return private_folder(folder) / f"{module}.json"


def private_folder(folder: Path) -> Path:
    """Where the private reflections of a module folder lie."""
    return data_folder() / "private" / _key(folder)


def learner_folder(home: Path) -> Path:
    """Where what belongs to a learner and to no answers file lies: the profile, and what was told of hand-ins.

    `home` is the folder that holds the learner's modules: two people on one machine have two.
    """
    return data_folder() / "learners" / _key(home)


def profile_path(home: Path) -> Path:
    """The file of a learner's own choices, such as roles; a `ResponseStore` as the answers are."""
    return learner_folder(home) / f"{PROFILE}.json"


def last_good_path(path: Path) -> Path:
    """The copy of the version before the one at `path`."""
    return path.with_name(f".{path.stem}.last-good.json")


def lock_path(path: Path) -> Path:
    """The file that is locked while `path` is changed."""
    return path.with_name(f".{path.stem}.lock")


def siblings(path: Path) -> Iterator[tuple[str, Path]]:
    """Every file kept for the answers file `path`: (main | good | lock | temporary | damaged, where)."""
    pattern = re.compile(_KEPT.format(stem=re.escape(path.stem)), re.VERBOSE | re.DOTALL)
    for found in _listed(path.parent):
        if match := pattern.fullmatch(found.name):
            yield match.lastgroup or "main", found


def stores_in(folder: Path) -> list[Path]:
    """The answers files of a module folder and its private ones; also one of which only a copy is left."""
    stores = set()
    for place, pattern in ((folder, _ANSWERS), (private_folder(folder), _PRIVATE)):
        for found in _listed(place):
            if match := pattern.fullmatch(found.name):
                stores.add(place / f"{match[match.lastgroup or 'main']}.json")
    return sorted(stores)


def _key(folder: Path) -> str:
    return sha256(os.path.normcase(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _listed(folder: Path) -> list[Path]:
    try:
        # A folder in a file's place is not ours.
        return [path for path in folder.iterdir() if path.is_symlink() or not path.is_dir()]
    except OSError:
        return []
