"""What an author needs: the schema, the check of a module, its metadata, its release."""

from babyinmind.authoring.check import NoSuchModule, check_course, check_module, course_paths, faults_of, module_paths
from babyinmind.authoring.metadata import normalised, write_normalised
from babyinmind.authoring.new_module import CannotBegin, begin_module
from babyinmind.authoring.notebook import AuthoredModule, NotebookUnreadable, read_module
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.release import ReleaseFailed, release
from babyinmind.authoring.schema import examine

__all__ = [
    "AuthoredModule",
    "CannotBegin",
    "NoSuchModule",
    "NotebookUnreadable",
    "Problem",
    "ReleaseFailed",
    "begin_module",
    "check_course",
    "check_module",
    "course_paths",
    "examine",
    "faults_of",
    "module_paths",
    "normalised",
    "read_module",
    "release",
    "write_normalised",
]
