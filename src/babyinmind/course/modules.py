"""The modules as they were released to learners, wherever the course lies."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from babyinmind.errors import BabyInMindError

COURSE_VARIABLE = "BABYINMIND_COURSE"
ANSWERS_SUFFIX = ".responses.json"
START_PAGE = "start-here.ipynb"
PROGRESS_PAGE = "my-progress.ipynb"


class CourseNotFound(BabyInMindError):
    """No released module was found; the message says where was looked and what to do."""


@dataclass(frozen=True)
class Module:
    """A released module: its folder holds `<id>.ipynb` and whatever that shows."""

    id: str
    folder: Path

    @property
    def notebook(self) -> str:
        """The notebook's place inside a learner's folder, with forward slashes, as in an address."""
        return f"{self.id}/{self.id}.ipynb"

    def files(self) -> tuple[Path, ...]:
        """Every file to hand out, relative to the folder. Nobody's answers and nothing hidden are among them."""
        found = (path.relative_to(self.folder) for path in sorted(self.folder.rglob("*")) if path.is_file())
        return tuple(
            path
            for path in found
            if not path.name.endswith(ANSWERS_SUFFIX) and not any(part.startswith(".") for part in path.parts)
        )


def course_root() -> Path:
    """The folder that holds `release/`: BABYINMIND_COURSE, else the checkout of this package, else the environment's.

    Raises CourseNotFound where BABYINMIND_COURSE names a folder without `release/`, or none of them has one.
    """
    named = os.environ.get(COURSE_VARIABLE)
    if named:
        root = Path(named).expanduser().absolute()
        if not (root / "release").is_dir():
            raise CourseNotFound(
                f"{COURSE_VARIABLE} is {root}, which has no folder release/ with modules in it. "
                "Name the course's own folder there, or unset it."
            )
        return root
    candidates = (Path(__file__).resolve().parents[3], Path(sys.prefix) / "share" / "babyinmind")
    for root in candidates:
        if (root / "release").is_dir():
            return root
    raise CourseNotFound(
        f"The course was found neither in {candidates[0]} nor in {candidates[1]}. Start again from a copy of the "
        f"project (make learn), or name the folder that holds release/ in {COURSE_VARIABLE}."
    )


def released_modules() -> tuple[Module, ...]:
    """Every released module, in the course's order. Raises CourseNotFound where there is none."""
    release = course_root() / "release"
    folders = sorted(path for path in release.iterdir() if (path / f"{path.name}.ipynb").is_file())
    if not folders:
        raise CourseNotFound(f"No module has been released into {release} yet: `make release` does it.")
    return tuple(Module(path.name, path) for path in folders)


def course_pages() -> tuple[Path, ...]:
    """The ungraded pages that stand beside the modules, such as start-here.ipynb; none where the course has none."""
    return tuple(sorted((course_root() / "notebooks").glob("*.ipynb")))
