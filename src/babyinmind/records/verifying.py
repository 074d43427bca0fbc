"""What a PDF is: a true record, an altered one, one of an unknown key, one of the old form, or none. See docs/records.md."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from babyinmind.records.certificate import CERTIFICATE_FILE, Certificate, published_certificate
from babyinmind.records.profile import acting, attached_record, signature_gap
from babyinmind.records.record import ATTACHMENT, FORMAT, OLD_ATTACHMENT, RecordFaulty, parsed, signed_record
from babyinmind.records.signature import NotSigned, certificate_of
from babyinmind.records.signing import FOLDER, PUBLIC_FILE, KeyFaulty, PublicKey, published_key
from babyinmind.records.strict_pdf import NotStrict, read_strictly

LIMIT = 10_000_000
"""Bytes of a file that is looked at; a record has at most 200,000."""
_MARK = re.compile(FORMAT.replace("-", r"(?:-|\\055)").encode("ascii"))
"""Stands in every record, since its data are attached as plain text, and in its catalog; so also in the pieces of one."""


# What it says of a file would reach the terminal as the file has it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


class Verdict(Enum):
    """The five that there are, in the words that are printed first."""

    TRUE = "TRUE"
    ALTERED = "ALTERED"
    UNKNOWN_KEY = "UNKNOWN KEY"
    OLD_FORM = "OLD FORM"
    NO_RECORD = "NO RECORD"


@dataclass(frozen=True, slots=True)
class Known:
    """Fingerprints that are the sponsor's, without spaces, and where they are from, in words. None: nobody named a key."""

    fingerprints: frozenset[str]
    source: str


NOBODYS = Known(frozenset(), "no key was given")


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """A verdict with its reason; `record` as the file has it (never cleaned), `fingerprint` of the key that signed it.

    `record` is None where none could be read or none may be believed, `fingerprint` "" where nothing is signed.
    """

    verdict: Verdict
    why: str
    record: dict[str, Any] | None = None
    fingerprint: str = ""


def verify(file: Path, known: Known = NOBODYS) -> VerificationResult:
    """Say what the file is, by the keys that are known. It reads that file alone, and nothing of a network."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        return VerificationResult(
            Verdict.NO_RECORD, f"{file} cannot be read: {getattr(error, 'strerror', None) or error}."
        )
    return verified(data, known)


def verified(data: bytes, known: Known = NOBODYS) -> VerificationResult:
    """The same of a file's content."""
    if len(data) > LIMIT:
        return VerificationResult(Verdict.NO_RECORD, "the file is far too large to be a record.")
    attached = _attached(data)
    if ATTACHMENT not in attached and len(attached.get(OLD_ATTACHMENT, ())) == 1:
        return _of_the_old_form(attached[OLD_ATTACHMENT][0], known)
    if ATTACHMENT in attached or OLD_ATTACHMENT in attached or _MARK.search(data):
        return _of_a_signed_file(data, known)
    return VerificationResult(
        Verdict.NO_RECORD,
        "no data of a record are attached to it: it is none of this course, or they were taken out."
        " A self-study log is no record: nobody signs it.",
    )


def known_by(fingerprint: str) -> Known:
    """The key of this fingerprint, however its digits are grouped. Raises `KeyFaulty`."""
    digits = "".join(letter for letter in fingerprint.lower() if letter not in " :\t\n\u00a0")
    if set(digits) - set("0123456789abcdef") or len(digits) not in (64, 40):
        raise KeyFaulty("A fingerprint has 64 digits from 0 to f (40 of a record of the old form). Copy it whole.")
    return Known(frozenset({digits}), "the fingerprint that you gave")


def known_in(file: Path) -> Known:
    """The key of this file, certificate.pem or the old public-key.json. Raises `KeyFaulty`."""
    is_old = file.suffix.lower() == ".json"
    key: Certificate | PublicKey = published_key(file) if is_old else published_certificate(file)
    return Known(frozenset({key.fingerprint.replace(" ", "")}), f"the key in {file.absolute()}")


def known_of_cohort(course: Path) -> Known:
    """Both keys of the cohort whose course folder this is, as far as it has them. Raises `KeyFaulty`."""
    files = [file for name in (CERTIFICATE_FILE, PUBLIC_FILE) if (file := course / FOLDER / name).is_file()]
    if not files:
        raise KeyFaulty(f"There is no {FOLDER}/{CERTIFICATE_FILE} in {course.absolute()}. Name the cohort's folder.")
    found = frozenset[str]().union(*(known_in(file).fingerprints for file in files))
    return Known(found, f"the cohort's key in {(course / FOLDER).absolute()}")


def _of_a_signed_file(data: bytes, known: Known) -> VerificationResult:
    try:
        pdf = read_strictly(data)
        gap = signature_gap(pdf, len(data))
        certificate = certificate_of(data, gap)
    except NotStrict as error:
        return VerificationResult(Verdict.ALTERED, f"the file is not written as a record is: {error}.")
    except NotSigned as error:
        return VerificationResult(Verdict.ALTERED, f"{error}.")
    strange = acting(pdf)
    try:
        record, fault = attached_record(pdf), ""
    except RecordFaulty as error:
        record, fault = None, str(error)
    if certificate.fingerprint.replace(" ", "") not in known.fingerprints:
        return VerificationResult(Verdict.UNKNOWN_KEY, _unknown(known, strange), record, certificate.fingerprint)
    if strange:
        why = f"it was signed with the known key, and holds what no record holds: {', '.join(strange)}."
        return VerificationResult(Verdict.ALTERED, why, None, certificate.fingerprint)
    if record is None:
        return VerificationResult(
            Verdict.ALTERED, f"it was signed with the known key, but: {fault}", None, certificate.fingerprint
        )
    return VerificationResult(Verdict.TRUE, "the whole file is as it was signed.", record, certificate.fingerprint)


def _unknown(known: Known, strange: list[str]) -> str:
    why = (
        "nothing was altered since it was signed, but it was signed with another key than the one to compare."
        if known.fingerprints
        else "nothing was altered since it was signed, but whose key it is cannot be told here."
    )
    warning = f" It holds what no record holds, so do not open it: {', '.join(strange)}." if strange else ""
    return why + warning


def _of_the_old_form(attachment: bytes, known: Known) -> VerificationResult:
    try:
        record, key = signed_record(parsed(attachment))
    except RecordFaulty as error:
        return VerificationResult(Verdict.ALTERED, str(error))
    if key.fingerprint.replace(" ", "") in known.fingerprints:
        whose = "They were signed with the key to compare."
    elif known.fingerprints:
        whose = (
            "But they were signed with another key than the one to compare: whoever has it may have written anything."
        )
    else:
        whose = "Whose key it is cannot be told here: compare its fingerprint before you trust them."
    why = f"old form: trust these words, not the page. {whose}"
    return VerificationResult(Verdict.OLD_FORM, why, record, key.fingerprint)


def _attached(data: bytes) -> dict[str, list[bytes]]:
    """What is attached to a file that may be damaged or hostile; nothing where that cannot be read."""
    try:
        found = PdfReader(io.BytesIO(data)).attachments
        return {str(name): list(found[name]) for name in found if name in (ATTACHMENT, OLD_ATTACHMENT)}
    except (
        PyPdfError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
        OSError,
        NotImplementedError,
    ):
        return {}
