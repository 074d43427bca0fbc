"""One best answer: a group of radio buttons."""

from __future__ import annotations

from typing import Any

from babyinmind.questions.choice import Choice
from babyinmind.questions.page import QuestionPage, listed, shuffled


class Page(QuestionPage[Choice]):
    def parts(self, question: Choice, seed: int) -> dict[str, Any]:
        return {"options": listed(question.options, shuffled(question.options, seed, question.id))}
