"""Steps to put in order, with buttons that move them up and down."""

from __future__ import annotations

from typing import Any

from babyinmind.questions.order import Order
from babyinmind.questions.page import QuestionPage, listed, shuffled


class Page(QuestionPage[Order]):
    def parts(self, question: Order, seed: int) -> dict[str, Any]:
        return {"options": listed(question.options, first_shown(list(question.options), seed, question.id))}


def first_shown(written: list[str], seed: int, item: str) -> list[str]:
    """A shuffled order that is neither the one written nor its reverse."""
    order = shuffled(written, seed, item)
    while order in (written, written[::-1]) and len(order) > 2:
        order = [*order[1:], order[0]]
    return order
