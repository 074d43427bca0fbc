"""A number, typed."""

from __future__ import annotations

from typing import Any

from babyinmind.questions.faults import ResponseError
from babyinmind.questions.number import Number
from babyinmind.questions.page import QuestionPage
from babyinmind.words import _


class Page(QuestionPage[Number]):
    def parts(self, question: Number, seed: int) -> dict[str, Any]:
        return {"unit": question.unit, "minimum": question.minimum, "maximum": question.maximum}

    def refuse(self, question: Number, value: Any) -> None:
        number = question.read(value)
        if question.minimum is not None and number < question.minimum:
            raise ResponseError(_("The number must be {minimum:g} or more.").format(minimum=question.minimum))
        if question.maximum is not None and number > question.maximum:
            raise ResponseError(_("The number must be {maximum:g} or less.").format(maximum=question.maximum))
