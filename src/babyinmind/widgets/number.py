"""A number, typed."""

from __future__ import annotations

from typing import Any, ClassVar

from babyinmind.items import Number, ResponseError
from babyinmind.widgets.question import QuestionWidget


class NumberWidget(QuestionWidget):
    kind: ClassVar[str] = "number"

    def parts(self, seed: int) -> dict[str, Any]:
        question = self._number
        return {"unit": question.unit, "minimum": question.minimum, "maximum": question.maximum}

    def checked(self, value: Any) -> Any:
        super().checked(value)
        question = self._number
        if not question.is_blank(value):
            number = question.read(value)
            if question.minimum is not None and number < question.minimum:
                raise ResponseError(f"The number must be {question.minimum:g} or more.")
            if question.maximum is not None and number > question.maximum:
                raise ResponseError(f"The number must be {question.maximum:g} or less.")
        return value

    @property
    def _number(self) -> Number:
        assert isinstance(self._question, Number)
        return self._question
