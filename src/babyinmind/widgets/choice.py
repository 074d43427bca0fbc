"""One best answer: a group of radio buttons."""

from __future__ import annotations

from typing import Any, ClassVar

from babyinmind.items import Choice
from babyinmind.widgets.question import QuestionWidget, listed, shuffled


class ChoiceWidget(QuestionWidget):
    kind: ClassVar[str] = "choice"

    def parts(self, seed: int) -> dict[str, Any]:
        assert isinstance(self._question, Choice)
        options = self._question.options
        return {"options": listed(options, shuffled(options, seed, self._question.id))}
