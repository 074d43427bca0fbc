"""The record of independent learning: what it says, that it is signed, and that nothing altered passes for true."""

from __future__ import annotations

import base64
import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ByteStringObject, DecodedStreamObject, NameObject

from babyinmind.cli import main
from babyinmind.course.outline import OUTLINE
from babyinmind.items.page import COMPETENCY_AREAS
from babyinmind.records import page
from babyinmind.records.badge import credential_of, is_badge_of
from babyinmind.records.page import CannotLayOut, lay_out
from babyinmind.records.record import (
    COURSE,
    DELIVERY,
    FORMAT,
    NOT_CREDIT,
    VERSION,
    RecordFaulty,
    assessed,
    signed,
    signed_record,
)  # fmt: skip
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
from babyinmind.records.verifying import verified

NAMES = ["Ada Lovelace", "Ελένη Παπαδοπούλου", "ليلى حداد", 'María "Mía" O\'Hara, Nguyễn', "=SUM(1)"]


def record(**more: Any) -> dict[str, Any]:
    modules = [
        {
            "id": module.id, "title": module.title, "minutes": module.minutes, "completed": "2025-11-02",
            "areas": list(COMPETENCY_AREAS[: 1 + place % 5]),
        }
        for place, module in enumerate(OUTLINE)
    ]  # fmt: skip
    return {
        "format": FORMAT, "version": VERSION, "course": COURSE, "learner": "Ada Lovelace", "sponsor": "Example Agency",
        "instructors": ["Bo Example", "Cy Example"], "cohort": "Autumn 2025", "delivery": DELIVERY, "from": "2025-09-01",
        "to": "2025-11-02", "minutes": sum(module["minutes"] for module in modules), "modules": modules,
        "assessed": assessed("80 %"), "not_credit": list(NOT_CREDIT), "number": "K7QM-2X9D-1",
        "issued": "2025-11-22T10:00:00Z", **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey(Ed25519PrivateKey.generate())


@pytest.fixture(scope="module")
def envelope(key: SigningKey) -> dict[str, Any]:
    return signed(record(), key)


@pytest.fixture(scope="module")
def pdf(key: SigningKey, envelope: dict[str, Any]) -> bytes:
    return lay_out(envelope["record"], envelope, key.public)


def laid_out(told: dict[str, Any], key: SigningKey) -> bytes:
    return lay_out(told, signed(told, key), key.public)


def text_of(data: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(data)).pages)


# What it says


def test_the_record_says_what_it_is_and_what_it_is_not(pdf: bytes, key: SigningKey) -> None:
    text = text_of(pdf)
    for words in (
        "Record of independent learning", "Ada Lovelace", "Baby in Mind", "6 hours (360 minutes)", "self-paced, independent learning",
        "Example Agency", "Bo Example, Cy Example", "Autumn 2025", "1 September 2025 to 2 November 2025", "K7QM-2X9D-1",
        "22 November 2025", "No continuing-education credit is given", "It is not Endorsement® and does not earn, meet or imply it.",
        "for the reviewers", "80 %", "an instructor had read", "they carry no minutes", key.public.fingerprint,
    ):  # fmt: skip
        assert words in text, words
    for module in OUTLINE:
        assert module.title in text
    assert 1 <= len(PdfReader(io.BytesIO(pdf)).pages) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_laid_out_and_checked(name: str, key: SigningKey) -> None:
    data = laid_out(record(learner=name), key)
    assert verified(data).record["learner"] == name
    # Words that run from right to left may come out in the order in which they are seen.
    assert sorted(name.replace(" ", "")) <= sorted(text_of(data)) or name in text_of(data)
    fonts = [font for sheet in PdfReader(io.BytesIO(data)).pages for font in sheet["/Resources"]["/Font"].values()]
    for font in fonts:
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"], "a font is not embedded"


