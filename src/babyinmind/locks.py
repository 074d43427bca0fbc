"""One program at a time: a lock file that the system lets go of when its holder ends, however it ends.

Light, since a learner's kernel loads it: the standard library, and filelock only when a lock is taken.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_UNKNOWN = (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK)
"""What a file system says that knows no locks, as some network disks do not."""
_POLL = 0.005


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file `path`, waiting for it at most `seconds`. Raises `TimeoutError` then, `OSError` otherwise.

    It excludes `filelock.FileLock` on the same file, which does the same and more in three times as long. On a disk that
    knows no locks it holds nothing: not to work there at all would be worse.
    """
    # Reading answers, as the grader does, needs no lock.
    from filelock import unlock_descriptor

    descriptor, held = _taken(path, time.monotonic() + seconds)
    try:
        yield
    finally:
        try:
            # A program forked meanwhile has the descriptor too: closing ours alone would not let go.
            if held:
                unlock_descriptor(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the lock file `path` if it is free; False where another program holds it. Raises `OSError`."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(path, 0))
        except TimeoutError:
            yield False
        else:
            yield True


def _taken(path: Path, until: float) -> tuple[int, bool]:
    from filelock import lock_descriptor

    while True:
        descriptor = os.open(path, _FLAGS, 0o600)
        try:
            # Somebody may have deleted the file while we waited: that lock guards nothing.
            if lock_descriptor(descriptor, blocking=False) and os.fstat(descriptor).st_nlink:
                return descriptor, True
        except OSError as error:
            if error.errno in _UNKNOWN:
                return descriptor, False
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() >= until:
            raise TimeoutError(errno.ETIMEDOUT, "The file is in use", str(path))
        time.sleep(_POLL)
