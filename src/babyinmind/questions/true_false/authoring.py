"""Statements: a false one is as long as a true one on average, and claims no absolutes."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.questions.authoring import Claims, QuestionAuthoring, mean_length_faults
from babyinmind.questions.faults import Fault
from babyinmind.questions.text import plain
from babyinmind.questions.true_false import TrueFalse


class Authoring(QuestionAuthoring[TrueFalse]):
    def claims(self, question: TrueFalse) -> Claims:
        return Claims("statements", "statement", question.statements)

    def key_place(self, question: TrueFalse) -> int | None:
        return None

    def length_faults(self, question: TrueFalse) -> Iterator[Fault]:
        key = question.answer or {}
        true = [len(plain(text)) for name, text in question.statements.items() if key.get(name) is True]
        false = [len(plain(text)) for name, text in question.statements.items() if key.get(name) is False]
        yield from mean_length_faults(true, false, ("true statements", "false ones"), "statements")