def test_letters_that_no_font_here_has_are_named(key: SigningKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_font_with", lambda letters: None)
    with pytest.raises(CannotLayOut, match="No font on this machine has these letters: 明"):
        laid_out(record(learner="明"), key)


def test_the_solo_log_is_unsigned_and_says_so() -> None:
    data = lay_out(record(sponsor="", instructors=[], cohort="", number=""))
    text = text_of(data)
    assert "Self-study log, not verified" in text
    assert "This log is not signed." in text
    assert "Record of independent learning" not in text
    assert "Sponsor" not in text
    with pytest.raises(RecordFaulty, match="No signed data"):
        verified(data)


# Altered records


def _rewritten(data: bytes, change: Callable[[PdfWriter], Any]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _with_envelope(data: bytes, envelope: Any) -> bytes:
    """The same pages with other signed data."""
    content = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()

    def change(writer: PdfWriter) -> None:
        (attached,) = writer.attachment_list
        attached.content = ByteStringObject(content)

    return _rewritten(data, change)


def test_a_true_record_is_true_also_after_a_program_wrote_it_anew(pdf: bytes, envelope: dict[str, Any]) -> None:
    assert verified(pdf).record == envelope["record"]
    assert verified(_rewritten(pdf, lambda writer: None)).record == envelope["record"]


ALTERED = {
    "learner": "Eve", "sponsor": "Another", "instructors": ["Eve"], "minutes": 361, "number": "K7QM-2X9D-2", "to": "2025-11-03",
    "issued": "2025-11-23T10:00:00Z", "not_credit": ["It is Endorsement®."], "delivery": "live", "assessed": "By nobody.",
    "version": 2, "extra": "more",
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_altered_data_are_refused(name: str, pdf: bytes, envelope: dict[str, Any]) -> None:
    altered = envelope | {"record": envelope["record"] | {name: ALTERED[name]}}
    with pytest.raises(RecordFaulty, match="altered: the signature does not fit"):
        verified(_with_envelope(pdf, altered))


def test_an_altered_module_is_refused(pdf: bytes, envelope: dict[str, Any]) -> None:
    for name, value in (("minutes", 50), ("completed", "2025-11-03"), ("title", "More"), ("areas", ["Thinking"])):
        told = json.loads(json.dumps(envelope))
        told["record"]["modules"][2][name] = value
        with pytest.raises(RecordFaulty, match="does not fit"):
            verified(_with_envelope(pdf, told))


def test_data_of_another_record_under_these_pages_are_refused(pdf: bytes, key: SigningKey) -> None:
    other = signed(record(learner="Eve"), key)
    with pytest.raises(RecordFaulty, match=r"Page 1 does not say what was signed.*Ada.*Eve"):
        verified(_with_envelope(pdf, other))


def test_altered_words_on_a_page_are_refused(envelope: dict[str, Any], key: SigningKey) -> None:
    shown = record(minutes=361)
    with pytest.raises(RecordFaulty, match="Page 1 does not say what was signed"):
        verified(lay_out(shown, envelope, key.public))
    fewer = record(not_credit=list(NOT_CREDIT[:1]))
    with pytest.raises(RecordFaulty, match="does not say what was signed"):
        verified(lay_out(fewer, envelope, key.public))


def test_a_page_more_or_less_is_refused(pdf: bytes) -> None:
    with pytest.raises(RecordFaulty, match="pages and has"):
        verified(_rewritten(pdf, lambda writer: writer.add_blank_page(612, 792)))


def test_what_is_drawn_over_the_words_is_refused(pdf: bytes) -> None:
    def whiten(writer: PdfWriter) -> None:
        sheet = writer.pages[0]
        stream = DecodedStreamObject()
        stream.set_data(sheet.get_contents().get_data() + b"\nq 1 1 1 rg 0 0 300 792 re f Q")
        sheet[NameObject("/Contents")] = writer._add_object(stream)

    with pytest.raises(RecordFaulty, match="drawn over"):
        verified(_rewritten(pdf, whiten))


def test_white_words_are_refused(pdf: bytes) -> None:
    def hide(writer: PdfWriter) -> None:
        sheet = writer.pages[-1]
        stream = DecodedStreamObject()
        shown = sheet.get_contents().get_data()
        hidden = shown.replace(b"0.0941 0.1255 0.1569 rg", b"1 1 1 rg")
        assert hidden != shown
        stream.set_data(hidden)
        sheet[NameObject("/Contents")] = writer._add_object(stream)

    with pytest.raises(RecordFaulty, match="coloured"):
        verified(_rewritten(pdf, hide))


def test_notes_and_pictures_over_the_words_are_refused(pdf: bytes) -> None:
    from pypdf.annotations import FreeText

    note = FreeText(text="600 hours", rect=(50, 550, 200, 650))
    with pytest.raises(RecordFaulty, match="/Annots"):
        verified(_rewritten(pdf, lambda writer: writer.add_annotation(0, note)))
    picture = FPDF(format="Letter")
    picture.add_page()
    from PIL import Image

    picture.image(Image.new("RGB", (8, 8), "white"), 10, 10, 100)
    stamp = PdfReader(io.BytesIO(bytes(picture.output()))).pages[0]
    with pytest.raises(RecordFaulty, match=r"images|drawn over"):
        verified(_rewritten(pdf, lambda writer: writer.pages[0].merge_page(stamp)))


@pytest.mark.parametrize("part", ["key", "signature", "badge"])
def test_an_altered_signature_key_or_badge_is_refused(part: str, pdf: bytes, envelope: dict[str, Any]) -> None:
    text = envelope[part]
    turned = text[:10] + ("A" if text[10] != "A" else "B") + text[11:]
    with pytest.raises(RecordFaulty):
        verified(_with_envelope(pdf, envelope | {part: turned}))


def test_the_badge_of_another_record_is_refused(pdf: bytes, envelope: dict[str, Any], key: SigningKey) -> None:
    other = signed(record(learner="Eve"), key)["badge"]
    with pytest.raises(RecordFaulty, match="Open Badge"):
        verified(_with_envelope(pdf, envelope | {"badge": other}))


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
def test_signed_data_that_are_none_are_refused(content: bytes, pdf: bytes) -> None:
    with pytest.raises(RecordFaulty):
        verified(_with_envelope(pdf, content))


def test_signed_data_that_were_taken_out_are_missed(pdf: bytes) -> None:
    bare = PdfWriter()
    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        bare.add_page(sheet)
    out = io.BytesIO()
    bare.write(out)
    with pytest.raises(RecordFaulty, match="No signed data"):
        verified(out.getvalue())


def test_what_is_no_pdf_is_refused() -> None:
    for data in (b"", b"%PDF-1.7", b"hello", os.urandom(2000)):
        with pytest.raises(RecordFaulty):
            verified(data)


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


# The commands


def test_verify_knows_the_sponsors_key_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cohort = tmp_path / "course"
    cohort.mkdir()
    key = signing_key(cohort)
    file = tmp_path / "record.pdf"
    file.write_bytes(laid_out(record(), key))
    assert main(["verify", str(file), "--cohort", str(cohort)]) == 0
    assert "TRUE: record K7QM-2X9D-1" in capsys.readouterr().out
    assert main(["verify", str(file), "--fingerprint", key.public.fingerprint.upper()]) == 0
    assert main(["verify", str(file), "--key", str(cohort / FOLDER / PUBLIC_FILE)]) == 0
    capsys.readouterr()
    assert main(["verify", str(file)]) == 3
    said = capsys.readouterr().out
    assert "UNALTERED" in said and key.public.fingerprint in said and "TRUE" not in said
    anew = tmp_path / "anew.pdf"
    assert main(["verify", str(file), "--anew", str(anew), "--fingerprint", key.public.fingerprint]) == 0
    assert verified(anew.read_bytes()).record == record()
    forged = SigningKey(Ed25519PrivateKey.generate())
    file.write_bytes(laid_out(record(learner="Eve"), forged))
    assert main(["verify", str(file), "--cohort", str(cohort)]) == 1
    assert "another key than the sponsor's" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "nowhere.pdf")]) == 1
    assert main(["verify", str(file), "--key", str(file)]) == 2


def test_the_same_data_give_the_same_pages(envelope: dict[str, Any], key: SigningKey) -> None:
    first, second = (lay_out(envelope["record"], envelope, key.public) for _ in range(2))
    assert base64.b64encode(first) == base64.b64encode(second)
