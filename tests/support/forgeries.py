"""Files that are made to pass for true records, and the verdict that each has where the true cohort's key is known.

`forgeries(true, own, other)` takes the bytes of a true record, the key that signed it and another one (`new_pdf_key`),
and gives name -> (bytes, verdict). A verdict is one of the words that `babyinmind verify` prints first. Every checker of
records can be run over them: write each file down, give it `own.certificate.pem` as the key to compare, and expect the verdict.
`written(forgeries, folder)` does so: NAME.pdf for each, and verdicts.json beside them.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from asn1crypto import cms, keys, x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from babyinmind.records.certificate import PdfKey
from babyinmind.records.strict_pdf import Reference, Stream, read_strictly

TRUE, ALTERED, UNKNOWN, NONE = "TRUE", "ALTERED", "UNKNOWN KEY", "NO RECORD"
_RANGE = re.compile(rb"/ByteRange \[[0-9 ]*\] *")
_CONTENTS = re.compile(rb"/Contents <([0-9A-Fa-f]*)>")


@dataclass(frozen=True)
class Pieces:
    """A file of one revision, taken apart: what stands between `N 0 obj` and `endobj`, by N."""

    head: bytes
    objects: dict[int, bytes]
    trailer: bytes

    def changed(self, number: int, old: bytes, new: bytes) -> Pieces:
        body = self.objects[number]
        assert old in body, (number, old)
        return replace(self, objects=self.objects | {number: body.replace(old, new, 1)})

    def with_stream(self, number: int, data: bytes) -> Pieces:
        """The same with other bytes in a stream, packed as before."""
        about, _, _ = self.objects[number].partition(b"stream\n")
        packed = zlib.compress(data) if b"/FlateDecode" in about else data
        about = re.sub(rb"/Length [0-9]+", b"/Length %d" % len(packed), about)
        return replace(self, objects=self.objects | {number: about + b"stream\n" + packed + b"\nendstream\n"})

    def stream(self, number: int) -> bytes:
        """A stream's bytes, unpacked."""
        about, _, rest = self.objects[number].partition(b"stream\n")
        found = re.search(rb"/Length ([0-9]+)", about)
        assert found
        data = rest[: int(found[1])]
        return zlib.decompress(data) if b"/FlateDecode" in about else data

    def added(self, body: bytes) -> Pieces:
        return replace(self, objects=self.objects | {max(self.objects) + 1: body})


def apart(data: bytes) -> Pieces:
    """A file that was written as records are, taken apart."""
    table, _, rest = data[data.rindex(b"\nxref\n") + 1 :].partition(b"trailer\n")
    places = [int(entry[:10]) for entry in table.splitlines()[3:]]
    ends = [*sorted(places)[1:], data.rindex(b"\nxref\n") + 1]
    spans = dict(zip(sorted(places), ends, strict=True))
    objects = {}
    for number, place in enumerate(places, start=1):
        body = data[place : spans[place]]
        objects[number] = body[body.index(b"obj\n") + 4 : body.rindex(b"endobj")]
    return Pieces(data[: min(places)], objects, rest[: rest.rindex(b"startxref")])


def together(pieces: Pieces) -> bytes:
    """Put together again; its signature says that it covers the whole file, and is that of before."""
    out, places = bytearray(pieces.head), {}
    for number, body in pieces.objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"endobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    trailer = re.sub(rb"/Size [0-9]+", b"/Size %d" % (len(places) + 1), pieces.trailer)
    out += b"trailer\n" + trailer + b"startxref\n%d\n%%%%EOF\n" % start
    return covered(bytes(out)) if _RANGE.search(out) else bytes(out)


def updated(data: bytes, pieces: Pieces) -> bytes:
    """A later update appended, as programs do that change a PDF: the objects that differ, and a table of them."""
    before = apart(data)
    out, table = bytearray(data), b""
    for number, body in pieces.objects.items():
        if body != before.objects.get(number):
            table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
            out += b"%d 0 obj\n" % number + body + b"endobj\n"
    start, last = len(out), data[data.rindex(b"startxref") :].split()[1]
    trailer = re.sub(rb"/Size [0-9]+", b"/Size %d\n/Prev %s" % (max(pieces.objects) + 1, last), pieces.trailer)
    return bytes(out) + b"xref\n" + table + b"trailer\n" + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def covered(data: bytes, told: list[int] | None = None) -> bytes:
    """The same with another /ByteRange in the last signature: by itself one that covers all else."""
    hole, field = _last(_CONTENTS, data), _last(_RANGE, data)
    start, end = hole.start(1) - 1, hole.end(1) + 1
    words = b"/ByteRange [%s]" % b" ".join(b"%d" % one for one in (told or [0, start, end, len(data) - end]))
    assert len(words) <= len(field[0])
    return data[: field.start()] + words.ljust(len(field[0])) + data[field.end() :]


