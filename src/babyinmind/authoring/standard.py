"""The course's standard: which advice is law for a module."""

from __future__ import annotations

from pathlib import Path

from babyinmind.authoring.rules import ADVICE, RULES
from babyinmind.course_settings import ALL, read_course


def law_for(root: Path, module: str) -> frozenset[str]:
    """The names of the advice that is law for a module of the course in `root`. Raises `CourseFaulty`."""
    course = read_course(root)
    if course is None:
        return frozenset()
    faults = {rule.name for rule in RULES} - set(ADVICE)
    for place, name in enumerate(course.standard):
        if name in faults:
            course.settings.fault("standard", f"{name!r} is law in every course. Take it out.", entry=place)
        if name not in ADVICE and name != ALL:
            course.settings.fault(
                "standard", f"{name!r} is no advice. There are: {', '.join(ADVICE)}; or {ALL}.", entry=place
            )
    if module in course.advice_only:
        return frozenset()
    return frozenset(ADVICE if ALL in course.standard else course.standard)
