"""Each premise belongs to one option: a native select beside each premise."""

from __future__ import annotations

from typing import Any

from babyinmind.questions.match import Match
from babyinmind.questions.page import QuestionPage, listed, shuffled


class Page(QuestionPage[Match]):
    def parts(self, question: Match, seed: int) -> dict[str, Any]:
        return {
            "premises": listed(question.premises, question.premises),
            "options": listed(question.options, shuffled(question.options, seed, question.id)),
        }
