"""The key of one best answer: neither the longest nor the shortest option, and not always at one place."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.questions.authoring import KEY_MARGIN, SLIGHT, Claims, QuestionAuthoring, margin_percent
from babyinmind.questions.choice import Choice
from babyinmind.questions.faults import Fault
from babyinmind.questions.text import plain


class Authoring(QuestionAuthoring[Choice]):
    def claims(self, question: Choice) -> Claims:
        return Claims("options", "option", question.options)

    def key_place(self, question: Choice) -> int | None:
        return list(question.options).index(question.answer) if question.answer in question.options else None

    def length_faults(self, question: Choice) -> Iterator[Fault]:
        lengths = {name: len(plain(text)) for name, text in question.options.items()}
        if question.answer not in lengths or len(lengths) < 2:
            return
        key = lengths.pop(question.answer)
        longest, shortest = max(lengths.values()), min(lengths.values())
        if key > KEY_MARGIN * longest and key - longest > SLIGHT:
            yield _fault(question, key, "longest", longest)
        if shortest > KEY_MARGIN * key and shortest - key > SLIGHT:
            yield _fault(question, key, "shortest", shortest)


def _fault(question: Choice, key: int, extreme: str, distractor: int) -> Fault:
    return Fault(
        ("options", question.answer or ""),
        f"The key has {key} characters, the {extreme} distractor {distractor}: whoever picks the {extreme} is right."
        f" Bring them within {margin_percent(KEY_MARGIN)} of one another.",
    )
