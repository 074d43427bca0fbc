"""A cohort's course folder: nbgrader's, made where it is not there; nothing that lies in it is ever changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from babyinmind.course.folder import FolderError, make_folder, place
from babyinmind.course.modules import ANSWERS_SUFFIX, course_root
from babyinmind.course.pages import COHORT_PAGE
from babyinmind.course.support import file_of_the_course
from babyinmind.desk import flags, snippets
from babyinmind.records import cohort

GRADEBOOK = "gradebook.db"
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


def prepare_folder(folder: Path, course: str = "") -> list[str]:
    """Make of `folder` a cohort's course folder; gives the names of what was put into it. Raises `FolderError`.

    `course` is nbgrader's name for it; without one it is made from the folder's.
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
        new += _sources(folder / "source")
    except OSError as error:
        raise FolderError(
            f"{error.filename or folder} could not be written: {error.strerror}. Mend that, then try again."
        ) from error
    new += place((), folder, pages=[course_root() / "notebooks" / "instructors" / COHORT_PAGE]).new
    return new


def _starter(name: str) -> str:
    path = file_of_the_course(name)
    return path.read_text(encoding="utf-8") if path else ""


def _sources(target: Path) -> list[str]:
    """Bring the instructor's version of every module that the folder has not; a copy of the course may have none."""
    new = []
    for source in sorted((course_root() / "source").glob("*/*.ipynb")):
        module = source.parent.name
        if source.stem == module and not (target / module).exists():
            ignored = shutil.ignore_patterns(f"*{ANSWERS_SUFFIX}", ".*")
            shutil.copytree(source.parent, target / module, ignore=ignored)
            new.append(f"source/{module}")
    return new
