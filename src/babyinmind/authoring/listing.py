"""How `source/`, `release/` and the list in `course.yml` fit together. What does not is advice: a module may be a draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babyinmind.authoring.problem import Problem
from babyinmind.course_settings import FILE, read_course

RULE = "listing"
"""The name of this advice; no course can take it as law."""


def unlisted(root: Path, module: str) -> bool:
    """Whether the course in `root` has a list without this module. Raises `CourseFaulty`."""
    course = read_course(root)
    return course is not None and module not in course.modules


def advice_on(root: Path, path: Path) -> Iterator[Problem]:
    """Why learners do not see the module whose source notebook is `path`. Raises `CourseFaulty`."""
    module = path.parent.name
    if unlisted(root, module):
        yield _advice(
            path,
            f"{module} does not stand in {FILE}: learners do not see it, and `babyinmind release` takes it only by its"
            " name. Add it under `modules:` when it is ready.",
        )
    elif read_course(root) and not _is_released(root, module):
        yield _advice(path, f"It is not released, so learners do not see it. Run `babyinmind release {module}`.")


def advice_without_notebook(root: Path) -> Iterator[tuple[Path, list[Problem]]]:
    """course.yml with the modules that it lists and nobody has begun, where there are such. Raises `CourseFaulty`."""
    course = read_course(root)
    if course is None:
        return
    lines = course.settings.entry_lines.get("modules", ())
    found = [
        _advice(
            root / FILE,
            f"{module} is listed here, and there is no such module. Begin it with"
            f' `babyinmind new-module {module} "Its title"`, or take the line out.',
            line,
        )
        for module, line in zip(course.modules, lines, strict=True)
        if not (root / "source" / module).exists() and not _is_released(root, module)
    ]
    if found:
        yield root / FILE, found


def _is_released(root: Path, module: str) -> bool:
    return (root / "release" / module / f"{module}.ipynb").is_file()


def _advice(path: Path, message: str, line: int = 0) -> Problem:
    return Problem(path, 0, line, message, rule=RULE, is_advice=True)
