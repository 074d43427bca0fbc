"""Writing in one's own words: shared with an instructor, or private."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from babyinmind.questions.faults import Fault, ResponseError
from babyinmind.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """A prompt for writing. A shared one's response is {"about": id, "text": str}; a private one's {"text": str}.

    `words` is the suggested length, fewest and most. `points` are earned by writing in good faith, not by the
    rubric's levels. A private reflection is never handed in.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    kind: Literal["reflection"] = "reflection"
    title: str
    prompt: str
    about: dict[str, str] | None = None
    words: tuple[int, int] | None = None
    private: bool = False
    points: float | None = None

    def __post_init__(self) -> None:
        if isinstance(self.words, list):  # as YAML gives it
            object.__setattr__(self, "words", tuple(self.words))

    def text(self, response: Any) -> str:
        """What was written, "" where nothing was. Raises `ResponseError` for anything that is not a text."""
        if response is None:
            return ""
        if not isinstance(response, dict) or not isinstance(response.get("text", ""), str):
            raise ResponseError(_("This reflection is not a text."))
        return str(response.get("text", ""))

    def is_blank(self, response: Any) -> bool:
        return not self.text(response).strip()

    def about_words(self, response: Any) -> str:
        """What the learner chose to write about, in the prompt's words; "" where no choice is offered."""
        if not self.about:
            return ""
        chosen = response.get("about") if isinstance(response, dict) else None
        default = next(iter(self.about.values()))
        return self.about.get(chosen, default) if isinstance(chosen, str) else default

    def faults(self) -> Iterator[Fault]:
        if self.words is not None and not 0 <= self.words[0] < self.words[1]:
            yield Fault(("words",), "Give the fewest and the most words, as in [80, 150].")
        if self.private:
            if self.points is not None:
                yield Fault(("points",), "A private reflection is never handed in, so it carries no points.")
            return
        if self.points is None or not self.points > 0:
            yield Fault(("points",), "A shared reflection needs points above 0: they mean 'given in good faith'.")
        if self.about is None or len(self.about) < 2:
            yield Fault(
                ("about",),
                "Offer a choice of what to write about: the module's family first, then one's own practice.",
            )
