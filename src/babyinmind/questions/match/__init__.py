"""Each premise belongs to one option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from babyinmind.questions.base import Question, Remark, how_many, missing_feedback
from babyinmind.questions.faults import Fault, ResponseError
from babyinmind.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Question):
    """A response maps premise ids to option ids. Scores the share of right pairs."""

    id_fields: ClassVar[tuple[str, ...]] = ("premises", "options")

    kind: Literal["match"] = "match"
    premises: dict[str, str]
    options: dict[str, str]
    answer: dict[str, str] | None = None
    feedback: dict[str, str] | None = None

    def read(self, response: Any) -> dict[str, str]:
        """The pairs made; premises and options that are no longer there are left out."""
        if not isinstance(response, dict) or not all(
            isinstance(premise, str) and isinstance(option, str) for premise, option in response.items()
        ):
            raise ResponseError(_("This answer does not say which belongs to which."))
        return {
            premise: option
            for premise, option in response.items()
            if premise in self.premises and option in self.options
        }

    def _share(self, response: Any) -> float:
        pairs = self.read(response)
        return sum(pairs.get(premise) == option for premise, option in self.key.items()) / len(self.key)

    def remarks(self, response: Any) -> tuple[Remark, ...]:
        """A premise's feedback tells its pair, so it is told only for pairs that are right."""
        return tuple(
            Remark((self.feedback or {}).get(premise, "") if option == self.key.get(premise) else "", premise,
                   option == self.key.get(premise))
            for premise, option in self.read(response).items()
        )  # fmt: skip

    def explanations(self) -> tuple[Remark, ...]:
        return tuple(Remark((self.feedback or {}).get(premise, ""), premise) for premise in self.premises)

    def own_words(self, response: Any) -> tuple[str, ...]:
        pairs = self.read(response)
        return tuple(
            f"{text} → {self.options[pairs[premise]]}" for premise, text in self.premises.items() if premise in pairs
        )

    @property
    def part_texts(self) -> dict[str, str]:
        return self.premises

    def faults(self) -> Iterator[Fault]:
        yield from Question.faults(self)
        yield from how_many(self.premises, 2, 8, "premises")
        yield from how_many(self.options, 2, 10, "options")
        yield from missing_feedback(self.feedback, self.premises, "premise")
        if self.answer is None:
            return
        for premise in self.premises:
            if premise not in self.answer:
                yield Fault(("answer",), f"The answer leaves out the premise {premise!r}.")
        for premise, option in self.answer.items():
            if premise not in self.premises:
                yield Fault(("answer", premise), f"The answer names a premise {premise!r} that is not there.")
            if option not in self.options:
                yield Fault(("answer", premise), f"The answer {option!r} is not one of the options.")
        listed = [self.answer.get(premise) for premise in self.premises]
        if len(self.premises) > 1 and listed == list(self.options)[: len(listed)]:
            yield Fault(
                ("options",),
                "The options stand in the order of the answer: the listing gives the key away. List them otherwise.",
            )
