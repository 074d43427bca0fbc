"""A number: it has no options, and a tolerance that its author must give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from babyinmind.questions.authoring import NO_CLAIMS, Claims, QuestionAuthoring
from babyinmind.questions.faults import Fault
from babyinmind.questions.number import Number


class Authoring(QuestionAuthoring[Number]):
    field_help: ClassVar[Mapping[str, str]] = {"tolerance": "Say how far off is still right; 0 for none."}

    def claims(self, question: Number) -> Claims:
        return NO_CLAIMS

    def key_place(self, question: Number) -> int | None:
        return None

    def length_faults(self, question: Number) -> Iterator[Fault]:
        yield from ()
