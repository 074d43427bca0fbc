"""The one scoring function: a module and a learner's responses give an outcome. Nothing is executed, nothing read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babyinmind.grading.module import Module
from babyinmind.items import Reflection
from babyinmind.questions import Question, ResponseError
from babyinmind.responses import Responses
from babyinmind.words import _, ngettext

NO_RESPONSE = "No response."
_TOLD = 20
"""Answers that nobody asked for, told one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """How one question went. `score` is in points, from 0 to the question's points."""

    question: Question
    response: Any
    score: float
    blank: bool
    confidence: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class ReflectionOutcome:
    """What was written for one shared reflection. An instructor reads it; a blank one has nothing to read."""

    reflection: Reflection
    response: Any
    text: str
    about: str
    blank: bool
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a whole hand-in went; `faults` say in plain words what was wrong with the file."""

    module: Module
    questions: tuple[QuestionOutcome, ...]
    reflections: tuple[ReflectionOutcome, ...]
    faults: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """Points of the questions."""
        return sum(outcome.score for outcome in self.questions)

    @property
    def share(self) -> float:
        """The questions' score as a share of their points, 0 to 1."""
        return self.score / self.module.max_score if self.module.max_score else 0.0


def score(module: Module, responses: Responses | None, faults: tuple[str, ...] = ()) -> Outcome:
    """Score a learner's responses; None, with the faults that say why, where there are none that can be read."""
    answers = responses.answers if responses else {}
    known = {question.id for question in module.questions} | {item.id for item in module.reflections} | module.other_ids
    unknown = [name for name in answers if name not in known]
    strange = [
        _("There is an answer to {name}, which this module does not ask.").format(name=repr(_short(name)))
        for name in unknown
    ]
    if len(strange) > _TOLD:
        more = len(strange) - _TOLD
        told = ngettext(
            "There is {count} more answer that this module does not ask for.",
            "There are {count} more answers that this module does not ask for.",
            more,
        )
        strange[_TOLD:] = [told.format(count=more)]
    return Outcome(
        module,
        tuple(_question(question, answers.get(question.id)) for question in module.questions),
        tuple(_reflection(reflection, answers.get(reflection.id)) for reflection in module.reflections),
        tuple(dict.fromkeys((*faults, *(responses.faults if responses else ()), *strange))),
    )


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"


def _question(question: Question, answer: Any) -> QuestionOutcome:
    response = answer.value if answer else None
    confidence = answer.confidence if answer else None
    if question.is_blank(response):
        return QuestionOutcome(question, None, 0.0, True, confidence)
    try:
        return QuestionOutcome(question, response, question.score(response), False, confidence)
    except ResponseError as error:
        return QuestionOutcome(question, response, 0.0, False, confidence, str(error))


def _reflection(reflection: Reflection, answer: Any) -> ReflectionOutcome:
    response = answer.value if answer else None
    try:
        text = reflection.text(response)
    except ResponseError as error:
        return ReflectionOutcome(reflection, response, "", "", True, str(error))
    return ReflectionOutcome(reflection, response, text, reflection.about_words(response), not text.strip())