def sealed(data: bytes, key: PdfKey, told: list[int] | None = None, digest: str = "sha256") -> bytes:
    """The same signed in its last signature, which covers the ranges told, or all but itself."""
    data = covered(data, told)
    ranges = [int(one) for one in _last(_RANGE, data)[0].split(b"[")[1].split(b"]")[0].split()]
    signed = b"".join(data[place : place + count] for place, count in zip(ranges[::2], ranges[1::2], strict=True))
    return with_signature(data, signature(key, hashlib.new(digest, signed).digest(), digest))


def signature(key: PdfKey, digest: bytes, algorithm: str = "sha256") -> cms.ContentInfo:
    """A signature of bytes that have this digest."""
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate.der),
        signing_key=keys.PrivateKeyInfo.load(key.private_der),
        cert_registry=SimpleCertificateStore(),
    )
    # In a thread of its own: a browser's test has a loop already.
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(signer.async_sign(digest, algorithm, use_pades=True))).result()


def with_signature(data: bytes, content: cms.ContentInfo, behind: bytes = b"") -> bytes:
    """The same with this signature in place of its last one; `behind` follows it where zeros should."""
    hole = _last(_CONTENTS, data)
    digits = (content.dump() + behind).hex().upper().encode("ascii").ljust(len(hole[1]), b"0")
    assert len(digits) == len(hole[1])
    return data[: hole.start(1)] + digits + data[hole.end(1) :]


def forgeries(true: bytes, own: PdfKey, other: PdfKey) -> dict[str, tuple[bytes, str]]:
    """Every forgery of a true record, as the module says; the true record itself is among them."""
    found: dict[str, tuple[bytes, str]] = {"true": (true, TRUE)}
    pieces = apart(true)
    for name, change in {**SHOWN, **ACTING, **ATTACHED}.items():
        changed = change(pieces)
        found[f"{name}, changed in place"] = together(changed), ALTERED
        found[f"{name}, as a later update"] = updated(true, changed), ALTERED
        found[f"{name}, signed by a forger"] = sealed(together(changed), other), UNKNOWN
        if name in ACTING or name in FAULTY:
            found[f"{name}, signed with the true key"] = sealed(together(changed), own), ALTERED
    return found | _damaged(true) | _ranges(true, own, other) | _signatures(true, own, other)


def written(found: dict[str, tuple[bytes, str]], folder: Path) -> None:
    """Write all of them down, for a checker that is another program."""
    names = {re.sub(r"[^a-z0-9]+", "-", name.lower()): content for name, content in found.items()}
    for name, (data, _) in names.items():
        (folder / f"{name}.pdf").write_bytes(data)
    verdicts = {f"{name}.pdf": verdict for name, (_, verdict) in names.items()}
    (folder / "verdicts.json").write_text(json.dumps(verdicts, indent=1), encoding="utf-8")


# What the pages show


def _glyphs(pieces: Pieces) -> Pieces:
    """The letters' codes lead to other shapes, while a copy of the words stays as it was."""
    number = _led_to(pieces, "CIDToGIDMap")
    return pieces.with_stream(number, pieces.stream(number)[::-1])


def _unicode(pieces: Pieces) -> Pieces:
    number = _led_to(pieces, "ToUnicode")
    return pieces.with_stream(number, pieces.stream(number).replace(b"<0041>", b"<0045>").replace(b"<0", b"<1", 1))


def _drawn_over(pieces: Pieces) -> Pieces:
    number = _led_to(pieces, "Contents")
    return pieces.with_stream(number, pieces.stream(number) + b"\nq 1 1 1 rg 0 0 612 400 re f Q\n")


def _cut_off(pieces: Pieces) -> Pieces:
    return pieces.changed(_with(pieces, "MediaBox"), b"[ 0 0 612 792 ]", b"[ 0 400 612 792 ]")


