"""An order: nothing in its steps is right or wrong by itself."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.questions.authoring import NO_CLAIMS, Claims, QuestionAuthoring
from babyinmind.questions.faults import Fault
from babyinmind.questions.order import Order


class Authoring(QuestionAuthoring[Order]):
    def claims(self, question: Order) -> Claims:
        return NO_CLAIMS

    def key_place(self, question: Order) -> int | None:
        return None

    def length_faults(self, question: Order) -> Iterator[Fault]:
        yield from ()
