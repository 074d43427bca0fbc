"""Steps to put in order, with buttons that move them up and down."""

from __future__ import annotations

from typing import Any, ClassVar

from babyinmind.items import Order
from babyinmind.widgets.question import QuestionWidget, listed, shuffled


class OrderWidget(QuestionWidget):
    kind: ClassVar[str] = "order"

    def parts(self, seed: int) -> dict[str, Any]:
        assert isinstance(self._question, Order)
        options = self._question.options
        return {"options": listed(options, self.first_shown(list(options), seed, self._question.id))}

    @staticmethod
    def first_shown(written: list[str], seed: int, item: str) -> list[str]:
        """A shuffled order that is neither the one written nor its reverse."""
        order = shuffled(written, seed, item)
        while order in (written, written[::-1]) and len(order) > 2:
            order = [*order[1:], order[0]]
        return order
