"""Whether a PDF is a record as it was signed: its data, its signature, and every word on its pages."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from babyinmind.records.page import ATTACHMENT, lay_out
from babyinmind.records.record import RecordFaulty, parsed, signed_record
from babyinmind.records.signing import PublicKey

_LIMIT = 20_000_000
_SHOW = (b"Tj", b"TJ")
_PAGE_KEYS = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Group", "/StructParents", "/Tabs", "/Dur"}
"""What a page of ours may hold; annotations, actions and form fields are not among it."""
_ROOT_KEYS = {
    "/Type",
    "/Pages",
    "/Names",
    "/OpenAction",
    "/PageLayout",
    "/Lang",
    "/ViewerPreferences",
    "/Metadata",
    "/AF",
}


@dataclass(frozen=True, slots=True)
class Genuine:
    """A record that is as it was signed. Who holds the key is for the reader to know: compare the fingerprint."""

    record: dict[str, Any]
    key: PublicKey


def verify(file: Path) -> Genuine:
    """Give the record, if the file is one and nothing of it was altered. Raises `RecordFaulty`, `CannotLayOut`."""
    return verified(_content(file))


def anew(file: Path) -> bytes:
    """The record that was signed, laid out anew: its own pages are not looked at. Raises `RecordFaulty`, `CannotLayOut`."""
    envelope = parsed(_read(_content(file)).attachment)
    record, key = signed_record(envelope)
    return lay_out(record, envelope, key)


def verified(data: bytes) -> Genuine:
    """The same of a file's content."""
    shown = _read(data)
    record, key = signed_record(parsed(shown.attachment))
    try:
        meant = _read(lay_out(record, parsed(shown.attachment), key))
    except (ValueError, LookupError, TypeError) as error:
        raise RecordFaulty(f"What was signed cannot be laid out: {error}.") from error
    if shown.strange:
        raise RecordFaulty(f"The file holds what no record holds: {', '.join(sorted(shown.strange))}.")
    if len(shown.texts) != len(meant.texts):
        raise RecordFaulty(f"It should have {len(meant.texts)} pages and has {len(shown.texts)}.")
    for number, (seen, signed) in enumerate(zip(shown.texts, meant.texts, strict=True), start=1):
        if seen != signed:
            raise RecordFaulty(
                f"Page {number} does not say what was signed. It says: {_first_difference(seen, signed)}."
            )
    if shown.drawn != meant.drawn:
        raise RecordFaulty(
            "The words are those that were signed, but the pages are not drawn as they are here: something was drawn over them,"
            " moved or coloured, or another version of the course laid it out. --anew FILE lays out what was signed."
        )
    return Genuine(record, key)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LIMIT:
            raise RecordFaulty("The file is far too large to be a record.")
        return file.read_bytes()
    except OSError as error:
        raise RecordFaulty(f"{file} cannot be read: {error.strerror or error}.") from error


@dataclass(frozen=True, slots=True)
class _Shown:
    attachment: bytes
    texts: list[str]
    drawn: list[list[tuple[Any, ...]]]
    strange: set[str]


def _read(data: bytes) -> _Shown:
    try:
        reader = PdfReader(io.BytesIO(data))
        attached = reader.attachments
        if set(attached) != {ATTACHMENT} or len(attached[ATTACHMENT]) != 1:
            raise RecordFaulty(
                f"No signed data ({ATTACHMENT}) are attached to it: it is no record, or they were taken out."
                " (A self-study log is signed by nobody.)"
            )
        strange = {str(name) for name in reader.root_object if name not in _ROOT_KEYS}
        strange |= {str(name) for page in reader.pages for name in page if name not in _PAGE_KEYS}
        strange |= {"images" for page in reader.pages if list(page.images)}
        return _Shown(
            attachment=attached[ATTACHMENT][0],
            texts=[_plain(page.extract_text()) for page in reader.pages],
            drawn=[_drawn(page) for page in reader.pages],
            strange=strange,
        )
    except RecordFaulty:
        raise
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise RecordFaulty(f"It cannot be read as a PDF: {error}.") from error


def _drawn(page: PageObject) -> list[tuple[Any, ...]]:
    """What is drawn, where (in whole points) and in which colour; the words themselves are compared as text."""
    content = page.get_contents()
    steps = [] if content is None else content.operations
    return [(operator, *([] if operator in _SHOW else map(_rounded, operands))) for operands, operator in steps]


def _rounded(operand: Any) -> Any:
    return round(float(operand), 1 if abs(operand) <= 1 else 0) if isinstance(operand, int | float) else str(operand)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _first_difference(seen: str, signed: str) -> str:
    place = next(
        (i for i, pair in enumerate(zip(seen, signed, strict=False)) if pair[0] != pair[1]), min(len(seen), len(signed))
    )
    start = seen.rfind(" ", 0, max(place - 20, 0)) + 1
    return f"“…{seen[start : place + 30]}…” where “…{signed[start : place + 30]}…” was signed"
