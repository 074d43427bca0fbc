"""Atomic, durable writes, and the safe opening of plain files that somebody else may have put there.

Light, since a learner's kernel loads it: the standard library.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
# O_NONBLOCK: opening a named pipe must not wait for somebody to write into it.
_READ = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | _BINARY
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW
_POSIX = os.name == "posix"
_PRIVATE = 0o600
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP)
"""What a file system says that cannot sync a folder."""


class NotAPlainFile(OSError):
    """What lies at a path is a link, a folder, or another thing that is no plain file, such as a pipe."""

    kind: Literal["link", "folder", "other"] = "other"


class FileTooLarge(OSError):
    """A file has more bytes than may be read of it."""


def write_atomically(
    path: Path,
    data: bytes,
    *,
    mode: int = _PRIVATE,
    temporary: Path | None = None,
    before_replacing: Callable[[], None] | None = None,
    durable: bool = True,
) -> None:
    """Put `data` at `path` with this mode, whole, or change nothing and raise `OSError`.

    `durable`: file and folder entry are synced to the disk when this returns. The data are written to `temporary` first
    (default: a hidden file beside `path`), which nobody but its owner can read; `before_replacing` runs when it is whole.
    """
    temporary = temporary or temporary_path(path)
    try:
        _write_new(temporary, data, mode, durable=durable)
        if before_replacing is not None:
            before_replacing()
        replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    if durable:
        sync_folder(path.parent)


def create(path: Path, data: bytes, *, mode: int) -> None:
    """Write a new file, synced, where none is; for a drop folder, which gives its owner no way to list or rename.

    Raises `FileExistsError`, and `OSError` with nothing left behind.
    """
    try:
        _write_new(path, data, mode, durable=True)
    except FileExistsError:
        raise
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def temporary_path(path: Path) -> Path:
    """A new name for a version of `path` that is not whole yet."""
    return path.with_name(f".{path.stem}.{os.urandom(4).hex()}.tmp")


def replace(source: Path, target: Path) -> None:
    """Move `source` over `target`. On Windows, wait up to a second for a program that just reads it."""
    for _ in range(50 if not _POSIX else 0):
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(0.02)
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk. Windows does it by itself, some file systems cannot."""
    if not _POSIX:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


@contextmanager
def open_folder(path: Path | str, *, inside: int | None = None) -> Iterator[int]:
    """A descriptor of a folder, never of what a link leads to; `inside` is an open folder in which it lies."""
    descriptor = os.open(path, _FOLDER, dir_fd=inside)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def open_plain(path: Path | str, *, inside: int | None = None) -> Iterator[tuple[int, os.stat_result]]:
    """A descriptor for reading a plain file, with its status; no link is followed, and no pipe is waited for.

    `inside` is an open folder in which it lies. Raises `NotAPlainFile`, and `OSError` where it cannot be opened.
    """
    descriptor = _opened(path, inside)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _not_plain(path, "folder" if stat.S_ISDIR(status.st_mode) else "other")
        yield descriptor, status
    finally:
        os.close(descriptor)


def read_plain(path: Path | str, limit: int) -> bytes:
    """The bytes of a plain file. Raises `NotAPlainFile`, `FileTooLarge` for more than `limit` bytes, and `OSError`."""
    with open_plain(path) as (descriptor, status):
        return read_whole(descriptor, status.st_size, limit)


def read_whole(descriptor: int, size: int, limit: int) -> bytes:
    """All of an open file that had `size` bytes when it was opened. Raises `FileTooLarge` for more than `limit` bytes."""
    if size <= limit:
        # One byte more than allowed shows a file that grew since.
        data = os.read(descriptor, size + 1)
        while part := os.read(descriptor, limit + 1 - len(data)):
            data += part
        if len(data) <= limit:
            return data
    raise FileTooLarge(errno.EFBIG, f"It is larger than {limit:,} bytes")


def _write_new(path: Path, data: bytes, mode: int, *, durable: bool) -> None:
    descriptor = os.open(path, _CREATE, _PRIVATE)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        if mode != _PRIVATE:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)
            else:  # Windows knows no mode of an open file, before Python 3.13
                path.chmod(mode)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _opened(path: Path | str, inside: int | None) -> int:
    try:
        if not _NOFOLLOW and Path(path).is_symlink():
            raise _not_plain(path, "link")
        return os.open(path, _READ, dir_fd=inside)
    except NotAPlainFile:
        raise
    except OSError as error:
        if kind := _kind_of_unopened(path, inside, error):
            raise _not_plain(path, kind, error) from error
        raise


def _kind_of_unopened(
    path: Path | str, inside: int | None, error: OSError
) -> Literal["link", "folder", "other"] | None:
    """Which thing that is no plain file could not be opened; None where it is another fault."""
    with suppress(OSError):
        status = os.stat(path, dir_fd=inside, follow_symlinks=False)
        if error.errno in (errno.ELOOP, errno.EMLINK) and stat.S_ISLNK(status.st_mode):
            return "link"
        # Windows does not open a folder at all, and Linux no socket.
        if stat.S_ISDIR(status.st_mode):
            return "folder"
    return "other" if error.errno == errno.ENXIO else None


def _not_plain(
    path: Path | str, kind: Literal["link", "folder", "other"], error: OSError | None = None
) -> NotAPlainFile:
    found = NotAPlainFile(
        error.errno if error else errno.EINVAL, error.strerror if error else "It is no plain file", str(path)
    )
    found.kind = kind
    return found
