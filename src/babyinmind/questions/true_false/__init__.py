"""Statements, each true or false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from babyinmind.questions.base import Question, Remark, how_many, missing_feedback
from babyinmind.questions.faults import Fault, ResponseError
from babyinmind.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Question):
    """A response maps statement ids to true or false. Scores (right - wrong) / number of statements, not below 0."""

    id_fields: ClassVar[tuple[str, ...]] = ("statements",)

    kind: Literal["true-false"] = "true-false"
    statements: dict[str, str]
    answer: dict[str, bool] | None = None
    feedback: dict[str, str] | None = None

    def read(self, response: Any) -> dict[str, bool]:
        """What was judged; statements that are no longer there are left out."""
        if not isinstance(response, dict) or not all(
            isinstance(statement, str) and isinstance(judged, bool) for statement, judged in response.items()
        ):
            raise ResponseError(_("This answer does not say of each statement whether it is true or false."))
        return {statement: judged for statement, judged in response.items() if statement in self.statements}

    def _share(self, response: Any) -> float:
        given = self.read(response)
        right = sum(judged == self.key.get(statement) for statement, judged in given.items())
        return (right - (len(given) - right)) / len(self.key)

    def remarks(self, response: Any) -> tuple[Remark, ...]:
        """Which judgment is wrong would tell the key, so statements are remarked upon one by one only if all are right."""
        given = self.read(response)
        if all(judged == self.key.get(statement) for statement, judged in given.items()):
            return tuple(Remark((self.feedback or {}).get(statement, ""), statement, True) for statement in given)
        return (Remark(_("Some statements are not judged right."), None, False),)

    def explanations(self) -> tuple[Remark, ...]:
        return tuple(Remark((self.feedback or {}).get(statement, ""), statement) for statement in self.statements)

    def own_words(self, response: Any) -> tuple[str, ...]:
        given = self.read(response)
        words = truth_words()
        return tuple(f"{text} → {words[given[name]]}" for name, text in self.statements.items() if name in given)

    @property
    def part_texts(self) -> dict[str, str]:
        return self.statements

    def faults(self) -> Iterator[Fault]:
        yield from Question.faults(self)
        yield from how_many(self.statements, 2, 8, "statements")
        yield from missing_feedback(self.feedback, self.statements, "statement")
        if self.answer is None:
            return
        for statement in self.statements:
            if statement not in self.answer:
                yield Fault(("answer",), f"The answer leaves out the statement {statement!r}.")
        for statement in self.answer:
            if statement not in self.statements:
                yield Fault(("answer", statement), f"The answer names a statement {statement!r} that is not there.")
        if len(self.answer) > 1 and len(set(self.answer.values())) == 1:
            yield Fault(
                ("answer",),
                f"All statements are {'true' if True in self.answer.values() else 'false'}: whoever judges them alike is"
                " right. Make at least one of them otherwise.",
            )


def truth_words() -> dict[bool, str]:
    """What a learner chooses from, in their language."""
    return {True: _("True"), False: _("False")}
