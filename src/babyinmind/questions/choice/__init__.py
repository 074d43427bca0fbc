"""One best answer among several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from babyinmind.questions.base import Question, Remark, how_many, missing_feedback
from babyinmind.questions.faults import Fault, ResponseError
from babyinmind.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Question):
    """A response is the id of one option. Scores 1 or 0."""

    id_fields: ClassVar[tuple[str, ...]] = ("options",)

    kind: Literal["choice"] = "choice"
    options: dict[str, str]
    answer: str | None = None
    feedback: dict[str, str] | None = None

    def read(self, response: Any) -> str:
        if not isinstance(response, str):
            raise ResponseError(_("This answer is not a choice of one option."))
        if response not in self.options:
            raise ResponseError(_("The option that was chosen is no longer part of this question."))
        return response

    def _share(self, response: Any) -> float:
        return 1.0 if self.read(response) == self.key else 0.0

    def remarks(self, response: Any) -> tuple[Remark, ...]:
        chosen = self.read(response)
        return (Remark((self.feedback or {}).get(chosen, ""), chosen, chosen == self.key),)

    def explanations(self) -> tuple[Remark, ...]:
        return tuple(Remark((self.feedback or {}).get(name, ""), name, name == self.key) for name in self.options)

    def own_words(self, response: Any) -> tuple[str, ...]:
        return (self.options[self.read(response)],)

    @property
    def part_texts(self) -> dict[str, str]:
        return self.options

    def faults(self) -> Iterator[Fault]:
        yield from Question.faults(self)
        yield from how_many(self.options, 2, 8, "options")
        yield from missing_feedback(self.feedback, self.options, "option")
        if self.answer is not None and self.answer not in self.options:
            known = ", ".join(self.options)
            yield Fault(("answer",), f"The answer {self.answer!r} is not one of the options ({known}).")
