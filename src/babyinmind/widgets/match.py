"""Each premise belongs to one option: a native select beside each premise."""

from __future__ import annotations

from typing import Any, ClassVar

from babyinmind.items import Match
from babyinmind.widgets.question import QuestionWidget, listed, shuffled


class MatchWidget(QuestionWidget):
    kind: ClassVar[str] = "match"

    def parts(self, seed: int) -> dict[str, Any]:
        assert isinstance(self._question, Match)
        options = self._question.options
        return {
            "premises": listed(self._question.premises, self._question.premises),
            "options": listed(options, shuffled(options, seed, self._question.id)),
        }
