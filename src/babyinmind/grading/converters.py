"""nbgrader's own converters, made to hold the course folder as our commands do."""

from __future__ import annotations

from functools import wraps
from typing import Any

from babyinmind.gradebook.lock import Busy, only_one


def convert_alone(converter: Any) -> None:
    """Have one of nbgrader's converters hold the course folder from its first learner to its last.

    nbgrader has no place of its own for that. It makes its exporter, which calls this, just before `convert_notebooks`.
    """
    from nbgrader.converters.base import NbGraderException  # with nbconvert, which our own grading does without

    convert = converter.convert_notebooks

    @wraps(convert)
    def alone() -> None:
        try:
            with only_one(converter.coursedir, converter.log):
                convert()
        except Busy as error:
            converter.log.error("%s", error)
            raise NbGraderException(str(error)) from error

    converter.convert_notebooks = alone
