"""Every hand-in that was graded, kept beside nbgrader's gradebook, which keeps only the latest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Engine, Float, Integer, String, UniqueConstraint, inspect, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from babyinmind.grading.scoring import Outcome
from babyinmind.responses import Answer, Responses


class Table(DeclarativeBase):
    """Every table of ours in a gradebook's database; nbgrader's own are apart."""


def _share_as_laid_in(context: Any) -> float:
    row = context.get_current_parameters()
    return row["score"] / row["max_score"] if row.get("max_score") else 0.0


def _words_as_laid_in(context: Any) -> bool:
    answers = context.get_current_parameters().get("answers") or {}
    values = [answer["value"] for answer in answers.values()]
    return any(isinstance(value, dict) and str(value.get("text") or "").strip() for value in values)


class Attempt(Table):
    """One graded hand-in. Times are UTC without a zone, as nbgrader's; `items` is item id -> score, points, revision.

    `handed_in` is the time that counts, for which our side can vouch (`collected`); `Claimed` holds the learner's.

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
    best: Mapped[float] = mapped_column(Float, default=_share_as_laid_in)
    reflected: Mapped[bool] = mapped_column(Boolean, default=_words_as_laid_in)
    read: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def share(self) -> float:
        """Score as a share of the points, 0 to 1."""
        return self.score / self.max_score if self.max_score else 0.0

    def keep(self, responses: Responses | None) -> None:
        """Take over what was handed in; None where nothing could be read of it."""
        answers = responses.answers if responses else {}
        self.answers = {
            name: {"value": answer.value, "confidence": answer.confidence, "at": answer.at}
            | ({"first": answer.first} if answer.tries else {})
            for name, answer in answers.items()
        }
        self.sittings = [[each.start, each.last] for each in (responses.sittings if responses else ())]

    def responses(self) -> Responses:
        """The answers as they were handed in, to score them anew."""
        answers = {
            name: Answer(value=kept["value"], revision=1, at="", confidence=kept.get("confidence"))
            for name, kept in self.answers.items()
        }
        return Responses(module=self.module, answers=answers, faults=tuple(self.faults))

    def hold(self, outcome: Outcome) -> None:
        """Take over the scores of an outcome of these very answers."""
        revisions = outcome.module.revisions
        self.items = {
            each.question.id: {
                "score": each.score,
                "points": float(each.question.points),
                "revision": revisions.get(each.question.id),
            }
            for each in outcome.questions
        }
        self.score, self.max_score = outcome.score, outcome.module.max_score
        self.best = max(self.best or 0.0, self.share)
        self.reflected = bool(self.reflected) or not any(each.blank for each in outcome.reflections)
        self.faults = list(outcome.faults)
        self.graded = datetime.now(UTC).replace(tzinfo=None, microsecond=0)


class Claimed(Table):
    """When a hand-in was made as its learner's side said, beside the time that counts. Those that were graded before this
    was kept have none: of them the time that counts is the learner's."""

    __tablename__ = "babyinmind_claimed"

    module: Mapped[str] = mapped_column(String(128), primary_key=True)
    learner: Mapped[str] = mapped_column(String(128), primary_key=True)
    handed_in: Mapped[datetime] = mapped_column(DateTime, primary_key=True)
    claimed: Mapped[datetime] = mapped_column(DateTime)


@dataclass(frozen=True, slots=True)
class History:
    """A learner's hand-ins of one module, oldest first."""

    attempts: tuple[Attempt, ...]

    @property
    def count(self) -> int:
        return len(self.attempts)

    @property
    def latest(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def best_share(self) -> float:
        return max((attempt.share for attempt in self.attempts), default=0.0)


def prepare(engine: Engine) -> None:
    """Make our tables where they are not there yet."""
    try:
        Table.metadata.create_all(engine)
    except DatabaseError:
        # Another grader made them since we looked.
        if not set(Table.metadata.tables) <= set(inspect(engine).get_table_names()):
            raise


def histories(session: Session, module_id: str, learners: Iterable[str] | None = None) -> dict[str, History]:
    """Learner -> hand-ins of a module, for all learners or those named."""
    query = select(Attempt).where(Attempt.module == module_id)
    if learners is not None:
        query = query.where(Attempt.learner.in_(list(learners)))
    found: dict[str, list[Attempt]] = {}
    for attempt in session.scalars(query.order_by(Attempt.handed_in, Attempt.id)):
        found.setdefault(attempt.learner, []).append(attempt)
    return {learner: History(tuple(attempts)) for learner, attempts in found.items()}
