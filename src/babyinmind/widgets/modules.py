"""The modules as cards: what each is, where the learner stands in it, and where to go on."""

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

_looking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="modules")

Standings = Callable[[], dict[str, Any]]
Renew = Callable[[], str]


class RenewFailed(Exception):
    """Newer modules could not be looked for; the text says why, in the learner's words."""


class ModulesWidget(ItemWidget):
    """`standings` gives {"modules": [{"id", "number", "title", "minutes", "state", "words", "suggested",
    "place"}, ...], "go_on": {"words", "title", "place"} or None}; it is asked again at {"type": "refresh"}.

    `renew` brings newer modules and gives what is to be said of it, "" for nothing; it is run beside the kernel's loop
    at {"type": "look"}, and may raise `RenewFailed`. `progress` is the progress page's place, "" where there is none.
    """

    standing = traitlets.Dict().tag(sync=True)
    news = traitlets.Unicode().tag(sync=True)
    looks = traitlets.Bool(False).tag(sync=True)

    def __init__(self, prompt: str, *, standings: Standings, renew: Renew | None = None, progress: str = "") -> None:
        self._standings = standings
        self._renew = renew
        self._busy = False
        super().__init__(
            item={"id": "modules", "kind": "modules", "prompt": to_html(prompt), "progress": progress},
            standing=standings(),
            looks=renew is not None,
        )

    def on_refresh(self, message: Mapping[str, Any]) -> None:
        self.standing = self._standings()

    def on_look(self, message: Mapping[str, Any]) -> None:
        if self._renew is None or self._busy:
            return
        self._busy = True

        def looked(news: str) -> None:
            self._busy = False
            self.standing = self._standings()
            self.news = news

        def failed(error: Exception) -> None:
            self._busy = False
            if not isinstance(error, RenewFailed):
                log.error("looking for newer modules failed", exc_info=error)
            self.news = str(error) if isinstance(error, RenewFailed) else "Looking for newer modules did not work."

        beside(_looking, self._renew, looked, failed)
