"""The most common numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from babyinmind.questions.counts import OptionCount, QuestionCounts, Shown, common_wrong, most_common
from babyinmind.questions.number import Number


class Counts(QuestionCounts[Number]):
    def counts(self, question: Number, values: Sequence[Any], least: int) -> Iterator[OptionCount]:
        for number, count in most_common(Counter(values), least):
            yield OptionCount(f"{number:.12g}", question.own_words(number)[0], question.is_right(number), count)

    def flags(self, question: Number, shown: Shown) -> Iterator[str]:
        yield from common_wrong(shown, "the answer")
