"""How often each option was chosen, among those of one learner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from babyinmind.questions.choices import Choices
from babyinmind.questions.counts import OptionCount, QuestionCounts, Shown, never_chosen


class Counts(QuestionCounts[Choices]):
    def counts(self, question: Choices, values: Sequence[Any], least: int) -> Iterator[OptionCount]:
        picks = Counter(pick for value in values for pick in value)
        for name, text in question.options.items():
            yield OptionCount(name, text, name in question.key, picks[name])

    def flags(self, question: Choices, shown: Shown) -> Iterator[str]:
        yield from never_chosen(shown)
