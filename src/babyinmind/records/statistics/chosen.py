"""What was chosen, and by how many: distractors, pairs, common orders, common wrong numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from babyinmind.items import Choice, Choices, Match, Number, Order, Question
from babyinmind.records.statistics.estimate import LEAST, Estimate, share

_COMMON = 5
"""Orders and numbers that are told: the most common."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing that could be given: `about` is its id, `text` the words that the learner saw.

    `share` is of those who answered the question; `premise` is the match question's premise that it was given for.
    """

    about: str
    text: str
    right: bool
    share: Estimate
    premise: str | None = None


def chosen(question: Question, values: Sequence[Any], least: int = LEAST) -> tuple[Chosen, ...]:
    """What readable answers to a question (none of them blank) were, with each one's share.

    Options and pairs stand in the order of the question, also those that nobody chose; orders and numbers by how common.
    """
    return tuple(_chosen(question, values, least))


def _chosen(question: Question, values: Sequence[Any], least: int) -> Iterator[Chosen]:
    n = len(values)

    def part(count: int) -> Estimate:
        return share(count / n if n else 0.0, n, least)

    match question:
        case Choice():
            picks = Counter(values)
            for name, text in question.options.items():
                yield Chosen(name, text, name == question.key, part(picks[name]))
        case Choices():
            picks = Counter(pick for value in values for pick in value)
            for name, text in question.options.items():
                yield Chosen(name, text, name in question.key, part(picks[name]))
        case Match():
            pairs = Counter(pair for value in values for pair in value.items())
            for premise in question.premises:
                for name, text in question.options.items():
                    right = question.key[premise] == name
                    yield Chosen(name, text, right, part(pairs[premise, name]), premise)
        case Order():
            orders = Counter(tuple(value) for value in values)
            for steps, count in _most_common(orders, n, least):
                text = " → ".join(question.options[step] for step in steps)
                yield Chosen(" ".join(steps), text, list(steps) == question.key, part(count))
        case Number():
            numbers = Counter(values)
            for number, count in _most_common(numbers, n, least):
                words = question.own_words(number)[0]
                yield Chosen(f"{number:.12g}", words, question.is_right(number), part(count))


def _most_common(counted: Counter[Any], n: int, least: int) -> list[tuple[Any, int]]:
    """The most common values, ties by the value itself; none from a few learners, whose own answers they would be."""
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:_COMMON] if n >= max(least, 1) else []
