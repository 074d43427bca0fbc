"""The feedback policy: what a learner is shown of a hand-in, and when; the same for feedback, page and solo course."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from babyinmind.grading.attempts import History
from babyinmind.grading.scoring import NO_RESPONSE, Outcome, QuestionOutcome, ReflectionOutcome
from babyinmind.questions import Question, Remark, ResponseError
from babyinmind.results import RESULTS_FORMAT, RESULTS_VERSION
from babyinmind.results import read_results as read_results
from babyinmind.results.policy import FULL_ANSWERS_AFTER

PASS_MARK = 0.8


@dataclass(frozen=True, slots=True)
class FeedbackPolicy:
    """Share of the questions' points that passes, and the hand-in from which everything is told."""

    pass_mark: float = PASS_MARK
    full_answers_after: int = FULL_ANSWERS_AFTER

    def shows_everything(self, history: History) -> bool:
        """No key before passing or the hand-in from which everything is told."""
        return self.passed(history) or history.count >= self.full_answers_after

    def passed(self, history: History) -> bool:
        return history.best_share >= self.pass_mark - 1e-9


@dataclass(frozen=True, slots=True)
class ManualGrade:
    """What an instructor gave a reflection; `waiting` where nobody has read it yet."""

    score: float | None
    comment: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class RemarkResult:
    about: str
    text: str
    right: bool | None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """`state` is right, partly, wrong or blank. `key` and full `remarks` only where everything is told."""

    id: str
    prompt: str
    state: str
    score: float
    points: float
    own: tuple[str, ...]
    remarks: tuple[RemarkResult, ...]
    key: tuple[str, ...]
    section: str
    note: str


@dataclass(frozen=True, slots=True)
class ReflectionResult:
    id: str
    title: str
    about: str
    text: str
    blank: bool
    waiting: bool
    score: float | None
    points: float
    comment: str
    note: str


@dataclass(frozen=True, slots=True)
class Results:
    """All that a learner is told about one hand-in. Shares are 0 to 1, times UTC in ISO 8601.

    `handed_in` is the time that counts, `claimed` ("" where it is not known) that of the learner's own clock, by which the
    learner's side finds the receipt.
    """

    module: str
    title: str
    hand_in: int
    handed_in: str
    claimed: str
    score: float
    max_score: float
    best_share: float
    pass_mark: float
    passed: bool
    everything_told: bool
    full_answers_after: int
    questions: tuple[QuestionResult, ...]
    reflections: tuple[ReflectionResult, ...]
    faults: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Plain data, as `babyinmind.results` reads it."""
        return {"format": RESULTS_FORMAT, "version": RESULTS_VERSION, **asdict(self)}

    def as_json(self, beside: dict[str, Any] | None = None) -> str:
        """A data block that can stand within HTML: no `<` in it. `beside` is told too."""
        return json.dumps(self.as_data() | (beside or {}), ensure_ascii=True).replace("<", "\\u003c")


def make_results(
    outcome: Outcome,
    history: History,
    manual: dict[str, ManualGrade],
    policy: FeedbackPolicy,
    claimed: datetime | None = None,
) -> Results:
    """What a learner is told; `manual` is reflection id -> what an instructor gave it, `claimed` see `Claimed`."""
    everything = policy.shows_everything(history)
    latest = history.latest
    return Results(
        module=outcome.module.id,
        title=outcome.module.title,
        hand_in=history.count,
        handed_in=f"{latest.handed_in.isoformat()}Z" if latest else "",
        claimed=f"{claimed.isoformat()}Z" if claimed else "",
        score=outcome.score,
        max_score=outcome.module.max_score,
        best_share=history.best_share,
        pass_mark=policy.pass_mark,
        passed=policy.passed(history),
        everything_told=everything,
        full_answers_after=policy.full_answers_after,
        questions=tuple(_question(each, everything) for each in outcome.questions),
        reflections=tuple(_reflection(each, manual.get(each.reflection.id)) for each in outcome.reflections),
        faults=outcome.faults,
    )


def _question(outcome: QuestionOutcome, everything: bool) -> QuestionResult:
    question = outcome.question
    own, remarks = _own(outcome)
    return QuestionResult(
        id=question.id,
        prompt=question.prompt,
        state=_state(outcome),
        score=outcome.score,
        points=float(question.points),
        own=own,
        remarks=_in_words(question, question.explanations() if everything else remarks),
        key=question.key_words() if everything else (),
        section=question.section or "",
        note=outcome.fault or (NO_RESPONSE if outcome.blank else ""),
    )


def _own(outcome: QuestionOutcome) -> tuple[tuple[str, ...], tuple[Remark, ...]]:
    if outcome.blank:
        return (), ()
    try:
        return outcome.question.own_words(outcome.response), outcome.question.remarks(outcome.response)
    except ResponseError:
        return (), ()


def _state(outcome: QuestionOutcome) -> str:
    if outcome.blank:
        return "blank"
    if outcome.score >= float(outcome.question.points) - 1e-9:
        return "right"
    return "partly" if outcome.score > 0 else "wrong"


def _in_words(question: Question, remarks: tuple[Remark, ...]) -> tuple[RemarkResult, ...]:
    texts = question.part_texts
    return tuple(RemarkResult(texts.get(remark.about or "", ""), remark.text, remark.right) for remark in remarks)


def _reflection(outcome: ReflectionOutcome, manual: ManualGrade | None) -> ReflectionResult:
    return ReflectionResult(
        id=outcome.reflection.id,
        title=outcome.reflection.title,
        about=outcome.about,
        text=outcome.text,
        blank=outcome.blank,
        waiting=not outcome.blank and (manual is None or manual.waiting),
        score=manual.score if manual else None,
        points=float(outcome.reflection.points or 0.0),
        comment=manual.comment if manual else "",
        note=outcome.fault or (NO_RESPONSE if outcome.blank else ""),
    )
