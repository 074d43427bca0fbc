"""`babyinmind verify`: five verdicts, and no file that was altered, forged or signed by somebody else is called true."""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ByteStringObject

from babyinmind.cli import main
from babyinmind.records import page
from babyinmind.records.certificate import CERTIFICATE_FILE, PdfKey, new_pdf_key, pdf_key
from babyinmind.records.page import render_log, render_old_record
from babyinmind.records.profile import signature_gap
from babyinmind.records.record import signed
from babyinmind.records.signing import FOLDER, PUBLIC_FILE, SigningKey, signing_key
from babyinmind.records.strict_pdf import read_strictly
from babyinmind.records.verifying import LIMIT, Verdict, VerificationResult, known_by, known_in, verified
from support.forgeries import CONTROLS, apart, forgeries, sealed, together
from support.records import GOLDEN, example, signed_file

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
OWN, FORGER = new_pdf_key("Example Agency", "Autumn 2025"), new_pdf_key("Example Agency", "Autumn 2025")
KNOWN = known_by(OWN.certificate.fingerprint)
TRUE = signed_file(example(), KEY, OWN)
FORGERIES = forgeries(TRUE, OWN, FORGER)


def old_form(record: dict[str, Any], key: SigningKey = KEY) -> bytes:
    return render_old_record(record, signed(record, key), key.public)


