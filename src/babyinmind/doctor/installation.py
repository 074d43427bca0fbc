"""The environment that the course runs in: versions, nbgrader's safe settings, the page, the modules."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from datetime import date
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from packaging.requirements import Requirement

from babyinmind.course.modules import CourseNotFound, SourcesMissing, course_root, released_modules, source_folder
from babyinmind.course.support import SupportFaulty, file_of_the_course, support_lines
from babyinmind.doctor.findings import Finding, note, ok, wrong

_AGAIN = "Install the course into this environment again: make, or pip install --force-reinstall babyinmind"
_EXTENSION = Path("share", "jupyter", "labextensions", "baby-in-mind", "package.json")
_SETTINGS = Path("etc", "jupyter", "nbgrader_config.py")


def installation() -> Iterator[Finding]:
    yield ok(
        "Baby in Mind",
        f"{metadata.version('babyinmind')}, Python {platform.python_version()} on {platform.system()} ({sys.prefix})",
    )
    yield from _libraries()
    yield _settings()
    yield _page()
    yield from _modules()
    yield from _support()


def _libraries() -> Iterator[Finding]:
    """Each library that we ask for: is it there, in a version that we know?"""
    unmet = []
    for line in metadata.requires("babyinmind") or ():
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            unmet.append(f"{requirement} is missing")
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            unmet.append(f"{requirement} is asked for, and {found} is there")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("nbgrader", "jupyterlab", "notebook"))
    if unmet:
        yield wrong("Libraries", "; ".join(unmet), _AGAIN)
    else:
        yield ok("Libraries", versions)


def _settings() -> Finding:
    """Without these settings nbgrader would run what learners hand in."""
    path = Path(sys.prefix, _SETTINGS)
    ours = files("babyinmind.grading").joinpath("nbgrader_config.py").read_bytes()
    about = "Grading as data"
    if not path.is_file():
        return wrong(about, f"{path} is missing: nbgrader would execute what learners hand in", _AGAIN)
    if path.read_bytes() != ours:
        return wrong(about, f"{path} is of another version of the course, or was changed", _AGAIN)
    return ok(about, str(path))


def _page() -> Finding:
    path = Path(sys.prefix, _EXTENSION)
    ours = files("babyinmind.course").joinpath("labextension", "package.json").read_bytes()
    if not path.is_file():
        return wrong("The page in JupyterLab", f"{path} is missing", _AGAIN)
    if path.read_bytes() != ours:
        return wrong("The page in JupyterLab", f"{path} is of another version of the course", _AGAIN)
    return ok("The page in JupyterLab", str(path.parent))


def _modules() -> Iterator[Finding]:
    try:
        root, modules = course_root(), released_modules()
    except CourseNotFound as error:
        yield wrong("Modules", str(error), "Start from a whole copy of the course, or name its folder.")
        return
    yield ok("Modules", f"{', '.join(one.id for one in modules)} in {root / 'release'}")
    try:
        yield ok("Sources with the keys", f"{source_folder()}: this copy can grade by itself (the solo course)")
    except SourcesMissing as error:
        yield note(
            "Sources with the keys",
            f"hand-ins are graded by a cohort, as on a hub; the solo course cannot start. {error}",
        )


def _support() -> Iterator[Finding]:
    path = file_of_the_course("support-lines.yml")
    if path is None:
        yield wrong("Support lines", "support-lines.yml is missing", _AGAIN)
        return
    try:
        late = [line.id for line in support_lines(path) if line.is_overdue(date.today())]
    except SupportFaulty as error:
        yield wrong("Support lines", str(error), "Mend the line that is named.")
        return
    if late:
        yield note(
            "Support lines", f"{path}: {', '.join(late)} were checked long ago", "Look them up, then mend `checked:`."
        )
    else:
        yield ok("Support lines", str(path))
