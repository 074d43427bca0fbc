"""A number, read off a figure or worked out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from babyinmind.questions.base import Question, Remark, missing_feedback
from babyinmind.questions.faults import Fault, ResponseError
from babyinmind.words import _

_OUTCOMES = {"right": "", "low": "", "high": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Question):
    """A response is a number. Scores 1 within `tolerance` (same unit as the answer, inclusive), else 0."""

    secret_fields: ClassVar[tuple[str, ...]] = (*Question.secret_fields, "tolerance")

    kind: Literal["number"] = "number"
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    answer: float | None = None
    tolerance: float | None = None
    feedback: dict[str, str] | None = None

    def read(self, response: Any) -> float:
        if isinstance(response, bool) or not isinstance(response, int | float):
            raise ResponseError(_("This answer is not a number."))
        try:
            number = float(response)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise ResponseError(_("This answer is not a number that can be compared."))
        return number

    def is_right(self, number: float) -> bool:
        # One part in a billion of slack, so that 0.1 + 0.2 is still 0.3.
        return abs(number - self.key) <= (self.tolerance or 0.0) + 1e-9 * max(1.0, abs(self.key))

    def _share(self, response: Any) -> float:
        return 1.0 if self.is_right(self.read(response)) else 0.0

    def remarks(self, response: Any) -> tuple[Remark, ...]:
        number = self.read(response)
        right = self.is_right(number)
        outcome = "right" if right else "low" if number < self.key else "high"
        return (Remark((self.feedback or {}).get(outcome, ""), None, right),)

    def explanations(self) -> tuple[Remark, ...]:
        return (Remark((self.feedback or {}).get("right", ""), None, True),)

    def own_words(self, response: Any) -> tuple[str, ...]:
        return (f"{self.read(response):.12g} {self.unit}".strip(),)

    @property
    def part_texts(self) -> dict[str, str]:
        return {}

    def faults(self) -> Iterator[Fault]:
        yield from Question.faults(self)
        yield from missing_feedback(self.feedback, _OUTCOMES, "outcome")
        if self.tolerance is not None and self.tolerance < 0:
            yield Fault(("tolerance",), "The tolerance must be 0 or more.")
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            yield Fault(("minimum",), "The minimum must be below the maximum.")
        if self.answer is None:
            return
        if self.minimum is not None and self.answer < self.minimum:
            yield Fault(("answer",), f"The answer {self.answer:g} is below the minimum {self.minimum:g}.")
        if self.maximum is not None and self.answer > self.maximum:
            yield Fault(("answer",), f"The answer {self.answer:g} is above the maximum {self.maximum:g}.")
