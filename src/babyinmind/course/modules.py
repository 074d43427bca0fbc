"""The modules as they were released to learners, wherever the course lies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from babyinmind.course_settings import FILE, CourseFaulty, CourseSettings, in_order, read_course
from babyinmind.errors import BabyInMindError

COURSE_VARIABLE = "BABYINMIND_COURSE"
ANSWERS_SUFFIX = ".responses.json"
START_PAGE = "start-here.ipynb"
PROGRESS_PAGE = "my-progress.ipynb"
DISTRIBUTION = "babyinmind"
SOLO_DISTRIBUTION = "babyinmind-solo"
"""What adds the sources to an installation; both have one version."""
_SHARE = Path("share", "babyinmind")
_SITE = Path(__file__).resolve().parents[2]
"""The folder that holds the package: `src/` of a checkout, else an installation's packages."""
_CHECKOUT = _SITE.parent


class CourseNotFound(BabyInMindError):
    """No released module was found; the message says where was looked and what to do."""


class SourcesMissing(CourseNotFound):
    """There are no keys here to grade with; the message says why, and how to get them."""


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


def course_places() -> tuple[Path, ...]:
    """Every folder that can hold what the course brings along, the likeliest first: the checkout, else an installation's."""
    return (_CHECKOUT, *_shares(_SITE), Path(sys.prefix) / _SHARE)


def course_root() -> Path:
    """The folder that holds `release/`: BABYINMIND_COURSE, else the checkout of this package, else the installation's.

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
    for root in course_places():
        if (root / "release").is_dir():
            return root
    raise CourseNotFound(
        f"The course was found neither in {_CHECKOUT} nor in a folder share/babyinmind above {_SITE}. Install "
        f"{DISTRIBUTION} again, start from a copy of the project (make learn), or name the folder that holds release/ in "
        f"{COURSE_VARIABLE}."
    )


def source_folder() -> Path:
    """The folder that holds the instructors' version of each module, keys included, for whoever grades here.

    It lies in the course's own folder; an installation has it from babyinmind-solo. Raises SourcesMissing where there is
    none or it is another version's, and CourseNotFound.
    """
    root = course_root()
    if os.environ.get(COURSE_VARIABLE) or root == _CHECKOUT:
        if not (root / "source").is_dir():
            raise SourcesMissing(
                f"{root} has no folder source/, which holds the keys of the modules, so nothing can be graded on this "
                "machine. Take a whole copy of the course."
            )
        return root / "source"
    if fault := _fault_of_versions():
        raise SourcesMissing(fault)
    for source in (root / "source", installed_sources()):
        if source is not None and source.is_dir():
            return source
    raise SourcesMissing(
        f"This installation has the course without the keys of its modules ({DISTRIBUTION} alone), and grading on this "
        f"machine needs them. Install {SOLO_DISTRIBUTION} too, from where you have {DISTRIBUTION}, then start again: "
        f"{_install(distribution(DISTRIBUTION).version)}"
    )


def installed_sources() -> Path | None:
    """The folder of sources that babyinmind-solo brought into this environment, whatever its version; None without it."""
    try:
        site = Path(str(distribution(SOLO_DISTRIBUTION).locate_file(""))).resolve()
    except PackageNotFoundError:
        return None
    return next((share / "source" for share in _shares(site) if (share / "source").is_dir()), None)


def _fault_of_versions() -> str:
    """Why the sources of babyinmind-solo do not fit the released modules; "" where they do, or it is not installed."""
    try:
        sources, modules = distribution(SOLO_DISTRIBUTION).version, distribution(DISTRIBUTION).version
    except PackageNotFoundError:
        return ""
    if sources == modules:
        return ""
    return (
        f"{DISTRIBUTION} is {modules} and {SOLO_DISTRIBUTION} {sources} here, so the keys may be of other questions. "
        f"Install both of one version: {_install(modules)}"
    )


def _install(version: str) -> str:
    return f"{sys.executable} -m pip install {SOLO_DISTRIBUTION}=={version}"


def _shares(site: Path) -> tuple[Path, ...]:
    """Where what was installed along with packages in the folder `site` can lie, the nearest first.

    Every scheme of installing (an environment, --user, --target, the system's or Debian's /usr/local) puts it into a folder
    above the packages; sys.prefix is that folder in environments alone.
    """
    return tuple(above / _SHARE for above in (site, *site.parents))


def released_modules() -> tuple[Module, ...]:
    """Every released module that the course lists, in its order; all, sorted, where it has no course.yml.

    Raises CourseNotFound where there is none, or where course.yml cannot be read.
    """
    root = course_root()
    there = {module.id: module for module in everything_released()}
    if not there:
        raise CourseNotFound(f"No module has been released into {root / 'release'} yet: `make release` does it.")
    try:
        course = read_course(root)
    except CourseFaulty as error:
        raise CourseNotFound(str(error)) from error
    if course is None:
        return tuple(there.values())
    listed = tuple(there[name] for name in course.modules if name in there)
    if not listed:
        raise CourseNotFound(
            f"{root / FILE} lists none of the modules that were released ({', '.join(there)}). List them under `modules:`."
        )
    return listed


def everything_released() -> tuple[Module, ...]:
    """Every module below `release/`, sorted, whether or not the course lists it. Raises CourseNotFound."""
    release = course_root() / "release"
    folders = sorted(path for path in release.iterdir() if (path / f"{path.name}.ipynb").is_file())
    return tuple(Module(path.name, path) for path in folders)


def listed_modules() -> tuple[str, ...] | None:
    """The ids that the course lists, in its order; None without a course or a course.yml that can be read.

    `check`, `learn` and `release` name a fault in that file. What people did is shown all the same.
    """
    course = _settings()
    return course.modules if course else None


def course_title() -> str:
    """What the course calls itself in course.yml, where that can be read."""
    course = _settings()
    return course.title if course else "Baby in Mind"


def in_course_order(names: Iterable[str]) -> list[str]:
    """Modules' ids in the course's order, those too that it does not list."""
    return in_order(names, listed_modules() or ())


def _settings() -> CourseSettings | None:
    try:
        return read_course(course_root())
    except (CourseNotFound, CourseFaulty, OSError):
        return None


def course_pages() -> tuple[Path, ...]:
    """The ungraded pages that stand beside the modules, such as start-here.ipynb; none where the course has none."""
    return tuple(sorted((course_root() / "notebooks").glob("*.ipynb")))
