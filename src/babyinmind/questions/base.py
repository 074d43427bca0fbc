"""What all kinds of question share: who it is, what it asks, how its score is made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from babyinmind.questions.faults import Fault

CONFIDENCES = ("sure", "unsure", "guessing")


@dataclass(frozen=True, slots=True)
class Remark:
    """Feedback on one part of a response: an option, a premise, or (`about` is None) the whole.

    `right` is None where the part is neither right nor wrong by itself.
    """

    text: str
    about: str | None = None
    right: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `answer` (the key) and `feedback` are None in a released graded question."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "allow_inf_nan": False}

    secret_fields: ClassVar[tuple[str, ...]] = ("answer", "feedback")
    """Fields that tell the key: an author must give them, and a released graded question holds none."""
    id_fields: ClassVar[tuple[str, ...]] = ()
    """Fields whose names are ids: of options, of premises."""

    id: str
    kind: str
    prompt: str
    objective: str | None = None
    section: str | None = None
    points: float = 1.0
    confidence: bool = False
    parallel: str | None = None

    @property
    def key(self) -> Any:
        """The key, for those who may know it: the instructor's side and practice questions.

        Raises `LookupError` for a released question, which holds none.
        """
        answer = getattr(self, "answer", None)
        if answer is None:
            raise LookupError(f"Question {self.id} holds no key: this is a released notebook.")
        return answer

    @property
    def has_key(self) -> bool:
        return getattr(self, "answer", None) is not None

    def share(self, response: Any) -> float:
        """The share of the points, 0 to 1, that a response earns; 0 when blank.

        Raises `ResponseError` for a response that is not of this kind's form, `LookupError` without a key.
        """
        if self.is_blank(response):
            return 0.0
        share = float(self._share(response))
        return min(1.0, max(0.0, share)) if math.isfinite(share) else 0.0

    def score(self, response: Any) -> float:
        """Points earned: a plain float from 0 to `points`. Raises as `share` does."""
        return float(self.points) * self.share(response)

    def is_blank(self, response: Any) -> bool:
        """Whether nothing was answered."""
        return response is None or response in ("", [], {})

    def read(self, response: Any) -> Any:
        """The response as this kind understands it; raises `ResponseError` where it cannot be understood."""
        raise NotImplementedError

    def _share(self, response: Any) -> float:
        raise NotImplementedError

    def remarks(self, response: Any) -> tuple[Remark, ...]:
        """Feedback for what was chosen, telling no part of the key that the response did not find."""
        raise NotImplementedError

    def explanations(self) -> tuple[Remark, ...]:
        """The whole truth: every option's feedback. For after passing, and for practice."""
        raise NotImplementedError

    def own_words(self, response: Any) -> tuple[str, ...]:
        """The response in the words that the learner saw, one line a part."""
        raise NotImplementedError

    def key_words(self) -> tuple[str, ...]:
        """The key in the words that the learner saw."""
        return self.own_words(self.key)

    @property
    def part_texts(self) -> Mapping[str, str]:
        """The texts of the parts that remarks are about, by id."""
        raise NotImplementedError

    def faults(self) -> Iterator[Fault]:
        """What types cannot say: keys that name no option, listings that give the key away."""
        if not self.points > 0:
            yield Fault(("points",), "Points must be above 0. Leave the line out for 1 point.")


def missing_feedback(feedback: Mapping[str, str] | None, wanted: Mapping[str, Any], what: str) -> Iterator[Fault]:
    """Faults for feedback that is missing for, or names, something that is not there."""
    if feedback is None:
        return
    for name in wanted:
        if not str(feedback.get(name, "")).strip():
            yield Fault(("feedback",), f"Feedback for {what} {name!r} is missing. Say why it is right or not.")
    for name in feedback:
        if name not in wanted:
            yield Fault(("feedback", name), f"Feedback names {what} {name!r}, which is not there.")


def how_many(options: Mapping[str, str], least: int, most: int, field: str) -> Iterator[Fault]:
    """Faults for too few or too many options, and for two that read the same."""
    if not least <= len(options) <= most:
        yield Fault((field,), f"There are {len(options)} {field}; give {least} to {most}.")
    texts: dict[str, str] = {}
    for name, text in options.items():
        twin = texts.setdefault(" ".join(text.split()).casefold(), name)
        if twin != name:
            yield Fault((field, name), f"{name!r} reads the same as {twin!r}. Word one of them differently.")
