"""Pairs: nothing in their options is right or wrong by itself."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.questions.authoring import NO_CLAIMS, Claims, QuestionAuthoring
from babyinmind.questions.faults import Fault
from babyinmind.questions.match import Match


class Authoring(QuestionAuthoring[Match]):
    def claims(self, question: Match) -> Claims:
        return NO_CLAIMS

    def key_place(self, question: Match) -> int | None:
        return None

    def length_faults(self, question: Match) -> Iterator[Fault]:
        yield from ()
