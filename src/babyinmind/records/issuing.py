"""Records issued by a cohort's instructor side: one number and one signed PDF for each, made anew whenever credit changes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Issued, IssuedPdf
from babyinmind.records.certificate import PdfKey, pdf_key
from babyinmind.records.cohort import Cohort, CohortFaulty, load_cohort
from babyinmind.records.cohort_session import CannotOpen, Records
from babyinmind.records.hours import LearnerHours, hours
from babyinmind.records.record import COURSE, DELIVERY, FORMAT, NOT_CREDIT, VERSION, CannotRender, assessed, signed
from babyinmind.records.signing import KeyFaulty, SigningKey, as_text, signing_key

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a record number: none that is taken for another."""


LONGEST = 200_000
"""Bytes of a record's PDF: it travels with the feedback of every module."""


@dataclass(frozen=True, slots=True)
class IssuedRecord:
    """A learner's record as it stands: its data signed with the cohort's key, and its signed PDF.

    `fingerprint` is that of the PDF's certificate. `pdf` is None where it cannot be made here, and `fault` says why; the
    data are good all the same.
    """

    envelope: dict[str, Any]
    fingerprint: str
    pdf: bytes | None
    fault: str = ""


def issue(session: Session, of: LearnerHours, cohort: Cohort, key: SigningKey) -> dict[str, Any] | None:
    """The learner's signed record as credit stands: the latest one where nothing has changed since, else a new one.

    None where no module is credited yet: provisional credit is on no record. Commits.
    """
    content = content_of(of, cohort)
    if content is None:
        return None
    latest = session.scalars(
        select(Issued).where(Issued.learner == of.learner).order_by(Issued.id.desc()).limit(1)
    ).first()
    if latest is not None and _is_current(latest.envelope, content, key):
        return latest.envelope
    now = datetime.now(UTC).replace(microsecond=0)
    serial = latest.serial + 1 if latest else 1
    record = content | {"number": _number(serial, latest), "issued": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    envelope = signed(record, key)
    session.add(
        Issued(
            learner=of.learner,
            serial=serial,
            number=record["number"],
            issued=now.replace(tzinfo=None),
            envelope=envelope,
        )
    )
    try:
        session.commit()
    except IntegrityError:
        # Somebody else signed the next one since we looked.
        session.rollback()
        return issue(session, of, cohort, key)
    return envelope


def content_of(of: LearnerHours, cohort: Cohort | None) -> dict[str, Any] | None:
    """What a record says, without its number and day; None where no module is credited. Without a cohort: a solo log."""
    done = [each.credit for each in of.modules if each.credited]
    given = [one.given for one in done if one.given]
    if not given:
        return None
    marks = " or ".join(sorted({f"{one.pass_mark:.0%}".replace("%", " %") for one in done}))
    return {
        "format": FORMAT,
        "version": VERSION,
        "course": COURSE,
        "learner": of.name or of.learner,
        "sponsor": cohort.sponsor if cohort else "",
        "instructors": list(cohort.instructors) if cohort else [],
        "cohort": cohort.name if cohort else "",
        "delivery": DELIVERY,
        "from": f"{min(one.first or one.given for one in done if one.given):%Y-%m-%d}",
        "to": f"{max(given):%Y-%m-%d}",
        "minutes": sum(one.minutes for one in done),
        "modules": [
            {
                "id": one.module,
                "title": one.title,
                "minutes": one.minutes,
                "completed": f"{one.given:%Y-%m-%d}",
                "areas": list(one.areas),
            }
            for one in done
        ],
        "assessed": assessed(marks, read=cohort is not None),
        "not_credit": list(NOT_CREDIT),
    }


def _is_current(envelope: dict[str, Any], content: dict[str, Any], key: SigningKey) -> bool:
    record = {name: value for name, value in envelope["record"].items() if name not in ("number", "issued")}
    return record == content and envelope["key"] == as_text(key.public.raw)


def _number(serial: int, latest: Issued | None) -> str:
    """Of one learner all begin alike, and end with how many there were: K7QM-2X9D-1."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    beginning = latest.number.rpartition("-")[0] if latest else f"{letters[:4]}-{letters[4:]}"
    return f"{beginning}-{serial}"


def signed_pdf_of(session: Session, envelope: dict[str, Any], key: PdfKey) -> bytes:
    """The signed PDF of an issued record: the one that was made, else made now. Commits. Raises `CannotRender`."""
    number, certificate = envelope["record"]["number"], key.certificate.fingerprint.replace(" ", "")
    made = session.get(IssuedPdf, number, populate_existing=True)
    if made is not None and made.certificate == certificate:
        return made.pdf
    pdf = _made_pdf(envelope, key)
    if made is None:
        session.add(IssuedPdf(number=number, certificate=certificate, pdf=pdf))
    else:
        made.certificate, made.pdf = certificate, pdf
    try:
        session.commit()
    except IntegrityError:
        # Somebody else made it since we looked.
        session.rollback()
        return signed_pdf_of(session, envelope, key)
    return pdf


def _made_pdf(envelope: dict[str, Any], key: PdfKey) -> bytes:
    # Half a second of fpdf2, pyHanko and pypdf, only where something is signed.
    from babyinmind.records.pades import signed_pdf
    from babyinmind.records.page import render_record
    from babyinmind.records.verifying import Verdict, known_by, verified

    pdf = signed_pdf(render_record(envelope["record"], envelope["badge"], key.certificate.fingerprint), key)
    if len(pdf) > LONGEST:
        raise CannotRender(
            f"The record would have {len(pdf):,} bytes as a PDF, more than {LONGEST:,}: shorten the names in cohort.yml."
        )
    found = verified(pdf, known_by(key.certificate.fingerprint))
    if found.verdict is not Verdict.TRUE or found.record != envelope["record"]:
        raise CannotRender(f"The record's PDF would not be found true by `babyinmind verify`: {found.why} Report this.")
    return pdf


def issue_for(records: Records, learner: str) -> IssuedRecord | None:
    """The signed record of one learner of an open cohort; None where nothing is credited. Raises `CannotOpen`."""
    try:
        cohort = records.cohort or load_cohort(records.folder)
        key, for_pdfs = signing_key(records.folder), pdf_key(records.folder, cohort.sponsor, cohort.name)
    except (CohortFaulty, KeyFaulty) as error:
        raise CannotOpen(str(error)) from error
    found = hours(records.gradebook, pass_mark=records.pass_mark, learners=[learner])
    with Session(records.gradebook.engine) as session:
        envelope = issue(session, found[0], cohort, key) if found else None
        if envelope is None:
            return None
        fingerprint = for_pdfs.certificate.fingerprint
        try:
            return IssuedRecord(envelope, fingerprint, signed_pdf_of(session, envelope, for_pdfs))
        except CannotRender as error:
            return IssuedRecord(envelope, fingerprint, None, str(error))
