"""Several right answers among several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from babyinmind.questions.base import Question, Remark, how_many, missing_feedback
from babyinmind.questions.faults import Fault, ResponseError
from babyinmind.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Question):
    """A response is a list of option ids. Scores (right picks - wrong picks) / number right, not below 0."""

    id_fields: ClassVar[tuple[str, ...]] = ("options",)

    kind: Literal["choices"] = "choices"
    options: dict[str, str]
    answer: list[str] | None = None
    feedback: dict[str, str] | None = None

    def read(self, response: Any) -> list[str]:
        """The picks, each once; options that are no longer there are left out."""
        if not isinstance(response, list) or not all(isinstance(pick, str) for pick in response):
            raise ResponseError(_("This answer is not a list of chosen options."))
        return [pick for pick in dict.fromkeys(response) if pick in self.options]

    def _share(self, response: Any) -> float:
        key = set(self.key)
        picks = self.read(response)
        right = sum(pick in key for pick in picks)
        return (right - (len(picks) - right)) / len(key)

    def remarks(self, response: Any) -> tuple[Remark, ...]:
        key = set(self.key)
        return tuple(Remark((self.feedback or {}).get(pick, ""), pick, pick in key) for pick in self.read(response))

    def explanations(self) -> tuple[Remark, ...]:
        key = set(self.key)
        return tuple(Remark((self.feedback or {}).get(name, ""), name, name in key) for name in self.options)

    def own_words(self, response: Any) -> tuple[str, ...]:
        return tuple(self.options[pick] for pick in self.read(response))

    @property
    def part_texts(self) -> dict[str, str]:
        return self.options

    def faults(self) -> Iterator[Fault]:
        yield from Question.faults(self)
        yield from how_many(self.options, 3, 10, "options")
        yield from missing_feedback(self.feedback, self.options, "option")
        if self.answer is None:
            return
        if not 1 <= len(set(self.answer)) < len(self.options):
            yield Fault(("answer",), "Some options must be right and at least one must not be.")
        for place, name in enumerate(self.answer):
            if name in self.answer[:place]:
                yield Fault(("answer", place), f"The answer names {name!r} twice. Name it once.")
            if name not in self.options:
                yield Fault(("answer", place), f"The answer {name!r} is not one of the options.")
