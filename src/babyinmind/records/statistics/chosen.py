"""What was chosen, and by how many: distractors, pairs, common orders, common wrong numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babyinmind.questions import Question, kind_of
from babyinmind.records.statistics.estimate import LEAST, Estimate, share


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing that could be given: `about` is its id, `text` the words that the learner saw.

    `share` is of those who answered the question; `premise` is the match question's premise that it was given for.
    """

    about: str
    text: str
    right: bool
    share: Estimate
    premise: str | None = None


def chosen(question: Question, values: Sequence[Any], least: int = LEAST) -> tuple[Chosen, ...]:
    """What readable answers to a question (none of them blank) were, with each one's share.

    Options and pairs stand in the order of the question, also those that nobody chose; orders and numbers by how common.
    """
    n = len(values)
    return tuple(
        Chosen(each.about, each.text, each.right, share(each.count / n if n else 0.0, n, least), each.premise)
        for each in kind_of(question).counts.counts(question, values, least)
    )
