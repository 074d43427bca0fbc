"""How often each option was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from babyinmind.questions.choice import Choice
from babyinmind.questions.counts import OptionCount, QuestionCounts, Shown, never_chosen


class Counts(QuestionCounts[Choice]):
    def counts(self, question: Choice, values: Sequence[Any], least: int) -> Iterator[OptionCount]:
        picks = Counter(values)
        for name, text in question.options.items():
            yield OptionCount(name, text, name == question.key, picks[name])

    def flags(self, question: Choice, shown: Shown) -> Iterator[str]:
        yield from never_chosen(shown)
        of_key = next(share for each, share in shown if each.right)
        for each, share in shown:
            if not each.right and share > of_key:
                yield f"option {each.about} was chosen more often than the key"

    def single_options(self, question: Choice) -> Sequence[str]:
        return tuple(question.options)
