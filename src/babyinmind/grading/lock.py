"""One program at a time collects, grades or makes feedback in a course folder, whichever way it was asked to."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from nbgrader.coursedir import CourseDirectory

from babyinmind.grading.errors import GradingError

FILE = ".grading.lock"
WAIT = 30.0
"""Seconds that one program waits for another; formgrader's page answers nothing else meanwhile."""
_NOTICED = 1.0


class Busy(GradingError):
    """Another program holds the course folder; the text says what to do."""


@contextmanager
def only_one(coursedir: CourseDirectory, log: Any = None, seconds: float = WAIT) -> Iterator[None]:
    """Hold the course folder, waiting for another program at most `seconds` and saying so in the log. Raises `Busy`.

    Whoever holds it may ask again. The system lets go of it when a program is killed.
    """
    path = Path(coursedir.root, FILE)
    log = log or logging.getLogger(__name__)
    # One object a path and thread: collecting, grading and making feedback may be parts of one another.
    lock = FileLock(path, mode=0o660 if coursedir.groupshared else 0o600, is_singleton=True)
    try:
        try:
            lock.acquire(timeout=min(_NOTICED, seconds))
        except Timeout:
            log.warning("Another program collects or grades in %s now; waiting for it.", coursedir.root)
            lock.acquire(timeout=max(seconds - _NOTICED, 0))
    except Timeout:
        raise Busy(
            f"Another program has been collecting or grading in {coursedir.root} for more than {seconds:g} seconds."
            " Nothing was done. Try again in a minute."
        ) from None
    except OSError as error:
        raise Busy(f"{path} cannot be written: {error.strerror or error}. Nothing was done.") from error
    try:
        yield
    finally:
        lock.release()


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
