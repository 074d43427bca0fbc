"""A learner who goes on in another cohort takes along what they wrote: copied, so that nothing is taken from the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babyinmind.course.folder import make_folder
from babyinmind.files import write_atomically
from babyinmind.responses import learner_folder, private_folder, stores_in
from babyinmind.responses.places import siblings


def copy_answers(home: Path, to: Path) -> list[str]:
    """Bring the answers, private reflections and results of the learner's folder `home` into their folder `to`.

    What is in `to` already stays as it is. Gives the modules, or "results", of which anything was brought. Raises
    `FolderError` and `OSError`.
    """
    copied = {name for name, old, new in _pairs(home, to) if _copied(old, new, to)}
    return sorted(copied)


def _pairs(home: Path, to: Path) -> Iterator[tuple[str, Path, Path]]:
    """(what it belongs to, where it lies, where it goes)."""
    for folder in sorted(path for path in home.iterdir() if path.is_dir()) if home.is_dir() else []:
        target = to / folder.name
        for store in stores_in(folder):
            place = target if store.parent == folder else private_folder(target)
            if (place / store.name).exists():
                continue  # answered there already
            # The last good version comes along: the newest may be damaged.
            for kind, path in siblings(store):
                if kind in ("main", "good"):
                    yield folder.name, path, place / path.name
    about = learner_folder(home)
    for path in sorted(about.glob("*.json")) if about.is_dir() else []:
        yield "results", path, learner_folder(to) / path.name


def _copied(old: Path, new: Path, to: Path) -> bool:
    if new.exists() or not old.is_file():
        return False
    make_folder(to)
    new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(new, old.read_bytes())
    return True
