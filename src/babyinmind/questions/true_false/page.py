"""Statements, each with two radio buttons."""

from __future__ import annotations

from typing import Any

from babyinmind.questions.page import QuestionPage, listed, shuffled
from babyinmind.questions.true_false import TrueFalse, truth_words


class Page(QuestionPage[TrueFalse]):
    def parts(self, question: TrueFalse, seed: int) -> dict[str, Any]:
        words = truth_words()
        return {
            "statements": listed(question.statements, shuffled(question.statements, seed, question.id)),
            "truths": {"true": words[True], "false": words[False]},
        }
