"""What learners gave at their first hand-in, and which of it answers the questions as they stand today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session, load_only

from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.module import Module
from babyinmind.questions import Question, ResponseError
from babyinmind.records.enrolment import withdrawn_learners
from babyinmind.records.statistics.estimate import Numbers


def first_hand_ins(session: Session, modules: Iterable[str] | None = None) -> dict[str, list[Attempt]]:
    """Module -> everybody's first hand-in, in one query; of all modules, or of those named. Who was withdrawn is left out.

    To pool cohorts, put what two gradebooks give for a module into one list.
    """
    first = select(Attempt.module, Attempt.learner, func.min(Attempt.handed_in).label("at")).where(
        Attempt.learner.not_in(withdrawn_learners())
    )
    if modules is not None:
        first = first.where(Attempt.module.in_(list(modules)))
    earliest = first.group_by(Attempt.module, Attempt.learner).subquery()
    query = (
        select(Attempt)
        .join(
            earliest,
            (Attempt.module == earliest.c.module)
            & (Attempt.learner == earliest.c.learner)
            & (Attempt.handed_in == earliest.c.at),
        )
        .options(load_only(Attempt.module, Attempt.learner, Attempt.answers, Attempt.items))
        .order_by(Attempt.module, Attempt.learner)
    )
    found: dict[str, list[Attempt]] = {}
    for attempt in session.scalars(query):
        found.setdefault(attempt.module, []).append(attempt)
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """One learner's answer to one question; `value` is None where it was left blank or could not be read."""

    value: Any
    share: float


@dataclass(frozen=True)
class Given:
    """A module's first hand-ins. An answer counts where it was scored by the question's present wording and key."""

    module: Module
    hand_ins: Sequence[Attempt]

    @cached_property
    def _by_question(self) -> dict[str, tuple[list[Attempt], int]]:
        """Question id -> whose answer was to its present revision, and how many answered an earlier one."""
        current: dict[str, list[Attempt]] = {question.id: [] for question in self.module.questions}
        earlier = dict.fromkeys(current, 0)
        for each in self.hand_ins:
            scored = each.items
            for name in current.keys() & scored.keys():
                if scored[name]["revision"] == self.module.revisions.get(name):
                    current[name].append(each)
                else:
                    earlier[name] += 1
        return {name: (those, earlier[name]) for name, those in current.items()}

    def current(self, question: Question) -> list[Attempt]:
        """Those whose answer to a question was to its present revision."""
        return self._by_question[question.id][0]

    def earlier(self, question: Question) -> int:
        """How many answered an earlier revision of a question."""
        return self._by_question[question.id][1]

    def answered(self, question: Question) -> list[Answered]:
        """The answers to a question's present revision, blank ones among them."""
        return [
            Answered(readable(question, (each.answers.get(question.id) or {}).get("value")), _share(each, question))
            for each in self.current(question)
        ]

    @cached_property
    def whole(self) -> list[Attempt]:
        """Hand-ins all of whose answers are to present revisions: what the whole score may be reckoned from."""
        counted = Counter(id(each) for those, _ in self._by_question.values() for each in those)
        return [each for each in self.hand_ins if counted[id(each)] == len(self.module.questions)]

    @cached_property
    def points(self) -> Numbers:
        """Points of the whole hand-ins: learners x questions, in the order of the page."""
        names = [question.id for question in self.module.questions]
        rows = [[float(scored[name]["score"]) for name in names] for scored in (each.items for each in self.whole)]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(names))

    @cached_property
    def rests(self) -> Numbers:
        """For each of `points`, the same learner's points on all other questions."""
        others = [np.delete(self.points, column, axis=1).sum(axis=1) for column in range(self.points.shape[1])]
        return np.column_stack(others) if others else np.zeros((len(self.whole), 0))


def readable(question: Question, value: Any) -> Any:
    """A response as its kind reads it; None for one that is blank, or that cannot be read."""
    if question.is_blank(value):
        return None
    try:
        read = question.read(value)
    except ResponseError:
        return None
    return None if question.is_blank(read) else read


def _share(attempt: Attempt, question: Question) -> float:
    kept = attempt.items[question.id]
    return float(kept["score"]) / float(kept["points"]) if kept["points"] else 0.0
