"""How one question does: how hard it is, whom it tells apart, what was chosen, and what an author should look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from babyinmind.questions import Question, kind_of
from babyinmind.records.statistics.chosen import Chosen, chosen
from babyinmind.records.statistics.estimate import LEAST, Estimate, correlation, efficiency, share
from babyinmind.records.statistics.given import Given

NEARLY_ALL, HARD, MANY_BLANK, WEAK = 0.95, 0.3, 0.1, 0.2
"""Shares from which a flag is raised; WEAK is a correlation below which a question hardly tells learners apart (Ebel)."""
_FEW = 5
"""Choosers of an option below whose number their other scores are not compared."""


@dataclass(frozen=True)
class QuestionStatistics:
    """One question, from first hand-ins. Shares are 0 to 1; blank and unreadable answers earned 0 and count.

    `facility` is the mean share of the points; `discrimination` the correlation of its points with those of all other
    questions (with two scores, the point-biserial), `efficiency` Moodle's. Both of them look at hand-ins whose answers
    are all to present wordings, so their n may be smaller. `earlier` answers, to an earlier wording, count nowhere.
    """

    question: Question
    facility: Estimate
    discrimination: Estimate
    efficiency: Estimate
    blank: Estimate
    chosen: tuple[Chosen, ...]
    earlier: int
    above_the_key: tuple[str, ...]
    """Options of a question with one best answer whose choosers did better on the other questions than those who chose the key."""

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """What is worth a look, in words; nothing is said from too few answers."""
        return tuple(_flags(self))


def question_statistics(given: Given, place: int, least: int = LEAST) -> QuestionStatistics:
    """The statistics of the question that stands at `place` among its module's."""
    question = given.module.questions[place]
    answers = given.answered(question)
    n = len(answers)
    values = [answer.value for answer in answers if answer.value is not None]
    points, rest = given.points[:, place], given.rests[:, place]
    return QuestionStatistics(
        question=question,
        facility=share(float(np.mean([answer.share for answer in answers])) if n else 0.0, n, least),
        discrimination=_among_others(given, correlation(points, rest, least)),
        efficiency=_among_others(given, efficiency(points, rest, least)),
        blank=share((n - len(values)) / n if n else 0.0, n, least),
        chosen=chosen(question, values, least),
        earlier=given.earlier(question),
        above_the_key=tuple(_above_the_key(given, question, place, least)),
    )


def _among_others(given: Given, found: Estimate) -> Estimate:
    return found if len(given.module.questions) > 1 else Estimate(found.n, why="there is no other question")


def _above_the_key(given: Given, question: Question, place: int, least: int) -> Iterator[str]:
    options = kind_of(question).counts.single_options(question)
    if not options or len(given.whole) < least:
        return
    picks = [(each.answers.get(question.id) or {}).get("value") for each in given.whole]
    means = {}
    for name in options:
        rests = [rest for pick, rest in zip(picks, given.rests[:, place], strict=True) if pick == name]
        if len(rests) >= _FEW:
            means[name] = float(np.mean(rests))
    if question.key in means:
        yield from (name for name, mean in means.items() if mean > means[question.key] + 1e-9)


def _flags(found: QuestionStatistics) -> Iterator[str]:
    if found.earlier:
        answers = "1 answer" if found.earlier == 1 else f"{found.earlier} answers"
        yield f"{answers} to an earlier version of this question: not counted"
    facility, telling = found.facility.value, found.discrimination
    if facility is None:
        return
    if facility >= NEARLY_ALL:
        yield f"{'everybody' if facility >= 1 else 'nearly everybody'} got this right: it tells little about who has learned"
    elif facility <= 0:
        yield "nobody got this right: look at the key first"
    elif facility < HARD:
        yield f"few got this right ({facility:.0%}): look at the key, the wording, and what the module says of it"
    if telling.value is not None and telling.low is not None and telling.high is not None:
        if telling.value < 0:
            chance = "" if telling.high < 0 else " (it may be chance)"
            yield f"strong learners got this wrong more often than others{chance}: look at the key and the wording"
        elif telling.high < WEAK:
            yield "strong and weak learners do alike here: it hardly tells them apart"
    for name in found.above_the_key:
        yield f"those who chose option {name} did better on the other questions than those who chose the key"
    if found.blank.value is not None and found.blank.value >= MANY_BLANK:
        yield f"{found.blank.value:.0%} left this blank"
    shown = [(each, each.share.value) for each in found.chosen if each.share.value is not None]
    if shown:
        yield from kind_of(found.question).counts.flags(found.question, shown)