def _title(pieces: Pieces) -> Pieces:
    number = _with(pieces, "Title")
    body = re.sub(rb"/Title \([^)]*\)", b"/Title (Record: 600 hours of Eve)", pieces.objects[number])
    shown = replace(pieces, objects=pieces.objects | {number: body})
    return _of_catalog(b"/ViewerPreferences << /DisplayDocTitle true >>\n")(shown)


def _no_link_to_the_data(pieces: Pieces) -> Pieces:
    number = _with(pieces, "AF")
    body = re.sub(rb"/AF (?:\[[^\]]*\]|[0-9]+ 0 R)", b"/AF [ ]", pieces.objects[number])
    return replace(pieces, objects=pieces.objects | {number: body})


# What acts


def _of_catalog(words: bytes) -> Callable[[Pieces], Pieces]:
    return lambda pieces: pieces.changed(_catalog(pieces), b"/PageLayout", words + b"/PageLayout")


def _of_page(words: bytes) -> Callable[[Pieces], Pieces]:
    return lambda pieces: pieces.changed(_with(pieces, "Annots"), b"/Annots", words + b"/Annots")


def _names(pieces: Pieces) -> Pieces:
    script = b"/JavaScript << /Names [ (a) << /S /JavaScript /JS (app.alert\\(1\\)) >> ] >>\n"
    return pieces.changed(_catalog(pieces), b"/EmbeddedFiles", script + b"/EmbeddedFiles")


def _annotation(words: bytes) -> Callable[[Pieces], Pieces]:
    return lambda pieces: pieces.changed(
        _with(pieces, "Annots"), b"/Annots [ ", b"/Annots [ << /Type /Annot %s >> " % words
    )


def _second_file(pieces: Pieces) -> Pieces:
    pieces = pieces.added(b"<<\n/Length 2\n>>\nstream\nMZ\nendstream\n")
    more = b"(setup.exe) << /Type /Filespec /F (setup.exe) /EF << /F %d 0 R >> >> " % max(pieces.objects)
    number = _catalog(pieces)
    body = re.sub(rb"(/EmbeddedFiles\s*<<\s*/Names \[)", rb"\1 " + more, pieces.objects[number])
    assert body != pieces.objects[number]
    return replace(pieces, objects=pieces.objects | {number: body})


# What is attached


def _data(change: Callable[[dict[str, Any]], Any]) -> Callable[[Pieces], Pieces]:
    def changed(pieces: Pieces) -> Pieces:
        number = _led_to(pieces, "EF", "F")
        told = json.loads(pieces.stream(number))
        record = change(told["record"])
        return pieces.with_stream(number, json.dumps(told | {"record": record}, sort_keys=True).encode("ascii"))

    return changed


def _raw(data: bytes) -> Callable[[Pieces], Pieces]:
    return lambda pieces: pieces.with_stream(_led_to(pieces, "EF", "F"), data)


CONTROLS = {
    "number": "K7QM-2X9D-1\r\x1b[2K\x1b[1GTRUE: record K7QM-2X9D-1",
    "learner": "Eve\nTRUE: the whole file is as it was signed.\u202e\x9b2J",
    "cohort": "Autumn\x1b[8m\x07\u2066",
}
"""What a terminal would obey, or show in another order."""

