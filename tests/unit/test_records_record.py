"""The record of independent learning: what it says and looks like, its signed data, its Open Badge, the keys of a cohort."""

from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from babyinmind.course.outline import OUTLINE
from babyinmind.records import page
from babyinmind.records.badge import credential_of, is_badge_of
from babyinmind.records.certificate import (
    CERTIFICATE_FILE,
    PDF_KEY_FILE,
    Certificate,
    PdfKey,
    new_pdf_key,
    pdf_key,
    published_certificate,
)  # fmt: skip
from babyinmind.records.issuing import LONGEST
from babyinmind.records.page import render_log, render_old_record, render_record
from babyinmind.records.record import COURSE, CannotRender, RecordFaulty, parsed, signed, signed_record
from babyinmind.records.signing import (
    FOLDER,
    PRIVATE_FILE,
    PUBLIC_FILE,
    KeyFaulty,
    SigningKey,
    as_bytes,
    as_text,
    canonical,
    published_key,
    signing_key,
)  # fmt: skip
from babyinmind.records.words import cleaned
from support.records import GOLDEN, signed_file
from support.records import example as record

NAMES = ["Ada Lovelace", "Ελένη Παπαδοπούλου", "ليلى حداد", 'María "Mía" O\'Hara, Nguyễn', "=SUM(1)"]


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey(Ed25519PrivateKey.generate())


@pytest.fixture(scope="module")
def envelope(key: SigningKey) -> dict[str, Any]:
    return signed(record(), key)


@pytest.fixture(scope="module")
def for_pdfs() -> PdfKey:
    return new_pdf_key("Example Agency", "Autumn 2025")


@pytest.fixture(scope="module")
def pdf(key: SigningKey, for_pdfs: PdfKey) -> bytes:
    return signed_file(record(), key, for_pdfs)


def text_of(data: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(data)).pages)


# What it says


def test_the_record_says_what_it_is_and_what_it_is_not(pdf: bytes, for_pdfs: PdfKey) -> None:
    text = text_of(pdf)
    for words in (
        "Record of independent learning", "Ada Lovelace", "Baby in Mind", "6 hours (360 minutes)", "self-paced, independent learning",
        "Example Agency", "Bo Example, Cy Example", "Autumn 2025", "1 September 2025 to 2 November 2025", "K7QM-2X9D-1",
        "22 November 2025", "No continuing-education credit is given", "It is not Endorsement® and does not earn, meet or imply it.",
        "for the reviewers", "80 %", "an instructor had read", "they carry no minutes", "signed as a whole", for_pdfs.certificate.fingerprint,
    ):  # fmt: skip
        assert words in text, words
    for module in OUTLINE:
        assert module.title in text
    assert 1 <= len(PdfReader(io.BytesIO(pdf)).pages) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_laid_out(name: str, key: SigningKey, for_pdfs: PdfKey) -> None:
    data = signed_file(record(learner=name), key, for_pdfs)
    # Words that run from right to left may come out in the order in which they are seen.
    assert sorted(name.replace(" ", "")) <= sorted(text_of(data)) or name in text_of(data)
    fonts = [font for sheet in PdfReader(io.BytesIO(data)).pages for font in sheet["/Resources"]["/Font"].values()]
    for font in fonts:
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"], "a font is not embedded"


def test_letters_that_no_font_here_has_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_font_with", lambda letters: None)
    with pytest.raises(CannotRender, match="No font on this machine has these letters: 明"):
        render_record(record(learner="明"), "badge", "fingerprint")


def test_with_many_long_names_it_still_travels_with_the_feedback(key: SigningKey, for_pdfs: PdfKey) -> None:
    names = {"learner": "María " * 25, "sponsor": "Example Agency for Children " * 12, "cohort": "خريف Φθινόπωρο " * 8}
    data = signed_file(record(**names, instructors=[f"Instructor {n}" for n in range(40)]), key, for_pdfs)
    assert len(data) < LONGEST / 2


def test_names_that_fill_pages_are_refused_in_words() -> None:
    with pytest.raises(CannotRender, match="too long for a page"):
        render_record(record(sponsor="A long name " * 2000), "badge", "fingerprint")


def test_the_solo_log_is_unsigned_and_says_so() -> None:
    text = text_of(render_log(record(sponsor="", instructors=[], cohort="", number="")))
    assert "Self-study log, not verified" in text
    assert "This log is not signed." in text
    assert "Record of independent learning" not in text
    assert "Sponsor" not in text


def test_a_record_of_the_old_form_says_so(envelope: dict[str, Any], key: SigningKey) -> None:
    text = text_of(render_old_record(envelope["record"], envelope, key.public))
    assert "a record of the old form" in text and "trust those words, not the page" in text
    assert key.public.fingerprint in text


