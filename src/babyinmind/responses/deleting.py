"""Deleting an answers file with everything that stands beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from babyinmind.files import sync_folder
from babyinmind.locks import locked
from babyinmind.responses import places
from babyinmind.responses.writing import LOCK_SECONDS


def delete_store(path: Path) -> list[Path]:
    """Delete the answers file `path` with its copies, its damaged ones and its lock; give what was deleted.

    A store that is open in this or another process starts afresh. Raises `OSError` where something cannot be deleted,
    and `TimeoutError` where another program does not let go of the file.
    """
    path = path.parent.resolve() / path.name
    lock = places.lock_path(path)
    if not any(places.siblings(path)):
        return []
    gone = []
    with locked(lock, LOCK_SECONDS):
        for _, file in places.siblings(path):
            if file != lock:
                file.unlink()
                gone.append(file)
        sync_folder(path.parent)
        with suppress(PermissionError):
            lock.unlink()
    # Windows deletes no open file; elsewhere this name may already be another program's new lock.
    if os.name == "nt":
        lock.unlink(missing_ok=True)
    return [*gone, lock]
