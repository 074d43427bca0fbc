"""The parts of the progress page: hours, what waits for whom, results, the record, what is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import traitlets

from babyinmind.questions.text import to_html
from babyinmind.widgets.background import beside
from babyinmind.widgets.base import ItemWidget

log = logging.getLogger(__name__)

_laying_out = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")

Part = Literal["hours", "waiting", "results", "record", "kept"]


class LayOutFailed(Exception):
    """The record could not be laid out; the text says why, in the learner's words."""


class ProgressWidget(ItemWidget):
    """`told` gives what a part shows (see `babyinmind.magics.progress`); it is asked again at {"type": "refresh"}.

    `lay_out` makes the record's PDF and gives its name beside the page; it is run beside the kernel's loop at
    {"type": "lay_out"}, may raise `LayOutFailed`, and sets `laid_out` to {"file", "words", "draft"} or {"failed", "draft"}.
    """

    told = traitlets.Dict().tag(sync=True)
    laid_out = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        part: Part,
        prompt: str,
        *,
        told: Callable[[], dict[str, Any]],
        lay_out: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        self._tell = told
        self._lay_out = lay_out
        self._busy = False
        super().__init__(
            item={"id": f"progress-{part}", "kind": "progress", "part": part, "prompt": to_html(prompt)}, told=told()
        )

    def on_refresh(self, message: Mapping[str, Any]) -> None:
        self.told = self._tell()

    def on_lay_out(self, message: Mapping[str, Any]) -> None:
        if self._lay_out is None or self._busy:
            return
        self._busy = True

        def done(told: dict[str, Any]) -> None:
            self._busy = False
            self.laid_out = {**told, "draft": message.get("draft")}

        def failed(error: Exception) -> None:
            self._busy = False
            if not isinstance(error, LayOutFailed):
                log.error("laying out the record failed", exc_info=error)
            why = str(error) if isinstance(error, LayOutFailed) else "Laying it out did not work. Try again."
            self.laid_out = {"failed": why, "draft": message.get("draft")}

        beside(_laying_out, self._lay_out, done, failed)
