"""The parts of the instructor's page: each shows what it is told, and is told anew when somebody comes back to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

import traitlets

from babyinmind.questions.text import to_html
from babyinmind.widgets.assets import bring
from babyinmind.widgets.base import ItemWidget

Kind = Literal[
    "cohort_standing", "cohort_waiting", "cohort_questions", "cohort_hours", "cohort_flags", "cohort_evaluation"
]
bring("instructor")

_FRESH = 3.0
"""Seconds in which what was told is not told anew."""

Tell = Callable[[str], dict[str, Any]]
Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


class CohortWidget(ItemWidget):
    """`tell` gives what is shown, plain data that each kind's script documents; {"fault": words} where it cannot be had.
    It is given what was chosen on the page by {"type": "choose", "choice"}, "" before anything was.

    `answer` does or gives what {"type": "ask", ...} asks of this part, such as one reflection; what it gives goes out as
    {"type": "answered"} with the message's own "token". Texts of learners are text to the page, never HTML.
    """

    told = traitlets.Dict().tag(sync=True)

    def __init__(self, kind: Kind, prompt: str, *, tell: Tell, answer: Answer | None = None) -> None:
        self._tell = tell
        self._answer = answer
        self._choice = ""
        super().__init__(item={"id": kind, "kind": kind, "prompt": to_html(prompt)}, told=tell(""))
        self._at = time.monotonic()

    def on_refresh(self, message: Mapping[str, Any]) -> None:
        # A page that was just run asks as well as one that was run long ago.
        if time.monotonic() - self._at > _FRESH:
            self._renew()

    def on_choose(self, message: Mapping[str, Any]) -> None:
        self._choice = str(message.get("choice") or "")
        self._renew()

    def _renew(self) -> None:
        self.told = self._tell(self._choice)
        self._at = time.monotonic()

    def on_ask(self, message: Mapping[str, Any]) -> None:
        if self._answer is not None:
            self.send({"type": "answered", "token": message.get("token"), **self._answer(message)})
