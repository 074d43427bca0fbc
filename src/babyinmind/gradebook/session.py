"""The one way in which the course opens a gradebook: nbgrader's tables and ours, ours at the schema of this version."""

from __future__ import annotations

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from babyinmind.gradebook.lock import only_one
from babyinmind.gradebook.upgrade import VERSIONS, upgrade, version_at


def open_gradebook(coursedir: CourseDirectory) -> Gradebook:
    """Open a course folder's gradebook, made or upgraded first where needed, under the course's lock.

    Raises `GradebookError` where it cannot be upgraded or is of a newer version, and `Busy` where another program holds
    the course folder meanwhile; what nbgrader itself raises passes through.
    """
    if version_at(coursedir.db_url) != VERSIONS[-1]:
        with only_one(coursedir):
            # nbgrader makes its own tables first: where it found ours alone, it would write no version of its own.
            _session(coursedir).close()
            upgrade(coursedir.db_url)
    return _session(coursedir)


def _session(coursedir: CourseDirectory) -> Gradebook:
    return Gradebook(coursedir.db_url, coursedir.course_id or "default_course")
