"""A learner's hand-in as it lies in `submitted/`: the answer file and the time, nothing else."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from babyinmind.responses import MissingResponses, Responses, ResponsesError, answers_path, read_responses

TIMESTAMP_FILE = "timestamp.txt"
SECRET_FILE = "submission_secret.txt"
_TEXT_LIMIT = 1000
# A whole date with its time: nbgrader's parser takes "10" for the tenth of this month, and a zone for a file to open.
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?( ?[A-Za-z0-9+:-]{1,20})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One hand-in. `responses` is None where no answers could be read; `faults` say why. `at` is UTC without a zone,
    as nbgrader keeps times."""

    responses: Responses | None
    at: datetime
    faults: tuple[str, ...] = ()


def read_handed_in(folder: Path, module_id: str) -> HandedIn:
    """Read a hand-in. A file that is damaged, too big, a link or not there is a fault, never an error."""
    at = time_handed_in(folder)
    try:
        return HandedIn(read_responses(answers_path(folder, module_id), module=module_id), at)
    except MissingResponses:
        return HandedIn(None, at, ("Nothing was answered: the hand-in holds no answers.",))
    except ResponsesError as error:
        return HandedIn(None, at, (str(error),))


def small_text(
    path: Path | str, limit: int = _TEXT_LIMIT, *, folder: int | None = None, owner: int | None = None
) -> str | None:
    """The text of a small plain file; None for a link, a folder, a big file, or none at all.

    `folder` is an open folder in which `path` lies; `owner` the account that it must belong to.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags, dir_fd=folder)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or owner not in (None, status.st_uid):
                return None
            return os.read(descriptor, limit).decode("ascii").strip()
        finally:
            os.close(descriptor)
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


def texts_beside(source: Path, handed_in: HandedIn) -> dict[str, str]:
    """The small texts that nbgrader's later steps look for beside a graded notebook: name -> content."""
    texts = {TIMESTAMP_FILE: f"{handed_in.at.isoformat(sep=' ')} UTC\n"}
    if secret := small_text(source / SECRET_FILE):
        texts[SECRET_FILE] = secret
    return texts


def time_handed_in(folder: Path) -> datetime:
    """When a hand-in that lies in `submitted/` came, in UTC without a zone."""
    when = time_of(small_text(folder / TIMESTAMP_FILE))
    if when is not None:
        return when
    # nbgrader's own time-stamp is missing or not a time: the folder's age is the next best.
    try:
        return datetime.fromtimestamp(int(folder.stat().st_mtime), UTC).replace(tzinfo=None)
    except OSError:
        return datetime(1970, 1, 1)
