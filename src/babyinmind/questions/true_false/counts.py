"""How often each statement was judged true, and how often false."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from babyinmind.questions.counts import OptionCount, QuestionCounts, Shown
from babyinmind.questions.true_false import TrueFalse, truth_words


class Counts(QuestionCounts[TrueFalse]):
    def counts(self, question: TrueFalse, values: Sequence[Any], least: int) -> Iterator[OptionCount]:
        judged = Counter(pair for value in values for pair in value.items())
        for name in question.statements:
            for truth, word in truth_words().items():
                about = "true" if truth else "false"
                yield OptionCount(about, word, question.key[name] == truth, judged[name, truth], name)

    def flags(self, question: TrueFalse, shown: Shown) -> Iterator[str]:
        for name in question.statements:
            shares = {each.right: share for each, share in shown if each.premise == name}
            if shares[False] > shares[True]:
                yield f"statement {name} was judged wrong more often than right"
