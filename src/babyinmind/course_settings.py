"""`course.yml` at a course's root: its title, which modules it has in what order, and which advice it takes as law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babyinmind.items.cell import ID_PATTERN
from babyinmind.settings import Settings, SettingsFaulty, read_settings

FILE = "course.yml"
ALL = "all"
"""Under `standard:`: every advice."""
EXAMPLE = """title: Our course
modules:
  - 03-attachment
  - 12-local
standard: [minutes]
"""
_KNOWN = ("title", "modules", "standard", "advice_only")


class CourseFaulty(SettingsFaulty):
    """`course.yml` cannot be used; the text names the file, the line, and the mend."""

    exit_status = 2


@dataclass(frozen=True, slots=True)
class CourseSettings:
    """What `course.yml` says. `standard` names the advice that is law, but not in the modules of `advice_only`."""

    settings: Settings
    title: str
    modules: tuple[str, ...]
    standard: tuple[str, ...] = ()
    advice_only: tuple[str, ...] = ()


def read_course(root: Path) -> CourseSettings | None:
    """The `course.yml` of the course in `root`; None where it has none. Raises `CourseFaulty`."""
    path = root / FILE
    if not path.exists():
        return None
    settings = read_settings(path, EXAMPLE, CourseFaulty)
    settings.only(*_KNOWN)
    title = settings.words("title", settings.values.get("title"))
    if "modules" not in settings.values:
        settings.fault("modules", "`modules:` is missing. List the modules' ids in order, each after '- '.")
    modules = settings.names("modules")
    for place, name in enumerate(modules):
        if not ID_PATTERN.fullmatch(name):
            settings.fault("modules", f"{name!r} is no module's id, which is its folder's name: 12-local.", entry=place)
    advice_only = settings.names("advice_only")
    for place, name in enumerate(advice_only):
        if name not in modules:
            settings.fault(
                "advice_only", f"{name!r} does not stand under `modules:`. Mend one of the two.", entry=place
            )
    standard = (ALL,) if settings.values.get("standard") == ALL else settings.names("standard")
    return CourseSettings(settings, title, modules, standard, advice_only)


def in_order(names: Iterable[str], listed: Iterable[str]) -> list[str]:
    """`names` in the order of `listed`; a name that is not listed stands before the first one that sorts after it."""
    left = set(names)
    found = [name for name in listed if name in left]
    for name in sorted(left.difference(found)):
        found.insert(next((place for place, other in enumerate(found) if other > name), len(found)), name)
    return found