def with_data(data: bytes, content: bytes) -> bytes:
    """The same file of the old form with other attached data."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    (attached,) = writer.attachment_list
    attached.content = ByteStringObject(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# Files, and what they are


@pytest.mark.slow
@pytest.mark.parametrize("name", FORGERIES)
def test_every_forgery_has_its_verdict(name: str) -> None:
    data, verdict = FORGERIES[name]
    assert verified(data, KNOWN).verdict.value == verdict


@pytest.mark.slow
def test_only_the_true_record_is_true() -> None:
    assert [name for name, (data, _) in FORGERIES.items() if verified(data, KNOWN).verdict is Verdict.TRUE] == ["true"]
    assert len(FORGERIES) > 100


def test_without_a_key_nothing_is_true() -> None:
    found = verified(TRUE)
    assert found.verdict is Verdict.UNKNOWN_KEY
    assert (found.record, found.fingerprint) == (example(), OWN.certificate.fingerprint)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, len(TRUE) - 1), value=st.integers(1, 255))
def test_no_other_byte_passes(place: int, value: int) -> None:
    altered = TRUE[:place] + bytes([TRUE[place] ^ value]) + TRUE[place + 1 :]
    found = verified(altered, KNOWN)
    # The digits of the signature may be written small: they are the same bytes.
    assert found.verdict is Verdict.ALTERED or (value == 0x20 and found.record == example())


@pytest.mark.slow
def test_no_byte_passes_of_what_no_signature_covers() -> None:
    gap = signature_gap(read_strictly(TRUE), len(TRUE))
    for place in range(0, len(gap.signature.rstrip(b"\0")), 7):
        other = bytearray(gap.signature)
        other[place] ^= 1
        altered = TRUE[: gap.start] + b"<" + other.hex().encode() + b">" + TRUE[gap.end :]
        assert verified(altered, KNOWN).verdict is Verdict.ALTERED, place


@settings(max_examples=60, deadline=None)
@given(first=st.integers(0, len(TRUE)), last=st.integers(0, len(TRUE)), between=st.binary(max_size=40))
def test_no_other_piece_passes(first: int, last: int, between: bytes) -> None:
    spliced = TRUE[:first] + between + TRUE[last:]
    if spliced != TRUE:
        assert verified(spliced, KNOWN).verdict in (Verdict.ALTERED, Verdict.NO_RECORD)


def test_a_file_that_a_program_wrote_anew_is_altered() -> None:
    out = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(TRUE)).write(out)
    assert verified(out.getvalue(), KNOWN).verdict is Verdict.ALTERED


def test_what_acts_is_named_also_where_the_key_is_unknown() -> None:
    data, _ = FORGERIES["program at opening, signed by a forger"]
    why = verified(data, KNOWN).why
    assert "do not open it: /Launch, /OpenAction" in why


@pytest.mark.parametrize("change", ["margin", "heading", "everything"])
def test_another_layout_changes_no_verdict(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if change in ("margin", "everything"):
        monkeypatch.setattr(page, "_MARGIN", 30.0)
    if change in ("heading", "everything"):
        monkeypatch.setattr(page, "TITLE", "Certificate of learning")
    if change == "everything":
        monkeypatch.setattr(page, "_INK", (200, 0, 0))
        monkeypatch.setattr(page, "_TO_CHECK", ("In other words.",))
    data = signed_file(example(), KEY, OWN)
    monkeypatch.undo()
    assert verified(data, KNOWN).verdict is Verdict.TRUE
    assert data != TRUE and (change == "margin" or _texts(data) != _texts(TRUE)), "the layout is the same"


def _texts(data: bytes) -> list[str]:
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages]


def test_a_record_that_was_signed_before_stays_true() -> None:
    found = verified((GOLDEN / "new-form.pdf").read_bytes(), known_in(GOLDEN / "new-form.certificate.pem"))
    assert found.verdict is Verdict.TRUE and found.record == example()


def test_a_self_study_log_is_no_record() -> None:
    log = example(sponsor="", instructors=[], cohort="", number="")
    found = verified(render_log(log), KNOWN)
    assert found.verdict is Verdict.NO_RECORD and "nobody signs it" in found.why


def test_a_letter_that_somebody_signed_is_no_record(tmp_path: Path) -> None:
    from fpdf import FPDF

    from babyinmind.records.pades import signed_pdf

    letter = FPDF()
    letter.add_page()
    assert verified(signed_pdf(bytes(letter.output()), OWN), KNOWN).verdict is Verdict.NO_RECORD


def test_other_programs_find_the_signature_good(tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    for name, words in (("true", "Signature is Valid"), ("another title, changed in place", "Digest Mismatch")):
        file = tmp_path / "record.pdf"
        file.write_bytes(FORGERIES[name][0])
        said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
        assert words in said and "Total document signed" in said


def test_pyhanko_itself_finds_the_signature_good() -> None:
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(io.BytesIO(TRUE), strict=True).embedded_signatures
    trusting = ValidationContext(trust_roots=[Certificate.load(OWN.certificate.der)], allow_fetching=False)
    assert validate_pdf_signature(signature, trusting).bottom_line


# Files that nobody would make but to harm


def _objects(*bodies: bytes) -> bytes:
    out, places = b"%PDF-1.7\n%\xe2\xe3\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + table + end


_ROOT = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles %s >> >>"
_PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"
_FILE = _ROOT % b"<< /Names [ (record.json) << /EF << /F 3 0 R >> >> ] >>"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep lists": lambda: b"%PDF-1.7\n%\xe2\n1 0 obj\n" + b"[" * 5_000_000 + b"babyinmind-record",
    "deep dictionaries": lambda: b"%PDF-1.7\n%\xe2\n1 0 obj\n" + b"<</A " * 1_000_000 + b"babyinmind-record",
    "a string without an end": lambda: b"%PDF-1.7\n%\xe2\n1 0 obj\n" + b"(" * 2_000_000 + b"babyinmind-record",
    "names that lead to themselves": lambda: _objects(_ROOT % b"3 0 R", _PAGES, b"<< /Kids [ 3 0 R 3 0 R ] >>"),
    "an object that is itself": lambda: _objects(b"1 0 R"),
    "a length that is itself": lambda: _objects(_FILE, _PAGES, b"<< /Length 3 0 R >>\nstream\nx\nendstream"),
    "a bomb": lambda: _objects(_FILE, _PAGES, _packed(b"\0" * 300_000_000)),
    "a table that leads to itself": lambda: (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF"
    ),
    "far too large": lambda: TRUE + b" " * LIMIT,
}


def _packed(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_in_a_verdict(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hostile.pdf"
    file.write_bytes(HOSTILE[name]())
    begin = time.monotonic()
    assert main(["verify", str(file)]) in (1, 5)
    assert time.monotonic() - begin < 30
    assert capfd.readouterr().err == "", "a library spoke of the file"


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=3000))
def test_no_bytes_whatever_end_in_an_error(data: bytes) -> None:
    for whole in (data, b"%PDF-1.7\n" + data + b"babyinmind-record", TRUE[:2000] + data):
        assert isinstance(verified(whole, KNOWN), VerificationResult)


# Records of the old form


def test_of_an_old_record_the_data_are_verified_and_nothing_else() -> None:
    data = (GOLDEN / "old-form.pdf").read_bytes()
    found = verified(data, known_in(GOLDEN / "old-form.public-key.json"))
    assert found.verdict is Verdict.OLD_FORM and found.record == example()
    assert "old form: trust these words, not the page" in found.why and "with the key to compare" in found.why
    assert "another key" in verified(data, KNOWN).why
    assert "cannot be told" in verified(data).why


def test_an_old_record_with_altered_data_is_altered() -> None:
    envelope = signed(example(), KEY)
    for told in (
        envelope | {"record": example(minutes=361)},
        envelope | {"badge": signed(example(learner="Eve"), KEY)["badge"]},
        {"record": example()},
    ):
        assert verified(with_data(old_form(example()), json.dumps(told).encode())).verdict is Verdict.ALTERED
    for content in (b"", b"{", b"[" * 5000):
        assert verified(with_data(old_form(example()), content)).verdict is Verdict.ALTERED


def test_the_words_of_an_old_record_count_whatever_its_page_shows() -> None:
    """The page says another name, and the file is signed by somebody: what is printed was signed by the cohort."""
    shown = with_data(old_form(example(learner="Eve Forgery")), json.dumps(signed(example(), KEY)).encode())
    from babyinmind.records.pades import signed_pdf

    for data in (shown, signed_pdf(shown, FORGER)):
        found = verified(data, KNOWN)
        assert found.verdict is Verdict.OLD_FORM and found.record == example()


def test_a_signed_record_cannot_pass_for_an_old_one() -> None:
    """Whoever cannot sign the file might attach the data of the old form to it."""
    pieces = apart(TRUE)
    data = together(pieces).replace(b"babyinmind\\055record\\056json", b"record\\056json".ljust(28))
    assert verified(data, KNOWN).verdict is Verdict.ALTERED


# The command


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    course = tmp_path / "course"
    course.mkdir()
    signing_key(course)
    pdf_key(course, "Example Agency", "Autumn 2025")
    return course


def of_cohort(course: Path, **more: Any) -> bytes:
    return signed_file(example(**more), signing_key(course), pdf_key(course, "", ""))


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_verify_knows_the_key_that_it_is_told_and_no_other(
    tmp_path: Path, cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.pdf"
    file.write_bytes(of_cohort(cohort))
    certificate = cohort / FOLDER / CERTIFICATE_FILE
    fingerprint = pdf_key(cohort, "", "").certificate.fingerprint
    for told, source in (
        (["--cohort", str(cohort)], f"the cohort's key in {cohort / FOLDER}"),
        (["--key", str(certificate)], f"the key in {certificate}"),
        (["--fingerprint", fingerprint.upper()], "the fingerprint that you gave"),
        (["--fingerprint", fingerprint.replace(" ", ":")], "the fingerprint that you gave"),
    ):
        assert main(["verify", str(file), *told]) == 0
        words = said(capsys)
        assert words.startswith("TRUE: ") and fingerprint in words and f"Compared with: {source}." in words
        assert "Ada Lovelace: 360 minutes" in words and "sponsor Example Agency" in words
    assert main(["verify", str(file)]) == 3
    words = said(capsys)
    assert words.startswith("UNKNOWN KEY: ") and fingerprint in words and "no key was given" in words
    assert main(["verify", str(file), "--fingerprint", FORGER.certificate.fingerprint]) == 3


def test_each_verdict_has_its_words_and_its_exit_status(
    tmp_path: Path, cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    true = of_cohort(cohort)
    files = {
        "TRUE": (true, 0),
        "ALTERED": (true[:-20], 1),
        "UNKNOWN KEY": (sealed(true, FORGER), 3),
        "OLD FORM": (old_form(example(), signing_key(cohort)), 4),
        "NO RECORD": (b"%PDF-1.7", 5),
    }
    for words, (data, status) in files.items():
        (tmp_path / "record.pdf").write_bytes(data)
        assert main(["verify", str(tmp_path / "record.pdf"), "--cohort", str(cohort)]) == status
        assert said(capsys).startswith(f"{words}: ")
    assert main(["verify", str(tmp_path / "nowhere.pdf"), "--cohort", str(cohort)]) == 5
    assert "No such file" in said(capsys)
    assert main(["verify", str(tmp_path), "--cohort", str(cohort)]) == 5


def test_help_tells_the_verdicts_and_their_exit_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["verify", "--help"])
    words = " ".join(said(capsys).split())
    for told in ("TRUE (exit status 0)", "ALTERED (1)", "UNKNOWN KEY (3)", "OLD FORM (4)", "NO RECORD (5)"):
        assert told in words


def test_a_key_that_cannot_be_read_gives_no_verdict(
    tmp_path: Path, cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.pdf"
    file.write_bytes(of_cohort(cohort))
    broken = tmp_path / "certificate.pem"
    broken.write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    for told in (
        ["--key", str(tmp_path / "nowhere.pem")],
        ["--key", str(file)],
        ["--key", str(broken)],
        ["--cohort", str(tmp_path)],
        ["--fingerprint", "1234"],
        ["--fingerprint", ""],
    ):
        assert main(["verify", str(file), *told]) == 2
        printed = capsys.readouterr()
        assert printed.out == "" and printed.err


def test_a_forgers_key_that_lies_beside_the_file_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an unzipped attachment has it: eve.pdf, and record-key/ with the keys that signed it."""
    signing_key(tmp_path)
    pdf_key(tmp_path, "Example Agency", "Autumn 2025")
    (tmp_path / "eve.pdf").write_bytes(of_cohort(tmp_path, learner="Eve Forger"))
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "eve.pdf"]) == 3
    words = said(capsys)
    assert "TRUE" not in words and "no key was given" in words


