"""Several right answers: a group of checkboxes."""

from __future__ import annotations

from typing import Any

from babyinmind.questions.choices import Choices
from babyinmind.questions.page import QuestionPage, listed, shuffled


class Page(QuestionPage[Choices]):
    def parts(self, question: Choices, seed: int) -> dict[str, Any]:
        return {"options": listed(question.options, shuffled(question.options, seed, question.id))}
