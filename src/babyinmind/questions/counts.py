"""What a kind of question brings to statistics: which answers are counted, and what an author should look at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from babyinmind.questions.base import Question

Q = TypeVar("Q", bound=Question, contravariant=True)

COMMON_WRONG = 0.2
"""The share of answers from which a wrong one is told as common."""
_COMMON = 5
"""Orders and numbers that are told: the most common."""


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How often one thing that could be answered was: `about` is its id, `text` the words that the learner saw.

    `premise` is the part of the question that it was given for, where there are several.
    """

    about: str
    text: str
    right: bool
    count: int
    premise: str | None = None


class CountedPart(Protocol):
    """An `OptionCount`, or whatever was made from one."""

    @property
    def about(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def right(self) -> bool: ...
    @property
    def premise(self) -> str | None: ...


Shown = Sequence[tuple[CountedPart, float]]
"""What was counted, each with its share of the answers, 0 to 1."""


class QuestionCounts(ABC, Generic[Q]):
    """One kind's counts. Values are as `read` gives them, none of them blank."""

    @abstractmethod
    def counts(self, question: Q, values: Sequence[Any], least: int) -> Iterator[OptionCount]:
        """What was answered. Options stand in the question's order, also those that nobody chose.

        From fewer than `least` answers, nothing is given that would be one learner's own (`most_common`).
        """

    @abstractmethod
    def flags(self, question: Q, shown: Shown) -> Iterator[str]:
        """What an author should look at, in words. `shown` is not empty, and is made from what `counts` gave."""

    def single_options(self, question: Q) -> Sequence[str]:
        """The options of a kind whose response and key are one option; none for other kinds."""
        return ()


def most_common(counted: Counter[Any], least: int) -> list[tuple[Any, int]]:
    """The most common values, ties by the value itself; none from a few learners, whose own answers they would be."""
    if counted.total() < max(least, 1):
        return []
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:_COMMON]


def never_chosen(shown: Shown) -> Iterator[str]:
    """Flags for options that nobody chose."""
    yield from (f"option {each.about} was chosen by nobody" for each, share in shown if share == 0)


def common_wrong(shown: Shown, what: str) -> Iterator[str]:
    """Flags for wrong answers that many gave."""
    for each, share in shown:
        if not each.right and share >= COMMON_WRONG:
            yield f"{share:.0%} gave {what} {each.text}, which is not the key"