# The signed data


ALTERED = {
    "learner": "Eve", "sponsor": "Another", "instructors": ["Eve"], "minutes": 361, "number": "K7QM-2X9D-2", "to": "2025-11-03",
    "issued": "2025-11-23T10:00:00Z", "not_credit": ["It is Endorsement®."], "delivery": "live", "assessed": "By nobody.",
    "version": 2, "extra": "more",
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_altered_data_are_refused(name: str, envelope: dict[str, Any]) -> None:
    altered = envelope | {"record": envelope["record"] | {name: ALTERED[name]}}
    with pytest.raises(RecordFaulty, match="altered: the signature does not fit"):
        signed_record(altered)


def test_an_altered_module_is_refused(envelope: dict[str, Any]) -> None:
    for name, value in (("minutes", 50), ("completed", "2025-11-03"), ("title", "More"), ("areas", ["Thinking"])):
        told = json.loads(json.dumps(envelope))
        told["record"]["modules"][2][name] = value
        with pytest.raises(RecordFaulty, match="does not fit"):
            signed_record(told)


@pytest.mark.parametrize("part", ["key", "signature", "badge"])
def test_an_altered_signature_key_or_badge_is_refused(part: str, envelope: dict[str, Any]) -> None:
    text = envelope[part]
    turned = text[:10] + ("A" if text[10] != "A" else "B") + text[11:]
    with pytest.raises(RecordFaulty):
        signed_record(envelope | {part: turned})


def test_the_badge_of_another_record_is_refused(envelope: dict[str, Any], key: SigningKey) -> None:
    other = signed(record(learner="Eve"), key)["badge"]
    with pytest.raises(RecordFaulty, match="Open Badge"):
        signed_record(envelope | {"badge": other})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b'{"record": {}, "record": {}}',
        b'{"record": {}, "key": 1, "signature": "", "badge": ""}',
        b"[" * 5000,
    ],
)
def test_signed_data_that_are_none_are_refused(content: bytes) -> None:
    with pytest.raises(RecordFaulty):
        signed_record(parsed(content))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 10**9), bit=st.integers(0, 7))
def test_no_flipped_bit_of_the_signed_data_passes(place: int, bit: int) -> None:
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    text = bytearray(json.dumps(signed(record(), key), sort_keys=True).encode())
    text[place % len(text)] ^= 1 << bit
    try:
        told = json.loads(bytes(text))
    except ValueError:
        return
    with pytest.raises(RecordFaulty):
        signed_record(told)


# The key


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, again = signing_key(tmp_path), signing_key(tmp_path)
    assert first.public == again.public == published_key(tmp_path / FOLDER / PUBLIC_FILE)
    private = tmp_path / FOLDER / PRIVATE_FILE
    if os.name == "posix":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700
        private.chmod(0o640)
        with pytest.raises(KeyFaulty, match="chmod 600"):
            signing_key(tmp_path)
        private.chmod(0o600)
    assert b"PRIVATE" not in (tmp_path / FOLDER / PUBLIC_FILE).read_bytes()
    private.write_bytes(b"nonsense")
    with pytest.raises(KeyFaulty, match="damaged"):
        signing_key(tmp_path)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 32])
def test_base64url_is_read_strictly(length: int) -> None:
    data = os.urandom(length)
    assert as_bytes(as_text(data)) == data
    for wrong in (as_text(data) + "=", f" {as_text(data)}", 7):
        with pytest.raises(ValueError):
            as_bytes(wrong)


def test_the_key_for_pdfs_and_its_certificate_are_made_once(tmp_path: Path) -> None:
    first, again = pdf_key(tmp_path, "Example Agency", "Autumn"), pdf_key(tmp_path, "Renamed", "Spring")
    published = tmp_path / FOLDER / CERTIFICATE_FILE
    assert first.certificate == again.certificate == published_certificate(published)
    told = x509.load_der_x509_certificate(first.certificate.der)
    assert told.subject.rfc4514_string() == "CN=Example Agency: Autumn,O=Example Agency" and told.issuer == told.subject
    assert told.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert told.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    assert (told.not_valid_after_utc - told.not_valid_before_utc).days > 36_000
    assert b"PRIVATE" not in published.read_bytes()
    published.unlink()
    assert pdf_key(tmp_path, "", "").certificate == published_certificate(published), "it was not published anew"


