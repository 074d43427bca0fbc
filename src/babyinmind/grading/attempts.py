"""Every hand-in that was graded, kept beside nbgrader's gradebook, which keeps only the latest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Attempt, utc_now
from babyinmind.grading.scoring import Outcome
from babyinmind.responses import Answer, Responses


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


def histories(session: Session, module_id: str, learners: Iterable[str] | None = None) -> dict[str, History]:
    """Learner -> hand-ins of a module, for all learners or those named."""
    query = select(Attempt).where(Attempt.module == module_id)
    if learners is not None:
        query = query.where(Attempt.learner.in_(list(learners)))
    found: dict[str, list[Attempt]] = {}
    for attempt in session.scalars(query.order_by(Attempt.handed_in, Attempt.id)):
        found.setdefault(attempt.learner, []).append(attempt)
    return {learner: History(tuple(attempts)) for learner, attempts in found.items()}


def store_answers(attempt: Attempt, responses: Responses | None) -> None:
    """Take over what was handed in; None where nothing could be read of it."""
    answers = responses.answers if responses else {}
    attempt.answers = {
        name: {"value": answer.value, "confidence": answer.confidence, "at": answer.at}
        | ({"first": answer.first} if answer.tries else {})
        for name, answer in answers.items()
    }
    attempt.sittings = [[each.start, each.last] for each in (responses.sittings if responses else ())]


def stored_responses(attempt: Attempt) -> Responses:
    """The answers as they were handed in, to score them anew."""
    answers = {
        name: Answer(value=stored["value"], revision=1, at="", confidence=stored.get("confidence"))
        for name, stored in attempt.answers.items()
    }
    return Responses(module=attempt.module, answers=answers, faults=tuple(attempt.faults))


def store_scores(attempt: Attempt, outcome: Outcome) -> None:
    """Take over the scores of an outcome of these very answers; what credit rests on only grows."""
    revisions = outcome.module.revisions
    attempt.items = {
        each.question.id: {
            "score": each.score,
            "points": float(each.question.points),
            "revision": revisions.get(each.question.id),
        }
        for each in outcome.questions
    }
    attempt.score, attempt.max_score = outcome.score, outcome.module.max_score
    attempt.best = max(attempt.best or 0.0, attempt.share)
    attempt.reflected = bool(attempt.reflected) or not any(each.blank for each in outcome.reflections)
    attempt.faults = list(outcome.faults)
    attempt.graded = utc_now()
