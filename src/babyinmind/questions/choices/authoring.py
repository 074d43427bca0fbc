"""The keys of several right answers: as long as the wrong options on average."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.questions.authoring import Claims, QuestionAuthoring, mean_length_faults
from babyinmind.questions.choices import Choices
from babyinmind.questions.faults import Fault
from babyinmind.questions.text import plain


class Authoring(QuestionAuthoring[Choices]):
    def claims(self, question: Choices) -> Claims:
        return Claims("options", "option", question.options)

    def key_place(self, question: Choices) -> int | None:
        return None

    def length_faults(self, question: Choices) -> Iterator[Fault]:
        if question.answer is None:
            return
        right = [len(plain(text)) for name, text in question.options.items() if name in question.answer]
        wrong = [len(plain(text)) for name, text in question.options.items() if name not in question.answer]
        yield from mean_length_faults(right, wrong, ("right options", "wrong ones"), "options")
