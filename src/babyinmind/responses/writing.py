"""Writing an answers file: whole or not at all, and on the disk before anything is acknowledged."""

from __future__ import annotations

import errno
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from babyinmind.files import replace, write_atomically
from babyinmind.responses.model import FORMAT, LIMIT, VERSION, Answer, NotSaved, Responses

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)
LOCK_SECONDS = 10.0
"""How long a save waits for another program that saves into the same file."""
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False).encode


class Encoder:
    """Makes the bytes of an answers file; an answer that it met last time, as the same object, costs nothing again."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[Answer, str]] = {}

    def encode(self, responses: Responses) -> bytes:
        """Give the answers file of `responses`: JSON in UTF-8, one answer a line."""
        head = {
            "format": FORMAT,
            "version": VERSION,
            "module": responses.module,
            "store": responses.store_id,
            "seed": responses.seed,
            "erased": dict(responses.erased),
            "sittings": [{"start": sitting.start, "last": sitting.last} for sitting in responses.sittings],
        }
        if not responses.erased:
            del head["erased"]
        lines = {item: self._line(item, answer) for item, answer in responses.answers.items()}
        self._lines = lines
        answers = ",\n".join([line for _, line in lines.values()])
        return f'{_ENCODE(head)[:-1]},\n"answers":{{\n{answers}\n}}}}\n'.encode()

    def _line(self, item: str, answer: Answer) -> tuple[Answer, str]:
        known = self._lines.get(item)
        if known is not None and known[0] is answer:
            return known
        return answer, f"{_ENCODE(item)}:{_ENCODE(_record(answer))}"


def _record(answer: Answer) -> dict[str, Any]:
    record = {"revision": answer.revision, "value": answer.value, "at": answer.at}
    if answer.confidence is not None:
        record["confidence"] = answer.confidence
    if answer.tries:
        record["tries"] = answer.tries
    if answer.first_at is not None:
        record["first"] = {"value": answer.first, "at": answer.first_at}
    if answer.conflicting:
        record["aside"] = [{"value": part.value, "edited": part.edited, "at": part.at} for part in answer.conflicting]
    return record


def write_answers(path: Path, data: bytes, *, temporary: Path, last_good: Path | None = None) -> None:
    """Put `data` at `path`, whole and synced, or change nothing and raise `OSError`.

    What stood at `path` becomes `last_good` where one is given.
    """

    def keep() -> None:
        if last_good is not None:
            # A save is worth more than the copy of the one before it.
            with suppress(OSError):
                _keep_last_good(path, last_good, temporary)

    write_atomically(path, data, temporary=temporary, before_replacing=keep)


def _keep_last_good(path: Path, last_good: Path, temporary: Path) -> None:
    """Make what stands at `path` the last good copy, which is never missing meanwhile."""
    spare = temporary.with_name(f"{temporary.stem}2.tmp")
    try:
        spare.hardlink_to(path)
        replace(spare, last_good)
    except FileNotFoundError:
        return
    except OSError:
        # exFAT and some shares know no links.
        write_atomically(last_good, path.read_bytes(), temporary=spare)
    finally:
        # Where both are one file already, after a save that was cut short, nothing was moved.
        spare.unlink(missing_ok=True)


def not_saved(path: Path, error: OSError) -> NotSaved:
    """Say in the learner's words why `path` could not be written, and what to do."""
    if error.errno in _FULL:
        why = "there is no room left on the disk. Remove something you no longer need"
    elif error.errno in _FORBIDDEN:
        why = f"the folder {path.parent} does not let anything be written. Allow it, or ask who looks after it"
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        why = f"the folder {path.parent} is not there any more. Put it back, or open the course again"
    else:
        why = f"the computer says: {error.strerror or error}. Ask who looks after it"
    return NotSaved(path, why)


def too_long(path: Path) -> NotSaved:
    """Say that the answers of a module are larger than their file may be."""
    return NotSaved(
        path,
        f"the text is too long. All answers of a module together may have {LIMIT:,} bytes, about 150,000 words. "
        "Make it shorter",
    )
