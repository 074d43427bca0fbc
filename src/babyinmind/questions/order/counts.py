"""The most common orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from babyinmind.questions.counts import OptionCount, QuestionCounts, Shown, common_wrong, most_common
from babyinmind.questions.order import Order


class Counts(QuestionCounts[Order]):
    def counts(self, question: Order, values: Sequence[Any], least: int) -> Iterator[OptionCount]:
        for steps, count in most_common(Counter(tuple(value) for value in values), least):
            text = " → ".join(question.options[step] for step in steps)
            yield OptionCount(" ".join(steps), text, list(steps) == question.key, count)

    def flags(self, question: Order, shown: Shown) -> Iterator[str]:
        yield from common_wrong(shown, "the order")
