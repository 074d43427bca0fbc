"""Every table of ours in a gradebook's database; nbgrader's own stand beside them and are never changed.

All times are UTC without a zone, as nbgrader's. A change here needs a new file in `migrations/versions` and its number in
`upgrade.VERSIONS`; a test compares what the migrations give with these classes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Float, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """The base of every table of ours."""


def utc_now() -> datetime:
    """Now, as the tables keep times: whole seconds of UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _share_of_new(context: Any) -> float:
    row = context.get_current_parameters()
    return row["score"] / row["max_score"] if row.get("max_score") else 0.0


def _has_words(context: Any) -> bool:
    """Whether any answer of a new row holds a written text."""
    answers = context.get_current_parameters().get("answers") or {}
    values = [answer["value"] for answer in answers.values()]
    return any(isinstance(value, dict) and str(value.get("text") or "").strip() for value in values)


class Attempt(Table):
    """One graded hand-in. `items` is item id -> score, points, revision.

    `handed_in` is the time that counts, for which our side can vouch; `Claimed` holds the learner's.

    `answers` is item id -> value, confidence, at, and for a practice question `first`, the first of its tries.
    `sittings` are [start, last activity] of all sittings that the answer file told of (ISO 8601), oldest first.

    What credit rests on only ever grows: `best` is the highest share that this hand-in was given by any grading, `reflected`
    whether any found words in every shared reflection, `read` whether an instructor had read them when a later hand-in took
    their place. (While it is the latest, nbgrader's own rows say so.)
    """

    __tablename__ = "babyinmind_attempt"
    __table_args__ = (UniqueConstraint("module", "learner", "handed_in"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    module: Mapped[str] = mapped_column(String(128), index=True)
    learner: Mapped[str] = mapped_column(String(128), index=True)
    handed_in: Mapped[datetime] = mapped_column(DateTime)
    graded: Mapped[datetime] = mapped_column(DateTime)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    items: Mapped[dict[str, Any]] = mapped_column(JSON)
    sittings: Mapped[list[list[str]]] = mapped_column(JSON)
    score: Mapped[float] = mapped_column(Float)
    max_score: Mapped[float] = mapped_column(Float)
    faults: Mapped[list[str]] = mapped_column(JSON)
    best: Mapped[float] = mapped_column(Float, default=_share_of_new)
    reflected: Mapped[bool] = mapped_column(Boolean, default=_has_words)
    read: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def share(self) -> float:
        """Score as a share of the points, 0 to 1."""
        return self.score / self.max_score if self.max_score else 0.0


class Claimed(Table):
    """When a hand-in was made as its learner's side said, beside the time that counts. Those that were graded before this
    was kept have none: of them the time that counts is the learner's."""

    __tablename__ = "babyinmind_claimed"

    module: Mapped[str] = mapped_column(String(128), primary_key=True)
    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    handed_in: Mapped[datetime] = mapped_column(DateTime, primary_key=True)
    claimed: Mapped[datetime] = mapped_column(DateTime)


class Returned(Table):
    """The latest feedback that was made for a learner's hand-in of a module; nbgrader keeps no time for it.

    `waiting` says that a reflection in it was not read yet.
    """

    __tablename__ = "babyinmind_returned"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    module: Mapped[str] = mapped_column(String(128), primary_key=True)
    handed_in: Mapped[datetime] = mapped_column(DateTime)
    waiting: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(DateTime)


class Delivered(Table):
    """What the latest feedback that was released on arrival was made from.

    It is written after the release. So whatever was cut short before is done once more, which changes nothing.
    """

    __tablename__ = "babyinmind_delivered"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    module: Mapped[str] = mapped_column(String(128), primary_key=True)
    handed_in: Mapped[datetime] = mapped_column(DateTime)
    graded: Mapped[datetime] = mapped_column(DateTime)
    reading: Mapped[str] = mapped_column(String(64))


class Credit(Table):
    """A module's minutes credited to a learner, as they were when they were given; provisional until `confirmed`.

    `pass_mark` is a share, 0 to 1.
    """

    __tablename__ = "babyinmind_credit"
    __table_args__ = (UniqueConstraint("module", "learner"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    module: Mapped[str] = mapped_column(String(128), index=True)
    learner: Mapped[str] = mapped_column(String(128), index=True)
    title: Mapped[str] = mapped_column(String(512))
    minutes: Mapped[int] = mapped_column(Integer)
    areas: Mapped[list[str]] = mapped_column(JSON)
    pass_mark: Mapped[float] = mapped_column(Float)
    given: Mapped[datetime] = mapped_column(DateTime)
    confirmed: Mapped[datetime | None] = mapped_column(DateTime)


class SentBack(Table):
    """A reflection that an instructor sent back: of the hand-in at `handed_in`, with the reason that the learner reads."""

    __tablename__ = "babyinmind_sent_back"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    module: Mapped[str] = mapped_column(String(128), index=True)
    learner: Mapped[str] = mapped_column(String(128), index=True)
    handed_in: Mapped[datetime] = mapped_column(DateTime)
    reason: Mapped[str] = mapped_column(String)
    by: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(DateTime)


class Issued(Table):
    """A record as it was signed for a learner; the latest is the one that counts."""

    __tablename__ = "babyinmind_record"
    __table_args__ = (UniqueConstraint("learner", "serial"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    learner: Mapped[str] = mapped_column(String(128), index=True)
    serial: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    issued: Mapped[datetime] = mapped_column(DateTime)
    envelope: Mapped[dict[str, Any]] = mapped_column(JSON)


class IssuedPdf(Table):
    """The signed PDF of a record, made once.

    `certificate` is the SHA-256 of the certificate that it was signed with, in 64 hexadecimal digits.
    """

    __tablename__ = "babyinmind_record_pdf"

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    certificate: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary)


class Enrolment(Table):
    """What nbgrader's Student rows have no column for: a learner's place in the cohort.

    `roles` are ids of `items.ROLES`, `reader` is the instructor who reads for them ("" for nobody yet). `withdrawn` is when
    they left, None while they learn; their work stays where it is.
    """

    __tablename__ = "babyinmind_enrolment"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    reader: Mapped[str] = mapped_column(String(128))
    withdrawn: Mapped[datetime | None] = mapped_column(DateTime)


class Term(Table):
    """One time for which a cohort was open. `unread` is how many hand-ins were left unread at its end."""

    __tablename__ = "babyinmind_term"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    opened: Mapped[datetime] = mapped_column(DateTime)
    opened_by: Mapped[str] = mapped_column(String(256))
    closed: Mapped[datetime | None] = mapped_column(DateTime)
    closed_by: Mapped[str | None] = mapped_column(String(256))
    unread: Mapped[int | None] = mapped_column(Integer)


class Consent(Table):
    """A learner's consent to research. The pseudonym is random, the same in every export, and known in this gradebook alone."""

    __tablename__ = "babyinmind_consent"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)
    given: Mapped[datetime] = mapped_column(DateTime)


class Evaluation(Table):
    """One evaluation form. Its id is a random number that nobody was told; without SQLite's row number, rows lie in the
    ids' order."""

    __tablename__ = "babyinmind_evaluation"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's way

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


class Purge(Table):
    """That a learner's reflections in a module were purged, never of what; `done` is None until nothing holds them."""

    __tablename__ = "babyinmind_purge"

    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    module: Mapped[str] = mapped_column(String(128), primary_key=True)
    by: Mapped[str] = mapped_column(String(256))
    begun: Mapped[datetime] = mapped_column(DateTime)
    done: Mapped[datetime | None] = mapped_column(DateTime)