@pytest.mark.parametrize("form", ["signed", "old"])
def test_what_a_file_says_cannot_steer_the_terminal(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    controls = {**CONTROLS, "sponsor": "Example\x1b]0;title\x07" + "A" * 5000, "instructors": ["Bo\r\x1b[1A"] * 500}
    record = example(**controls)
    record["modules"][0]["title"] = "One\u2028TRUE: more\u202e" + "B" * 5000
    file = tmp_path / "esc.pdf"
    file.write_bytes(_with_record(TRUE, record) if form == "signed" else _old_with(record))
    assert main(["verify", str(file), "--fingerprint", OWN.certificate.fingerprint]) in (3, 4)
    words = said(capsys)
    assert words.startswith(("UNKNOWN KEY: ", "OLD FORM: "))
    assert all(letter == "\n" or letter.isprintable() for letter in words)
    assert not any(line.startswith("TRUE") for line in words.splitlines())
    assert max(map(len, words.splitlines())) < 12_000 and len(words) < 30_000


def _old_with(record: dict[str, Any]) -> bytes:
    return with_data(old_form(example()), json.dumps(signed(record, KEY)).encode())


def _with_record(data: bytes, record: dict[str, Any]) -> bytes:
    pieces = apart(data)
    number = next(number for number, body in pieces.objects.items() if b'{"badge"' in body)
    return sealed(together(pieces.with_stream(number, json.dumps({"badge": "", "record": record}).encode())), FORGER)


def test_verify_uses_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cohort: Path) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("it opened a connection")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    (tmp_path / "record.pdf").write_bytes(TRUE)
    assert main(["verify", str(tmp_path / "record.pdf"), "--fingerprint", OWN.certificate.fingerprint]) == 0


def test_old_and_new_key_of_a_cohort_are_told_apart(tmp_path: Path, cohort: Path) -> None:
    """The old key says nothing of a signed file, nor the certificate of an old one."""
    new, old = tmp_path / "new.pdf", tmp_path / "old.pdf"
    new.write_bytes(of_cohort(cohort))
    old.write_bytes(old_form(example(), signing_key(cohort)))
    assert main(["verify", str(new), "--key", str(cohort / FOLDER / PUBLIC_FILE)]) == 3
    assert main(["verify", str(old), "--key", str(cohort / FOLDER / PUBLIC_FILE)]) == 4


def test_signing_works_where_a_loop_runs_already() -> None:
    """As in formgrader, whose button returns feedback in its server's own loop."""
    import asyncio

    async def within() -> bytes:
        return signed_file(example(), KEY, OWN)

    assert verified(asyncio.run(within()), KNOWN).verdict is Verdict.TRUE


def test_a_key_knows_its_own_signature_alone() -> None:
    keys: list[PdfKey] = [OWN, FORGER]
    for signer in keys:
        for known in keys:
            found = verified(sealed(TRUE, signer), known_by(known.certificate.fingerprint))
            assert (found.verdict is Verdict.TRUE) == (signer is known)