SHOWN: dict[str, Callable[[Pieces], Pieces]] = {
    "other shapes of letters": _glyphs,
    "other letters of shapes": _unicode,
    "words drawn over": _drawn_over,
    "disclaimer cut off the sheet": _cut_off,
    "another title": _title,
    "no link to the data": _no_link_to_the_data,
}
ACTING: dict[str, Callable[[Pieces], Pieces]] = {
    "JavaScript at opening": _of_catalog(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>\n"),
    "JavaScript at opening, escaped": _of_catalog(b"/Open#41ction << /S /Java#53cript /J#53 (app.alert\\(1\\)) >>\n"),
    "program at opening": _of_catalog(b"/OpenAction << /S /Launch /Win << /F (cmd.exe) >> >>\n"),
    "address at opening": _of_catalog(b"/OpenAction << /S /URI /URI (https://phishing.example) >>\n"),
    "JavaScript among the names": _names,
    "action of a page": _of_page(b"/AA << /O << /S /Named /N /Print >> >>\n"),
    "link on a page": _annotation(
        b"/Subtype /Link /Rect [ 0 0 612 792 ] /A << /S /URI /URI (https://phishing.example) >>"
    ),
    "note on a page": _annotation(b"/Subtype /FreeText /Rect [ 0 0 612 792 ] /Contents (600 hours)"),
    "form in XML": lambda pieces: pieces.changed(_with(pieces, "SigFlags"), b"/SigFlags", b"/XFA [ ]\n/SigFlags"),
    "layers": _of_catalog(b"/OCProperties << /OCGs [ ] /D << >> >>\n"),
    "a program attached": _second_file,
}
ATTACHED: dict[str, Callable[[Pieces], Pieces]] = {
    "more minutes in the data": _data(lambda record: record | {"minutes": 960}),
    "another learner in the data": _data(lambda record: record | {"learner": "Eve Forgery"}),
    "control characters in the data": _data(lambda record: record | CONTROLS),
    "no record in the data": _data(lambda record: {"format": record["format"]}),
    "data that nest": _raw(b'{"badge": "babyinmind-record", "record": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    "data with a name twice": _raw(b'{"badge": "babyinmind-record", "record": {}, "record": {}}'),
}
FAULTY = {"more minutes in the data", "no record in the data", "data that nest", "data with a name twice"}
"""Of them, what no cohort would sign."""


def _damaged(true: bytes) -> dict[str, tuple[bytes, str]]:
    turned = {f"bit turned at {share:.0%}": int(len(true) * share) for share in (0.01, 0.3, 0.6, 0.84, 0.9, 0.99)}
    found = {
        name: (true[:place] + bytes([true[place] ^ 1]) + true[place + 1 :], ALTERED) for name, place in turned.items()
    }
    found |= {f"only {share:.0%} of it": (true[: int(len(true) * share)], ALTERED) for share in (0.1, 0.5, 0.99)}
    found["a comment after its end"] = true + b"% 600 hours\n", ALTERED
    found["a line after its end"] = true + b"\n\n", ALTERED
    found["another record after its end"] = true + true, ALTERED
    found["something before its beginning"] = b"600 hours\n" + true, ALTERED
    found["nothing"] = b"", NONE
    found["no PDF"] = b"Record of independent learning", NONE
    return found


def _ranges(true: bytes, own: PdfKey, other: PdfKey) -> dict[str, tuple[bytes, str]]:
    """All signed, and rightly so for the bytes that they cover."""
    hole = _last(_CONTENTS, true)
    start, end, length = hole.start(1) - 1, hole.end(1) + 1, len(true)
    tricks = {
        "gap larger than the signature": [0, start, end + 40, length - end - 40],
        "gap that begins earlier": [0, start - 20, end, length - end],
        "range that does not begin at the beginning": [10, start - 10, end, length - end],
        "range that ends before the end": [0, start, end, length - end - 30],
        "one range": [0, start],
        "ranges that overlap": [0, start, start - 40, 40],
        "first range alone, twice": [0, start, 0, start],
    }
    found = {}
    for whose, key in (("the true key", own), ("a forger", other)):
        found |= {f"{name}, signed by {whose}": (sealed(true, key, told), ALTERED) for name, told in tricks.items()}
    update = updated(true, _cut_off(apart(true)))
    found["a later update, with the range of before"] = update, ALTERED
    found["a later update, with its range made longer"] = covered(update), ALTERED
    return found


def _signatures(true: bytes, own: PdfKey, other: PdfKey) -> dict[str, tuple[bytes, str]]:
    whole = cms.ContentInfo.load(bytes.fromhex(_last(_CONTENTS, true)[1].decode("ascii")))
    digest = hashlib.sha256(
        true[: _last(_CONTENTS, true).start(1) - 1] + true[_last(_CONTENTS, true).end(1) + 1 :]
    ).digest()
    pieces = apart(true)
    found = {
        "signed by a forger": (sealed(true, other), UNKNOWN),
        "signed by a forger on another curve": (sealed(true, _on_another_curve(other)), ALTERED),
        "signed with the true key over SHA-512": (sealed(true, own, digest="sha512"), ALTERED),
        "signed with the true key over other bytes": (with_signature(true, signature(own, bytes(32))), ALTERED),
        "something behind the signature": (with_signature(true, whole, behind=b"600 hours"), ALTERED),
        "no signature": (with_signature(true, cms.ContentInfo.load(b"\x30\x00")), ALTERED),
        "a forger's certificate with the true signature": (_with_certificate(true, other), ALTERED),
        "a second certificate": (_with_certificate(true, own, other), ALTERED),
        "an attribute that is not signed": (_with_unsigned_attribute(true, digest, own), ALTERED),
        "signature taken out": (together(_unsigned(pieces)), ALTERED),
        "of another kind, signed with the true key": (
            sealed(together(pieces.changed(_with(pieces, "ByteRange"), b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached")), own),
            ALTERED,
        ),
        "signature of another record": (
            with_signature(sealed(together(_data(lambda record: record | {"learner": "Eve"})(pieces)), own), whole),
            ALTERED,
        ),
    }  # fmt: skip
    for whose, key in (("the true key", own), ("a forger", other)):
        twice = _second_signature(pieces)
        found[f"a second signature of {whose}, as a later update"] = sealed(updated(true, twice), key), ALTERED
        found[f"a second signature of {whose}, in place"] = sealed(together(twice), key), ALTERED
    return found


def _unsigned(pieces: Pieces) -> Pieces:
    number = _with(pieces, "ByteRange")
    return replace(pieces, objects=pieces.objects | {number: b"<<\n/Type /Sig\n>>\n"})


def _second_signature(pieces: Pieces) -> Pieces:
    first, field = pieces.objects[_with(pieces, "ByteRange")], _with(pieces, "FT")
    pieces = pieces.added(first)
    second = re.sub(rb"/V [0-9]+", b"/V %d" % max(pieces.objects), pieces.objects[field])
    pieces = pieces.added(second.replace(b"(Signature)", b"(Second)"))
    fields = b"/Fields [ %d 0 R" % field
    return pieces.changed(_with(pieces, "Fields"), fields, fields + b" %d 0 R" % max(pieces.objects))


def _on_another_curve(key: PdfKey) -> PdfKey:
    """A key of P-384, with a certificate that tells of it."""
    from cryptography import x509 as certificates
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    from babyinmind.records.certificate import Certificate

    private = generate_private_key(SECP384R1())
    like = certificates.load_der_x509_certificate(key.certificate.der)
    builder = certificates.CertificateBuilder(
        like.issuer, like.subject, private.public_key(), like.serial_number, like.not_valid_before_utc, like.not_valid_after_utc
    )  # fmt: skip
    return PdfKey(private, Certificate(builder.sign(private, SHA256()).public_bytes(Encoding.DER)))


def _with_certificate(true: bytes, *keys_: PdfKey) -> bytes:
    content = cms.ContentInfo.load(bytes.fromhex(_last(_CONTENTS, true)[1].decode("ascii")))
    choices = [cms.CertificateChoices({"certificate": x509.Certificate.load(key.certificate.der)}) for key in keys_]
    content["content"]["certificates"] = cms.CertificateSet(choices)
    return with_signature(true, cms.ContentInfo.load(content.dump(force=True)))


def _with_unsigned_attribute(true: bytes, digest: bytes, own: PdfKey) -> bytes:
    content = signature(own, digest)
    (signer,) = content["content"]["signer_infos"]
    signer["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute({"type": "1.2.3.4", "values": []})])
    return with_signature(true, cms.ContentInfo.load(content.dump(force=True)))


def _catalog(pieces: Pieces) -> int:
    found = re.search(rb"/Root ([0-9]+) 0 R", pieces.trailer)
    assert found
    return int(found[1])


def _with(pieces: Pieces, name: str) -> int:
    """The first object that has this key itself."""
    told = read_strictly(together(pieces)).objects
    return next(number for number, value in sorted(told.items()) if isinstance(value, dict) and name in value)


def _led_to(pieces: Pieces, *path: str) -> int:
    """The number of the stream that the first object with these keys leads to."""
    told = read_strictly(together(pieces))
    for value in told.objects.values():
        inner: Any = value
        for name in path:
            inner = inner.get(name) if isinstance(inner, dict) else None
        if isinstance(inner, Reference) and isinstance(told.at(inner), Stream):
            return inner.number
    raise AssertionError(f"nothing leads to {path}")


def _last(form: re.Pattern[bytes], data: bytes) -> re.Match[bytes]:
    *_, last = form.finditer(data)
    return last
