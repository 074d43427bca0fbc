"""Where the course lies, and a learner's own folder of it: what `babyinmind learn` and `my-data` stand on."""

from babyinmind.course.folder import FolderError, Placed, make_folder, place
from babyinmind.course.modules import (
    CourseNotFound,
    Module,
    SourcesMissing,
    course_pages,
    course_root,
    released_modules,
    source_folder,
)

__all__ = [
    "CourseNotFound",
    "FolderError",
    "Module",
    "Placed",
    "SourcesMissing",
    "course_pages",
    "course_root",
    "make_folder",
    "place",
    "released_modules",
    "source_folder",
]
