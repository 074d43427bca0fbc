"""Where a module is handed in: what is still blank, a question before it happens, a receipt after it."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import traitlets

from babyinmind.items import HandIn, Item, Reflection
from babyinmind.questions import Question
from babyinmind.questions.text import shortened, to_html
from babyinmind.widgets.background import beside
from babyinmind.widgets.base import ItemWidget, watch
from babyinmind.widgets.results import shown_results

if TYPE_CHECKING:
    from babyinmind.responses import ResponseStore

log = logging.getLogger(__name__)

_handing_in = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hand-in")

NOT_NOW = "Handing in did not work."
NOTHING_YET = "There are no results yet. They come here by themselves once your instructor has returned them."
NO_PLACE = "This page is not connected to a course, so there is nobody to hand in to."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a learner is told once the module is handed in; `at` is when, in ISO 8601 with its zone: a hub's clock may be
    in another than the learner, so the page says it in words.

    `results` are the newest that came back (see `babyinmind.results`).
    """

    at: str
    lines: tuple[str, ...] = ()
    results: Mapping[str, Any] | None = None


class HandInFailed(Exception):
    """Handing in did not work; the text says why and what to do, in the learner's words."""


Deliver = Callable[[], Receipt]
Look = Callable[[], Receipt | None]
Items = Sequence[Item] | Callable[[], Sequence[Item]]


class HandInWidget(ItemWidget):
    """{"type": "hand_in", "draft"} -> {"type": "handed_in", "draft", "receipt"} or {"type": "not_handed_in", "draft",
    "message"}. `progress` follows every save: {"total", "answered", "blank": [{"id", "title"}]}.

    `items` are those that are handed in: graded questions and shared reflections (others are left out), or a callable
    that gives them. `deliver` runs on a thread of its own, so that answers are saved meanwhile.

    Where results come later, `look` fetches them: {"type": "look", "draft"} -> {"type": "looked", "draft", "message"},
    with `results` set before it; `message` is "" where there is nothing to say. `start` is the address of the page
    that lists all modules, from here; "" where there is none.
    """

    progress = traitlets.Dict().tag(sync=True)
    receipt: Any = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    results: Any = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    looks = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        item: HandIn,
        *,
        store: ResponseStore,
        items: Items = (),
        deliver: Deliver | None = None,
        receipt: Receipt | None = None,
        look: Look | None = None,
        start: str = "",
    ) -> None:
        self._responses = store
        self._items = items
        self._deliver = deliver
        self._look = look
        self._busy = self._looking = False
        super().__init__(
            item={
                "id": item.id,
                "kind": "hand_in",
                "prompt": to_html(item.prompt) if item.prompt else "",
                "start": start,
            },
            module=str(getattr(store, "module", "")),
            looks=look is not None,
        )
        self._told(receipt)
        self.refresh()
        itself = weakref.ref(self)

        def changed() -> None:
            widget = itself()
            if widget is not None:
                widget.refresh()

        watch(self, store.store_id, changed)

    def refresh(self) -> None:
        """Count again what is answered."""
        items = self._items() if callable(self._items) else self._items
        asked = [
            item for item in items if isinstance(item, Question) or (isinstance(item, Reflection) and not item.private)
        ]
        blank = [item for item in asked if self._is_blank(item)]
        self.progress = {
            "total": len(asked),
            "answered": len(asked) - len(blank),
            "blank": [{"id": item.id, "title": _title(item)} for item in blank],
        }

    def _is_blank(self, item: Question | Reflection) -> bool:
        from babyinmind.questions import ResponseError

        answer = self._responses.answer(item.id)
        try:
            return answer is None or item.is_blank(answer.value)
        except ResponseError:
            return True

    def on_hand_in(self, message: Mapping[str, Any]) -> None:
        draft = message.get("draft")
        if self._busy:
            return
        if self._deliver is None:
            self.send({"type": "not_handed_in", "draft": draft, "message": NO_PLACE})
            return
        self._busy = True

        def received(receipt: Receipt) -> None:
            self._busy = False
            self._told(receipt)
            self.refresh()
            self.send({"type": "handed_in", "draft": draft, "receipt": self.receipt})

        def failed(error: Exception) -> None:
            self._busy = False
            if not isinstance(error, HandInFailed):
                log.error("hand-in failed", exc_info=error)
            message = str(error) if isinstance(error, HandInFailed) else NOT_NOW
            self.send({"type": "not_handed_in", "draft": draft, "message": message})

        beside(_handing_in, self._deliver, received, failed)

    def on_look(self, message: Mapping[str, Any]) -> None:
        draft = message.get("draft")
        if self._look is None or self._looking:
            return
        self._looking = True

        def looked(receipt: Receipt | None) -> None:
            self._looking = False
            self._told(receipt)
            self.send({"type": "looked", "draft": draft, "message": "" if self.results else NOTHING_YET})

        def failed(error: Exception) -> None:
            self._looking = False
            if not isinstance(error, HandInFailed):
                log.error("looking for results failed", exc_info=error)
            said = str(error) if isinstance(error, HandInFailed) else "Looking for results did not work."
            self.send({"type": "looked", "draft": draft, "message": said})

        beside(_handing_in, self._look, looked, failed)

    def _told(self, receipt: Receipt | None) -> None:
        if receipt is not None:
            self.results = shown_results(receipt.results, receipt.at)
            self.receipt = _as_trait(receipt)


def _title(item: Question | Reflection) -> str:
    return f"Reflection: {item.title}" if isinstance(item, Reflection) else shortened(item.prompt)


def _as_trait(receipt: Receipt) -> dict[str, Any]:
    return {"at": receipt.at, "lines": list(receipt.lines)}
