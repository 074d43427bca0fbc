"""The evaluation on the progress page: an optional form, of which nothing is kept but that it was sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import traitlets

from babyinmind.questions.text import to_html
from babyinmind.widgets.background import beside
from babyinmind.widgets.base import ItemWidget

log = logging.getLogger(__name__)

_sending = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluation")


class NotSent(Exception):
    """The form was not sent; the text says why, in the learner's words."""


class EvaluationWidget(ItemWidget):
    """`questions` are [{"id", "text", "options": [words, ...]}, ...]; without options words are asked for, at most `longest`.

    `told` gives "" (nothing is shown), "open" or "sent", and is asked again at {"type": "refresh"}. `send_form` sends
    {id: place of the option, or words}, is run beside the kernel's loop at {"type": "send", "answers"}, and may raise
    `NotSent`; what came of it goes out as {"type": "sent", "failed": words, "" where it was sent}. The answers are in no
    trait, so no copy of them stays in the page's state.
    """

    told = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        prompt: str,
        *,
        questions: list[dict[str, Any]],
        longest: int,
        told: Callable[[], str],
        send_form: Callable[[Any], None],
    ) -> None:
        self._tell = told
        self._send_form = send_form
        self._busy = False
        item = {"id": "evaluation", "kind": "evaluation", "prompt": to_html(prompt), "questions": questions}
        super().__init__(item=item | {"longest": longest}, told=told())

    def on_refresh(self, message: Mapping[str, Any]) -> None:
        self.told = self._tell()

    def on_send(self, message: Mapping[str, Any]) -> None:
        if self._busy:
            return
        self._busy = True

        def done(_: None) -> None:
            self._busy = False
            self.told = "sent"
            self.send({"type": "sent", "failed": ""})

        def failed(error: Exception) -> None:
            self._busy = False
            if not isinstance(error, NotSent):
                log.error("sending the evaluation failed", exc_info=error)
            why = str(error) if isinstance(error, NotSent) else "Sending it did not work. Try again."
            self.send({"type": "sent", "failed": why})

        beside(_sending, lambda: self._send_form(message.get("answers")), done, failed)
