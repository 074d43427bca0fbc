"""What a kind of question brings to the check of a module: the lint of its options and of its key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar, Generic, NamedTuple, TypeVar

from babyinmind.questions.base import Question
from babyinmind.questions.faults import Fault

Q = TypeVar("Q", bound=Question, contravariant=True)

KEY_MARGIN = 1.2
"""A key may be so many times as long as the longest distractor; the shortest distractor, so many times as a key."""
MEAN_MARGIN = 1.25
"""The same for the mean lengths of right and wrong options, where several are right."""
SLIGHT = 10
"""A difference of so many characters is never a clear one."""


class Claims(NamedTuple):
    """Texts that a learner judges as right or wrong: their field, what one of them is called, and id -> text."""

    field: str
    noun: str
    texts: Mapping[str, str]


NO_CLAIMS = Claims("", "", {})


class QuestionAuthoring(ABC, Generic[Q]):
    """One kind's part in the check."""

    field_help: ClassVar[Mapping[str, str]] = {}
    """Secret field -> what to write there, for fields that only this kind has."""

    @abstractmethod
    def claims(self, question: Q) -> Claims:
        """Texts that must claim no absolutes and stand alone; `NO_CLAIMS` where nothing is judged."""

    @abstractmethod
    def length_faults(self, question: Q) -> Iterator[Fault]:
        """Faults where the length of a text gives the key away."""

    @abstractmethod
    def key_place(self, question: Q) -> int | None:
        """At which place, from 0, the one best option stands as written; None where there is no such option."""


def mean_length_faults(right: list[int], wrong: list[int], subjects: tuple[str, str], field: str) -> Iterator[Fault]:
    """A fault where right and wrong texts differ in their mean length (characters). `subjects` name the two."""
    if not right or not wrong:
        return
    of_right, of_wrong = sum(right) / len(right), sum(wrong) / len(wrong)
    longer, shorter = max(of_right, of_wrong), min(of_right, of_wrong)
    if longer > MEAN_MARGIN * shorter and longer - shorter > SLIGHT:
        told = "longer" if of_right > of_wrong else "shorter"
        yield Fault(
            (field,),
            f"The {subjects[0]} are {told} than the {subjects[1]}: {of_right:.0f} characters on average against"
            f" {of_wrong:.0f}. Bring the two means within {margin_percent(MEAN_MARGIN)} of one another.",
        )


def margin_percent(margin: float) -> str:
    return f"{round((margin - 1) * 100)} %"