def test_a_key_for_pdfs_that_others_can_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    pdf_key(tmp_path, "Example Agency", "Autumn")
    private = tmp_path / FOLDER / PDF_KEY_FILE
    if os.name == "posix":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / FOLDER / CERTIFICATE_FILE).stat().st_mode) & 0o400
        private.chmod(0o644)
        with pytest.raises(KeyFaulty, match="chmod 600"):
            pdf_key(tmp_path, "", "")
        private.chmod(0o600)
    whole = private.read_bytes()
    other = new_pdf_key("Example Agency", "Autumn")
    private.write_bytes(whole.replace(Certificate.pem.fget(published_certificate(private)), other.certificate.pem))
    with pytest.raises(KeyFaulty, match="not a P-256 key with its certificate"):
        pdf_key(tmp_path, "", "")
    private.write_bytes(b"nonsense")
    with pytest.raises(KeyFaulty, match=r"pdf-signing-key\.pem is damaged"):
        pdf_key(tmp_path, "", "")


def test_the_fingerprint_is_the_one_that_readers_of_pdfs_show(for_pdfs: PdfKey) -> None:
    from cryptography.hazmat.primitives.hashes import SHA256

    told = x509.load_der_x509_certificate(for_pdfs.certificate.der)
    assert for_pdfs.certificate.fingerprint.replace(" ", "") == told.fingerprint(SHA256()).hex()
    assert for_pdfs.certificate.pem == told.public_bytes(Encoding.PEM)


@pytest.mark.parametrize(
    ("sponsor", "cohort"),
    [("", ""), ("A" * 500, "B" * 500), ("Evil\x1b[2J\n\u202e", "\0"), ("Ελένη", "秋"), ("\ud800", "\u200b")],
)
def test_whatever_a_sponsor_is_called_there_is_a_certificate(sponsor: str, cohort: str) -> None:
    told = x509.load_der_x509_certificate(new_pdf_key(sponsor, cohort).certificate.der)
    names = [str(one.value) for one in told.subject]
    assert all(0 < len(name.encode()) <= 64 and name == cleaned(name, 64) for name in names)


# The Open Badge, read by libraries that did not make it


def test_an_independent_library_finds_a_true_open_badge(envelope: dict[str, Any], key: SigningKey) -> None:
    from openbadgeslib.ob3 import OB3Verifier

    verifier = OB3Verifier.for_issuer_did(key.public.did)
    badge = verifier.verify(envelope["badge"])
    assert badge.issuer.name == "Example Agency"
    assert badge.achievement.name == COURSE
    assert "No continuing-education credit is given" in badge.achievement.description
    assert badge.achievement.credits_available is None
    assert len(badge.achievement.result_descriptions) == len(OUTLINE)


def test_an_independent_library_refuses_an_altered_open_badge(envelope: dict[str, Any], key: SigningKey) -> None:
    from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

    head, body, signature = envelope["badge"].split(".")
    told = json.loads(as_bytes(body))
    told["credentialSubject"]["narrative"] = "600 hours"
    altered = f"{head}.{as_text(canonical(told))}.{signature}"
    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(key.public.did).verify(altered)
    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(SigningKey(Ed25519PrivateKey.generate()).public.did).verify(envelope["badge"])
    assert not is_badge_of(altered, envelope["record"], key.public)


def test_a_badge_that_was_made_before_stays_true() -> None:
    from openbadgeslib.ob3 import OB3Verifier

    token = (GOLDEN / "old-form.badge.jwt").read_text().strip()
    key = published_key(GOLDEN / "old-form.public-key.json")
    assert is_badge_of(token, record(), key)
    assert not is_badge_of(token, record(learner="Eve"), key)
    assert OB3Verifier.for_issuer_did(key.did).verify(token).issuer.name == "Example Agency"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_badge_with_another_algorithm_is_refused(algorithm: str, key: SigningKey) -> None:
    import jwt

    told = jwt.decode(signed(record(), key)["badge"], options={"verify_signature": False})
    token = jwt.encode(told, None if algorithm == "none" else key.public.raw, algorithm)
    assert not is_badge_of(token, record(), key.public)


def test_every_member_of_the_badge_is_a_term_of_its_contexts(key: SigningKey) -> None:
    """The contexts are those that openbadgeslib ships; a member that they do not define would say nothing."""
    from importlib.resources import files

    contexts = files("openbadgeslib.ob3").joinpath("contexts")
    terms: set[str] = {"@context"}

    def collect(context: Any) -> None:
        for part in context if isinstance(context, list) else [context]:
            for name, meaning in part.items() if isinstance(part, dict) else ():
                terms.add(name)
                if isinstance(meaning, dict) and "@context" in meaning:
                    collect(meaning["@context"])

    for name in ("credentials-v2.json", "ob-v3p0-context-3.0.3.json"):
        collect(json.loads(contexts.joinpath(name).read_text(encoding="utf-8"))["@context"])

    def members(value: Any) -> set[str]:
        if isinstance(value, dict):
            return {*value, *(name for each in value.values() for name in members(each))}
        return {name for each in value for name in members(each)} if isinstance(value, list) else set()

    assert members(credential_of(record(), key.public)) <= terms
