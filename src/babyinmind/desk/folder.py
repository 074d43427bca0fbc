"""A cohort's course folder: nbgrader's, made where it is not there; nothing that lies in it is ever changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from babyinmind.course.folder import FolderError, make_folder, place
from babyinmind.course.modules import (
    ANSWERS_SUFFIX,
    SourcesMissing,
    course_root,
    in_course_order,
    listed_modules,
    source_folder,
)
from babyinmind.course.pages import COHORT_PAGE
from babyinmind.course.support import file_of_the_course
from babyinmind.desk import flags, snippets
from babyinmind.records import cohort

_COHORT = """# Whose cohort this is. Fill in every line; reading_days and pass_mark may stay as they are.
# The contact is whom a learner can reach, and whom an instructor tells who is worried about one.
# Such as:
{example}
name:
sponsor:
instructors: []
contact:
reading_days: 7
pass_mark: 0.8
"""
_NBGRADER = """c = get_config()
c.CourseDirectory.course_id = {course!r}
# Where learners fetch and hand in: a folder that all of them may write to. Without one, nbgrader's own default holds.
# c.Exchange.root = "/srv/exchange"
"""


def prepare_folder(folder: Path, course: str = "", sources: Mapping[str, bytes] | None = None) -> list[str]:
    """Make of `folder` a cohort's course folder; gives the names of what was put into it. Raises `FolderError`.

    `course` is nbgrader's name for it; without one it is made from the folder's. `sources` are the instructor's versions of
    the modules (path below `source/` -> content), from somebody who may read them; without any they are the course's own.
    """
    make_folder(folder)
    new = []
    example = "".join(f"#   {line}\n" for line in cohort.EXAMPLE.splitlines())
    course = course or re.sub(r"\W+", "-", folder.name).strip("-") or "cohort"
    try:
        for name, text in (
            (cohort.FILE, _COHORT.format(example=example)),
            (snippets.FILE, _starter(snippets.FILE)),
            (flags.PROTOCOL, _starter(flags.PROTOCOL)),
            ("nbgrader_config.py", _NBGRADER.format(course=course)),
        ):
            if text and not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
                new.append(name)
        new += _sources(folder / "source", sources_of_the_course() if sources is None else sources)
    except OSError as error:
        raise FolderError(
            f"{error.filename or folder} could not be written: {error.strerror}. Mend that, then try again."
        ) from error
    new += place((), folder, pages=[course_root() / "notebooks" / "instructors" / COHORT_PAGE]).new
    return new


def _starter(name: str) -> str:
    path = file_of_the_course(name)
    return path.read_text(encoding="utf-8") if path else ""


def sources_of_the_course() -> dict[str, bytes]:
    """The instructor's version of every module of the course as `prepare_folder` takes it: path below `source/` -> content.

    A draft that the course does not list stays where it is. Nobody's answers are in it and nothing hidden; an installation
    without babyinmind-solo has none.
    """
    try:
        source = source_folder()
    except SourcesMissing:
        return {}
    listed = listed_modules()
    there = {path.parent.name for path in source.glob("*/*.ipynb") if path.stem == path.parent.name}
    modules = [source / name for name in in_course_order(there if listed is None else there.intersection(listed))]
    files = [path for module in modules for path in sorted(module.rglob("*")) if path.is_file()]
    return {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in files
        if not path.name.endswith(ANSWERS_SUFFIX)
        and not any(part.startswith(".") for part in path.relative_to(source).parts)
    }


def fault_of_no_modules(folder: Path) -> str:
    """Why a course folder has no module to release, and the mend; "" where it has one."""
    if next((folder / "source").glob("*/*.ipynb"), None) is not None:
        return ""
    try:
        source = source_folder()
    except SourcesMissing as missing:
        return f"{folder} has no modules in source/.\n{missing}"
    return f"{folder} has no modules in source/, and neither has {source}. Put yours into {folder / 'source'}."


def _sources(target: Path, sources: Mapping[str, bytes]) -> list[str]:
    """Bring the instructor's version of every module that the folder has not."""
    there = {path.name for path in target.iterdir()} if target.is_dir() else set()
    new = {name: content for name, content in sources.items() if PurePosixPath(name).parts[0] not in there}
    for name, content in new.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [f"source/{module}" for module in dict.fromkeys(PurePosixPath(name).parts[0] for name in new)]
