"""How the questions do, from first hand-ins: plain results that a page shows, each number with its n and interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.module import Module
from babyinmind.questions import Question
from babyinmind.records.statistics.chosen import Chosen
from babyinmind.records.statistics.estimate import LEAST, Estimate, alpha, gain, share
from babyinmind.records.statistics.given import Given, first_hand_ins, readable
from babyinmind.records.statistics.questions import QuestionStatistics, question_statistics

__all__ = [
    "LEAST",
    "BeforeAndAfter",
    "Chosen",
    "Estimate",
    "ModuleStatistics",
    "ObjectiveStatistics",
    "QuestionStatistics",
    "first_hand_ins",
    "module_statistics",
    "readable",
]


@dataclass(frozen=True, slots=True)
class ObjectiveStatistics:
    """The share of its questions' points that learners earned; `id` is the objective's, `text` what it says."""

    id: str
    text: str
    questions: tuple[str, ...]
    right: Estimate


@dataclass(frozen=True, slots=True)
class BeforeAndAfter:
    """The pre-question's first answer beside the graded question that it is parallel to, of those who answered both."""

    question: Question
    parallel: Question
    before: Estimate
    after: Estimate
    gain: Estimate


@dataclass(frozen=True, slots=True)
class ModuleStatistics:
    """A module's questions. `hand_ins` are first hand-ins, `whole` those of them that answered present wordings alone.

    `alpha` is Cronbach's over `whole`, `alpha_error` its standard error.
    """

    module: str
    title: str
    hand_ins: int
    whole: int
    questions: tuple[QuestionStatistics, ...]
    objectives: tuple[ObjectiveStatistics, ...]
    before_and_after: tuple[BeforeAndAfter, ...]
    alpha: Estimate
    alpha_error: float | None


def module_statistics(module: Module, hand_ins: Sequence[Attempt], least: int = LEAST) -> ModuleStatistics:
    """Statistics of first hand-ins (`first_hand_ins`); of several cohorts together where theirs are put together.

    Below `least` answers an estimate holds no number. Answers to an earlier revision of a question are counted apart.
    """
    given = Given(module, hand_ins)
    reliability, error = alpha(given.points, least)
    return ModuleStatistics(
        module=module.id,
        title=module.title,
        hand_ins=len(hand_ins),
        whole=len(given.whole),
        questions=tuple(question_statistics(given, place, least) for place in range(len(module.questions))),
        objectives=_objectives(given, least),
        before_and_after=tuple(
            _before_and_after(given, question, parallel, least)
            for question in module.practice
            for parallel in module.questions
            if question.parallel == parallel.id
        ),
        alpha=reliability,
        alpha_error=error,
    )


def _objectives(given: Given, least: int) -> tuple[ObjectiveStatistics, ...]:
    """Per objective, learners' mean share of its points, of those who answered all of its questions as they stand."""
    module, found = given.module, []
    for name, objective in (module.header.objectives if module.header else {}).items():
        asked = [question for question in module.questions if question.objective == name]
        current = [{id(each) for each in given.current(question)} for question in asked]
        whole = [each for each in given.hand_ins if current and all(id(each) in one for one in current)]
        points = sum(float(question.points) for question in asked)
        shares = [sum(float(each.items[question.id]["score"]) for question in asked) / points for each in whole]
        right = (
            share(float(np.mean(shares)) if shares else 0.0, len(shares), least)
            if asked
            else Estimate(0, why="no question asks for it")
        )
        found.append(ObjectiveStatistics(name, objective.text, tuple(question.id for question in asked), right))
    return tuple(found)


def _before_and_after(given: Given, question: Question, parallel: Question, least: int) -> BeforeAndAfter:
    before, after = [], []
    for each in given.current(parallel):
        kept = each.answers.get(question.id) or {}
        first = readable(question, kept.get("first", kept.get("value")))
        last = readable(parallel, (each.answers.get(parallel.id) or {}).get("value"))
        if first is not None and last is not None:
            before.append(question.share(first))
            after.append(parallel.share(last))
    pairs = len(before)
    earlier, later = np.array(before, dtype=np.float64), np.array(after, dtype=np.float64)
    return BeforeAndAfter(
        question=question,
        parallel=parallel,
        before=share(float(earlier.mean()) if pairs else 0.0, pairs, least),
        after=share(float(later.mean()) if pairs else 0.0, pairs, least),
        gain=gain(earlier, later, least),
    )
