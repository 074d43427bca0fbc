"""The first numbered schema: brings every gradebook of the time before it to one form.

Until then tables were made when they were missing, and three releases added columns, so a gradebook may hold any of the
tables of those days in any of their forms.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NAME = sa.String(128)
_TIME = sa.DateTime


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, columns in _tables().items():
        if name not in there:
            op.create_table(name, *columns, **_OPTIONS.get(name, {}))
            for column in _INDEXED.get(name, ()):
                op.create_index(f"ix_{name}_{column}", name, [column])
    if "babyinmind_attempt" in there:
        _complete_attempts()
    if "babyinmind_record" in there:
        _complete_records()


_INDEXED = dict.fromkeys(("babyinmind_attempt", "babyinmind_credit", "babyinmind_sent_back"), ("module", "learner")) | {
    "babyinmind_record": ("learner",)
}
_OPTIONS = {"babyinmind_evaluation": {"sqlite_with_rowid": False}}


def _tables() -> dict[str, list[sa.schema.SchemaItem]]:
    """The tables as they were at this version, whatever they have become since."""
    return {
        "babyinmind_attempt": [
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("module", _NAME, nullable=False),
            sa.Column("learner", _NAME, nullable=False),
            sa.Column("handed_in", _TIME, nullable=False),
            sa.Column("graded", _TIME, nullable=False),
            sa.Column("answers", sa.JSON, nullable=False),
            sa.Column("items", sa.JSON, nullable=False),
            sa.Column("sittings", sa.JSON, nullable=False),
            sa.Column("score", sa.Float, nullable=False),
            sa.Column("max_score", sa.Float, nullable=False),
            sa.Column("faults", sa.JSON, nullable=False),
            sa.Column("best", sa.Float, nullable=False),
            sa.Column("reflected", sa.Boolean, nullable=False),
            sa.Column("read", sa.Boolean, nullable=False),
            sa.UniqueConstraint("module", "learner", "handed_in"),
        ],
        "babyinmind_claimed": [
            sa.Column("module", _NAME, primary_key=True),
            sa.Column("learner", _NAME, primary_key=True),
            sa.Column("handed_in", _TIME, primary_key=True),
            sa.Column("claimed", _TIME, nullable=False),
        ],
        "babyinmind_returned": [
            sa.Column("learner", _NAME, primary_key=True),
            sa.Column("module", _NAME, primary_key=True),
            sa.Column("handed_in", _TIME, nullable=False),
            sa.Column("waiting", sa.Boolean, nullable=False),
            sa.Column("at", _TIME, nullable=False),
        ],
        "babyinmind_delivered": [
            sa.Column("learner", _NAME, primary_key=True),
            sa.Column("module", _NAME, primary_key=True),
            sa.Column("handed_in", _TIME, nullable=False),
            sa.Column("graded", _TIME, nullable=False),
            sa.Column("reading", sa.String(64), nullable=False),
        ],
        "babyinmind_credit": [
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("module", _NAME, nullable=False),
            sa.Column("learner", _NAME, nullable=False),
            sa.Column("title", sa.String(512), nullable=False),
            sa.Column("minutes", sa.Integer, nullable=False),
            sa.Column("areas", sa.JSON, nullable=False),
            sa.Column("pass_mark", sa.Float, nullable=False),
            sa.Column("given", _TIME, nullable=False),
            sa.Column("confirmed", _TIME),
            sa.UniqueConstraint("module", "learner"),
        ],
        "babyinmind_sent_back": [
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("module", _NAME, nullable=False),
            sa.Column("learner", _NAME, nullable=False),
            sa.Column("handed_in", _TIME, nullable=False),
            sa.Column("reason", sa.String, nullable=False),
            sa.Column("by", sa.String(256), nullable=False),
            sa.Column("at", _TIME, nullable=False),
        ],
        "babyinmind_record": [
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("learner", _NAME, nullable=False),
            sa.Column("serial", sa.Integer, nullable=False),
            sa.Column("number", sa.String(32), nullable=False, unique=True),
            sa.Column("issued", _TIME, nullable=False),
            sa.Column("envelope", sa.JSON, nullable=False),
            sa.UniqueConstraint("learner", "serial"),
        ],
        "babyinmind_record_pdf": [
            sa.Column("number", sa.String(32), primary_key=True),
            sa.Column("certificate", sa.String(64), nullable=False),
            sa.Column("pdf", sa.LargeBinary, nullable=False),
        ],
        "babyinmind_enrolment": [
            sa.Column("learner", _NAME, primary_key=True),
            sa.Column("roles", sa.JSON, nullable=False),
            sa.Column("reader", _NAME, nullable=False),
            sa.Column("withdrawn", _TIME),
        ],
        "babyinmind_term": [
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("opened", _TIME, nullable=False),
            sa.Column("opened_by", sa.String(256), nullable=False),
            sa.Column("closed", _TIME),
            sa.Column("closed_by", sa.String(256)),
            sa.Column("unread", sa.Integer),
        ],
        "babyinmind_consent": [
            sa.Column("learner", _NAME, primary_key=True),
            sa.Column("pseudonym", sa.String(32), nullable=False, unique=True),
            sa.Column("given", _TIME, nullable=False),
        ],
        "babyinmind_evaluation": [
            sa.Column("id", sa.String(32), primary_key=True),
            sa.Column("answers", sa.JSON, nullable=False),
        ],
        "babyinmind_purge": [
            sa.Column("learner", _NAME, primary_key=True),
            sa.Column("module", _NAME, primary_key=True),
            sa.Column("by", sa.String(256), nullable=False),
            sa.Column("begun", _TIME, nullable=False),
            sa.Column("done", _TIME),
        ],
    }


def _missing(table: str, *names: str) -> list[str]:
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    return [name for name in names if name not in columns]


def _complete_attempts() -> None:
    """Add sittings, and what credit rests on: until then each hand-in had been graded once, as far as can be known."""
    name = "babyinmind_attempt"
    missing = _missing(name, "sittings", "best", "reflected", "read")
    if not missing:
        return
    kinds: dict[str, sa.types.TypeEngine[Any]] = {
        "sittings": sa.JSON(),
        "best": sa.Float(),
        "reflected": sa.Boolean(),
        "read": sa.Boolean(),
    }
    for column in missing:
        op.add_column(name, sa.Column(column, kinds[column], nullable=True))
    attempts = sa.table(
        name,
        sa.column("id", sa.Integer),
        sa.column("answers", sa.JSON),
        sa.column("score", sa.Float),
        sa.column("max_score", sa.Float),
        *(sa.column(column, kinds[column]) for column in missing),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(attempts)).all():
        values: dict[str, Any] = {
            "sittings": [],
            "best": row.score / row.max_score if row.max_score else 0.0,
            "reflected": _has_words(row.answers),
            "read": False,
        }
        chosen = {column: values[column] for column in missing}
        connection.execute(sa.update(attempts).where(attempts.c.id == row.id).values(chosen))
    with op.batch_alter_table(name) as batch:
        for column in missing:
            batch.alter_column(column, existing_type=kinds[column], nullable=False)


def _has_words(answers: dict[str, dict[str, object]]) -> bool:
    values = [answer["value"] for answer in answers.values()]
    return any(isinstance(value, dict) and str(value.get("text") or "").strip() for value in values)


def _complete_records() -> None:
    """Number the records of each learner in the order in which they were issued."""
    name = "babyinmind_record"
    if not _missing(name, "serial"):
        return
    op.add_column(name, sa.Column("serial", sa.Integer, nullable=True))
    records = sa.table(name, *(sa.column(column) for column in ("id", "learner", "serial")))
    connection, serials = op.get_bind(), Counter[str]()
    for row in connection.execute(sa.select(records.c.id, records.c.learner).order_by(records.c.id)).all():
        serials[row.learner] += 1
        connection.execute(sa.update(records).where(records.c.id == row.id).values(serial=serials[row.learner]))
    with op.batch_alter_table(name) as batch:
        batch.alter_column("serial", existing_type=sa.Integer(), nullable=False)
        batch.create_unique_constraint(f"uq_{name}_learner_serial", ["learner", "serial"])
