"""What a signed record may be made of, as docs/records.md says: its one signature, and nothing in it that acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babyinmind.records.record import ATTACHMENT, RecordFaulty, parsed, whole_record
from babyinmind.records.strict_pdf import Name, NotStrict, Pdf, Reference, Stream, Text

_FORBIDDEN = (
    "AA OpenAction JS JavaScript Launch URI SubmitForm ResetForm ImportData GoToR GoToE GoTo3DView GoToDp Named Hide SetOCGState"
    " Rendition Trans Thread Threads Sound Movie Screen RichMedia RichMediaExecute 3D XFA Link FileAttachment Popup OCProperties OCG"
    " OCMD Collection PS OPI Ref Alternates SpiderInfo URLS ObjStm XRef Encrypt"
)
FORBIDDEN = frozenset(_FORBIDDEN.split())
"""Names of what a reader of PDFs does, plays, fetches, opens or hides, and of what could hide objects from a check."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The bytes of a file that its signature leaves out, because it stands in them; `signature` is what it holds."""

    start: int
    end: int
    signature: bytes


def signature_gap(pdf: Pdf, length: int) -> Gap:
    """Where the one signature over the whole file of so many bytes stands. Raises `NotStrict`."""
    signatures = [each for each in pdf.dictionaries() if "ByteRange" in each]
    fields = [each for each in pdf.dictionaries() if "FT" in each]
    if not signatures:
        raise NotStrict("it is not signed")
    if len(signatures) != 1 or len(fields) != 1:
        raise NotStrict("it holds more than one signature or form field")
    (signature,), (field,) = signatures, fields
    form = pdf.within(pdf.trailer, "Root", "AcroForm")
    leads = (
        isinstance(form, dict)
        and isinstance(only := pdf.at(form.get("Fields")), list)
        and len(only) == 1
        and pdf.at(only[0]) is field
        and field["FT"] == Name("Sig")
        and isinstance(field.get("V"), Reference)
        and pdf.at(field["V"]) is signature
    )
    kind = tuple(signature.get(name) for name in ("Type", "Filter", "SubFilter"))
    if not leads or kind != ("Sig", "Adobe.PPKLite", "ETSI.CAdES.detached"):
        raise NotStrict("its signature is not one of a record")
    return _gap(signature, length)


def acting(pdf: Pdf) -> list[str]:
    """What the file holds that no record may: names of what acts, annotations, further attachments. Sorted, for a sentence."""
    found = {f"/{name}" for name in pdf.names() & FORBIDDEN}
    field = next((each for each in pdf.dictionaries() if "FT" in each), None)
    annotations = [one for each in pdf.dictionaries() if "Annots" in each for one in _listed(pdf, each["Annots"])]
    if len(annotations) != 1 or pdf.at(annotations[0]) is not field:
        found.add("/Annots")
    if set(pdf.within(pdf.trailer, "Root", "AcroForm") or {}) - {"Fields", "SigFlags"}:
        found.add("/AcroForm")
    files = [each for each in pdf.dictionaries() if "EF" in each]
    named = _listed(pdf, pdf.within(pdf.trailer, "Root", "Names", "EmbeddedFiles", "Names"))
    if len(files) != 1 or len(named) != 2 or pdf.at(named[1]) is not files[0]:
        found.add("/EF")
    return sorted(found)


def attached_record(pdf: Pdf) -> dict[str, Any]:
    """The record that is attached to a file of the form. Raises `RecordFaulty`."""
    named = _listed(pdf, pdf.within(pdf.trailer, "Root", "Names", "EmbeddedFiles", "Names"))
    name, content = (named[0], pdf.within(named[1], "EF", "F")) if len(named) == 2 else (None, None)
    if not isinstance(name, Text) or name.value != ATTACHMENT.encode("ascii") or not isinstance(content, Stream):
        raise RecordFaulty(f"No data of a record ({ATTACHMENT}) are attached to it.")
    if "Filter" in content.about:
        raise RecordFaulty("The attached data are packed.")
    data = parsed(content.data)
    if not isinstance(data, dict) or set(data) != {"badge", "record"} or not isinstance(data["badge"], str):
        raise RecordFaulty("The attached data are not those of a record.")
    return whole_record(data["record"])


def _gap(signature: dict[str, Any], length: int) -> Gap:
    covered, contents = signature["ByteRange"], signature.get("Contents")
    if not isinstance(contents, Text) or not contents.in_hex:
        raise NotStrict("its signature is not written as one of a record")
    # All but the signature itself, from the first byte to the last.
    if covered != [0, contents.start, contents.end, length - contents.end] or any(
        type(one) is not int for one in covered
    ):
        raise NotStrict("its signature does not cover the whole file")
    return Gap(contents.start, contents.end, contents.value)


def _listed(pdf: Pdf, value: Any) -> list[Any]:
    found = pdf.at(value)
    return found if isinstance(found, list) else []
