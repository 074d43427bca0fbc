"""What a kind of question shows on the page beside its prompt, and the order in which it shows it."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from babyinmind.questions.base import Question
from babyinmind.questions.text import to_html, to_plain

Q = TypeVar("Q", bound=Question, contravariant=True)


class QuestionPage(ABC, Generic[Q]):
    """How a kind of question is shown. `question.ts` in the kind's folder draws what `parts` gives."""

    @abstractmethod
    def parts(self, question: Q, seed: int) -> dict[str, Any]:
        """What the page needs beside the prompt, as JSON; nothing of it depends on the key.

        `seed` is the answer file's: two learners see two orders, one learner always the same.
        """

    def refuse(self, question: Q, value: Any) -> None:
        """Raise `ResponseError` for an answer that `read` understands and that is not to be saved."""


def shuffled(ids: Iterable[str], seed: int, item: str) -> list[str]:
    """The ids in an order that depends on the seed and the item alone: the same at every opening, on every machine.

    An id keeps its place among the others when one is added.
    """
    return sorted(ids, key=lambda name: hashlib.sha256(f"{seed}:{item}:{name}".encode()).digest())


def listed(texts: Mapping[str, str], order: Iterable[str]) -> list[dict[str, str]]:
    """Options as the page needs them; `plain` is for places that take no markup."""
    return [{"id": name, "html": to_html(texts[name]), "plain": to_plain(texts[name])} for name in order]
