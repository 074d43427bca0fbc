"""Several right answers: a group of checkboxes."""

from __future__ import annotations

from typing import Any, ClassVar

from babyinmind.items import Choices
from babyinmind.widgets.question import QuestionWidget, listed, shuffled


class ChoicesWidget(QuestionWidget):
    kind: ClassVar[str] = "choices"

    def parts(self, seed: int) -> dict[str, Any]:
        assert isinstance(self._question, Choices)
        options = self._question.options
        return {"options": listed(options, shuffled(options, seed, self._question.id))}
