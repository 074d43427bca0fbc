"""Steps that belong in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar, Literal

from babyinmind.questions.base import Question, Remark, how_many, missing_feedback
from babyinmind.questions.faults import Fault, ResponseError
from babyinmind.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Question):
    """A response lists option ids, first to last. Scores Kendall's tau with the key, not below 0.

    Source: Kendall, M. G. (1938). A new measure of rank correlation. *Biometrika*, 30(1-2), 81-93.
    """

    id_fields: ClassVar[tuple[str, ...]] = ("options",)

    kind: Literal["order"] = "order"
    options: dict[str, str]
    answer: list[str] | None = None
    feedback: dict[str, str] | None = None

    def read(self, response: Any) -> list[str]:
        """The order given, each option once; options that are no longer there are left out."""
        if not isinstance(response, list) or not all(isinstance(step, str) for step in response):
            raise ResponseError(_("This answer is not an order of the steps."))
        return [step for step in dict.fromkeys(response) if step in self.options]

    def _share(self, response: Any) -> float:
        """(pairs in the right order - pairs in the wrong order) / all pairs; a pair not placed counts as neither."""
        place = {step: index for index, step in enumerate(self.read(response))}
        pairs = list(combinations(self.key, 2))
        agreement = 0
        for earlier, later in pairs:
            if earlier in place and later in place:
                agreement += 1 if place[earlier] < place[later] else -1
        return agreement / len(pairs)

    def remarks(self, response: Any) -> tuple[Remark, ...]:
        """Told step by step only when all is right: a step's feedback tells its place."""
        if self.read(response) == self.key:
            return tuple(Remark((self.feedback or {}).get(step, ""), step, True) for step in self.key)
        return (Remark(_("Some steps stand in another order."), None, False),)

    def explanations(self) -> tuple[Remark, ...]:
        return tuple(Remark((self.feedback or {}).get(step, ""), step) for step in self.key)

    def own_words(self, response: Any) -> tuple[str, ...]:
        return tuple(self.options[step] for step in self.read(response))

    @property
    def part_texts(self) -> dict[str, str]:
        return self.options

    def faults(self) -> Iterator[Fault]:
        yield from Question.faults(self)
        yield from how_many(self.options, 3, 10, "options")
        yield from missing_feedback(self.feedback, self.options, "option")
        if self.answer is None:
            return
        if sorted(self.answer) != sorted(self.options):
            yield Fault(("answer",), "The answer must list every option once, first to last.")
        elif list(self.options) in (self.answer, self.answer[::-1]):
            yield Fault(
                ("options",),
                "The options stand in the order of the answer (or its reverse): the listing gives the key away."
                " List them otherwise.",
            )
