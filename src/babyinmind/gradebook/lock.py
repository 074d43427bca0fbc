"""One program at a time collects, grades, makes feedback or upgrades the gradebook in a course folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from nbgrader.coursedir import CourseDirectory

from babyinmind.errors import BabyInMindError

FILE = ".grading.lock"
WAIT = 30.0
"""Seconds that one program waits for another; formgrader's page answers nothing else meanwhile."""
_NOTICED = 1.0


class Busy(BabyInMindError):
    """Another program holds the course folder; the text says what to do."""


@contextmanager
def only_one(coursedir: CourseDirectory, log: Any = None, seconds: float = WAIT) -> Iterator[None]:
    """Hold the course folder, waiting for another program at most `seconds` and saying so in the log. Raises `Busy`.

    Whoever holds it may ask again. The system lets go of it when a program is killed.
    """
    path = Path(coursedir.root, FILE)
    log = log or logging.getLogger(__name__)
    # Not `locks.locked`: collecting, grading and making feedback may be parts of one another, so a thread may hold it again.
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
