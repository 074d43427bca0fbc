"""Reading an answers file: strict about the file, tolerant of each record in it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, TypeGuard

from babyinmind.files import FileTooLarge, NotAPlainFile, read_plain
from babyinmind.responses.model import (
    CONFIDENCES,
    FORMAT,
    LIMIT,
    VERSION,
    Answer,
    ConflictingCopy,
    MissingResponses,
    NewerVersion,
    Responses,
    ResponsesError,
    Sitting,
    UnreachableResponses,
)
from babyinmind.responses.text import clean_text
from babyinmind.responses.values import LARGEST, UNREADABLE, NotPlain, plain

MAX_FAULTS = 20
"""Faults told one by one; the rest are counted."""

_NOT_PLAIN = {
    "link": "it is a link to another place, not the file itself",
    "folder": "it is a folder, not a file",
    "other": "it is not an ordinary file",
}


def read_responses(path: Path | bytes, *, limit: int = LIMIT, module: str | None = None) -> Responses:
    """Read an answers file, or the bytes of one, of at most `limit` bytes.

    A record that is not as it must be is left out and named in `faults`; the others count. With `module`, a file of
    another module is refused. Raises `ResponsesError` (`MissingResponses`, `UnreachableResponses`, `NewerVersion`) in
    plain words where the file as a whole cannot be used.
    """
    if isinstance(path, bytes):
        if len(path) > limit:
            raise ResponsesError("the file", _too_large(limit))
        return parse(path, "the file", module)
    return parse(read_bytes(path, limit), path.name, module)


def read_bytes(path: Path, limit: int = LIMIT) -> bytes:
    """Give the bytes of a regular file of at most `limit` bytes, never through a link. Raises `ResponsesError`."""
    try:
        return read_plain(path, limit)
    except FileNotFoundError:
        raise MissingResponses(path.name, "there is no such file") from None
    except NotAPlainFile as error:
        raise ResponsesError(path.name, _NOT_PLAIN[error.kind]) from error
    except FileTooLarge:
        raise ResponsesError(path.name, _too_large(limit)) from None
    except OSError as error:
        raise UnreachableResponses(path.name, error.strerror or "reading it failed") from error


def parse(raw: bytes, name: str, module: str | None = None) -> Responses:
    """Take the bytes of an answers file called `name` apart. Raises `ResponsesError`."""
    data = _load(raw, name)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ResponsesError(name, "it is not an answers file of this course")
    version = data.get("version")
    if not _is_whole(version, 1):
        raise ResponsesError(name, "it does not say which version of the course wrote it")
    store_id = _store_id(data.get("store"))
    if version > VERSION:
        newer = NewerVersion(name, "it was written by a newer version of the course")
        newer.store_id = store_id
        raise newer
    wrote = data.get("module")
    if not isinstance(wrote, str) or not wrote:
        raise ResponsesError(name, "it does not say which module it belongs to")
    wrote = clean_text(wrote)
    if module is not None and wrote != module:
        raise ResponsesError(name, f"it belongs to the module {wrote[:60]!r}, not to {module!r}")
    answers = data.get("answers")
    if not isinstance(answers, dict):
        raise ResponsesError(name, "it holds no list of answers")
    faults = _Faults()
    seed = data.get("seed")
    return Responses(
        module=wrote,
        answers=_answers(answers, faults),
        sittings=_sittings(data.get("sittings", []), faults),
        store_id=store_id,
        seed=seed if _is_whole(seed, 0) else None,
        erased=_erased(data.get("erased", {}), faults),
        faults=faults.lines(),
    )


class _Faults:
    def __init__(self) -> None:
        self.first: list[str] = []
        self.more = 0

    def add(self, text: str) -> None:
        if len(self.first) < MAX_FAULTS:
            self.first.append(text)
        else:
            self.more += 1

    def lines(self) -> tuple[str, ...]:
        return (*self.first, f"{self.more} more could not be read.") if self.more else tuple(self.first)


class _BadRecord(Exception):
    """Says as half a sentence what is wrong with a record."""


def _too_large(limit: int) -> str:
    return f"it is larger than {limit:,} bytes"


def _refuse(_text: str) -> Any:
    return UNREADABLE


def _whole(digits: str) -> Any:
    # Python refuses to read thousands of digits, which would cost the whole file; one record is enough.
    return int(digits) if len(digits) <= 20 else UNREADABLE


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_int=_whole)


def _load(raw: bytes, name: str) -> Any:
    if not raw.strip():
        raise ResponsesError(name, "it is empty")
    try:
        return _DECODER.decode(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ResponsesError(name, "it is not text in UTF-8") from None
    except RecursionError:
        raise ResponsesError(name, "it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ResponsesError(name, f"it is damaged at line {error.lineno}, column {error.colno}") from None


def _is_whole(value: Any, least: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST


def _is_time(value: Any) -> TypeGuard[str]:
    if not isinstance(value, str) or len(value) > 40:
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _store_id(value: Any) -> str | None:
    return value if isinstance(value, str) and value.isascii() and value.isalnum() and len(value) <= 64 else None


def _answers(records: dict[str, Any], faults: _Faults) -> dict[str, Answer]:
    answers = {}
    for key, record in records.items():
        item = clean_text(key)
        try:
            answers[item] = _answer(record, item, faults)
        except _BadRecord as bad:
            faults.add(f"{_named(item)} was left out: {bad}.")
    return answers


def _named(item: str) -> str:
    return f"The answer to {item if len(item) <= 60 else item[:60] + '…'!r}"


def _answer(record: Any, item: str, faults: _Faults) -> Answer:
    if not isinstance(record, dict):
        raise _BadRecord("it is not a record")
    revision = record.get("revision")
    if not _is_whole(revision, 1):
        raise _BadRecord("its revision is not a whole number of 1 or more")
    at = record.get("at")
    if not _is_time(at):
        raise _BadRecord("its time is not a date with a time and a zone")
    confidence = record.get("confidence")
    if confidence is not None and (not isinstance(confidence, str) or confidence not in CONFIDENCES):
        raise _BadRecord("its confidence is none of sure, unsure and guessing")
    tries = record.get("tries", 0)
    if not _is_whole(tries, 0):
        raise _BadRecord("its number of tries is not a whole number")
    value = _value(record)
    first, first_at = None, None
    if (kept := record.get("first")) is not None:
        try:
            if not isinstance(kept, dict) or not _is_time(kept.get("at")):
                raise _BadRecord("it has no time")
            first, first_at = _value(kept), kept["at"]
        except _BadRecord as bad:
            faults.add(f"{_named(item)}: its first try was left out, {bad}.")
    conflicting = _conflicting(record.get("aside", []), item, faults)
    return Answer(value, revision, at, confidence, first, first_at, tries, conflicting)


def _conflicting(parts: Any, item: str, faults: _Faults) -> tuple[ConflictingCopy, ...]:
    if not isinstance(parts, list):
        faults.add(f"{_named(item)}: what was kept aside was left out, it is not a list.")
        return ()
    copies = []
    for part in parts:
        try:
            if not isinstance(part, dict) or not _is_whole(part.get("edited"), 0) or not _is_time(part.get("at")):
                raise _BadRecord("it has no revision or no time")
            copies.append(ConflictingCopy(_value(part), part["edited"], part["at"]))
        except _BadRecord as bad:
            faults.add(f"{_named(item)}: something kept aside was left out, {bad}.")
    return tuple(copies)


def _value(record: dict[str, Any]) -> Any:
    if "value" not in record:
        raise _BadRecord("it holds no value")
    try:
        return plain(record["value"])
    except NotPlain as error:
        raise _BadRecord(str(error)) from None


def _sittings(parts: Any, faults: _Faults) -> tuple[Sitting, ...]:
    if not isinstance(parts, list):
        faults.add("The times of the sittings were left out: they are not a list.")
        return ()
    sittings = []
    for part in parts:
        start, last = (part.get("start"), part.get("last")) if isinstance(part, dict) else (None, None)
        if _is_time(start) and _is_time(last) and datetime.fromisoformat(start) <= datetime.fromisoformat(last):
            sittings.append(Sitting(start, last))
        else:
            faults.add("A sitting was left out: it has no start and end in order.")
    return tuple(sittings)


def _erased(parts: Any, faults: _Faults) -> dict[str, int]:
    if isinstance(parts, dict) and all(_is_whole(revision, 1) for revision in parts.values()):
        return {clean_text(item): revision for item, revision in parts.items()}
    faults.add("The list of erased answers was left out: it is not one.")
    return {}
