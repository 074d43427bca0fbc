"""How often each option was given to each premise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from babyinmind.questions.counts import OptionCount, QuestionCounts, Shown
from babyinmind.questions.match import Match


class Counts(QuestionCounts[Match]):
    def counts(self, question: Match, values: Sequence[Any], least: int) -> Iterator[OptionCount]:
        pairs = Counter(pair for value in values for pair in value.items())
        for premise in question.premises:
            for name, text in question.options.items():
                yield OptionCount(name, text, question.key[premise] == name, pairs[premise, name], premise)

    def flags(self, question: Match, shown: Shown) -> Iterator[str]:
        for name in question.options:
            if all(share == 0 for each, share in shown if each.about == name):
                yield f"option {name} was given to no premise by anybody"
        for premise in question.premises:
            pairs = [(each, share) for each, share in shown if each.premise == premise]
            of_key = next(share for each, share in pairs if each.right)
            for each, share in pairs:
                if share > of_key:
                    yield f"premise {premise} was matched with {each.about} more often than with the key"
