"""The small texts that nbgrader lays beside a hand-in, read without trusting who wrote them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from babyinmind.files import open_plain, read_whole

TIMESTAMP_FILE = "timestamp.txt"
SECRET_FILE = "submission_secret.txt"
_TEXT_LIMIT = 1000
# A whole date with its time: nbgrader's parser takes "10" for the tenth of this month, and a zone for a file to open.
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?( ?[A-Za-z0-9+:-]{1,20})?", re.ASCII)


def small_text(
    path: Path | str, limit: int = _TEXT_LIMIT, *, folder: int | None = None, owner: int | None = None
) -> str | None:
    """The text of a small plain file; None for a link, a folder, a big file, or none at all.

    `folder` is an open folder in which `path` lies; `owner` the account that it must belong to.
    """
    try:
        with open_plain(path, inside=folder) as (descriptor, status):
            if owner not in (None, status.st_uid):
                return None
            return read_whole(descriptor, status.st_size, limit).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


def time_of(text: str | None) -> datetime | None:
    """A time as nbgrader writes it, in UTC without a zone; None for anything else."""
    if text is None or not _TIME.fullmatch(text):
        return None
    try:
        when: datetime = parse_utc(text)
    except (ValueError, OverflowError):
        return None
    return when


def as_written(when: datetime) -> str:
    """A time (UTC without a zone) as nbgrader writes it into `timestamp.txt`."""
    return f"{when.isoformat(sep=' ', timespec='microseconds')} UTC\n"
