"""What all widgets share: the item as the page may know it, and answers that are saved before they are called saved."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from babyinmind.questions import ResponseError
from babyinmind.widgets.assets import code_id, loader

if TYPE_CHECKING:
    from babyinmind.responses import Answer, ResponseStore

log = logging.getLogger(__name__)

KEPT_HERE = "Your answer is kept on this page and is tried again every few seconds."
UNEXPECTED = f"Something went wrong. {KEPT_HERE}"


class ItemWidget(anywidget.AnyWidget):
    """An item on the page. `item` holds what a browser may know of it, never a graded question's key."""

    _esm = loader()

    item = traitlets.Dict().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    module = traitlets.Unicode().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    # The style sheet lays items out. A model of its own for it would be 80 KB in a module, and a window that comes while
    # the page is being run could lack it: an item can be shown only when all models that it names are there.
    layout = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, **state: Any) -> None:
        super().__init__(code=code_id(), **state)
        self.on_msg(self._receive)

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Hand a message to the method `on_<type>`; the page never sees a traceback."""
        if not isinstance(content, Mapping):
            return
        handler: Callable[[Mapping[str, Any]], None] | None = getattr(self, f"on_{content.get('type')}", None)
        if handler is None:
            return
        try:
            handler(content)
        except Exception:
            log.exception("widget %s could not handle %r", type(self).__name__, content.get("type"))
            self.send({"type": "failed", "draft": content.get("draft"), "message": UNEXPECTED})


class _Shown:
    """The widgets in this kernel that show one item of one answer file, and who saved it last."""

    def __init__(self) -> None:
        self.lock = threading.RLock()  # JupyterLab may deliver comm messages on a thread of their own
        self.widgets: weakref.WeakSet[SavingWidget] = weakref.WeakSet()
        self.saved_by: tuple[int, Any] | None = None


_shown: weakref.WeakValueDictionary[tuple[str, str], _Shown] = weakref.WeakValueDictionary()
_watchers: weakref.WeakKeyDictionary[Any, tuple[str, Callable[[], None]]] = weakref.WeakKeyDictionary()


def watch(owner: Any, store_id: str, changed: Callable[[], None]) -> None:
    """Call `changed` after every save in that store, as long as `owner` lives. It must not hold `owner` alive."""
    _watchers[owner] = (store_id, changed)


def _tell_watchers(store_id: str) -> None:
    for watched, changed in list(_watchers.values()):
        if watched == store_id:
            changed()


def as_trait(answer: Answer | None) -> dict[str, Any] | None:
    """An answer as the page knows it."""
    if answer is None:
        return None
    return {
        "value": answer.value,
        "revision": answer.revision,
        "at": answer.at,
        "confidence": answer.confidence,
    }


class SavingWidget(ItemWidget):
    """A widget whose response is kept in a response store.

    Messages from the page: {"type": "save", "value", "confidence", "edited": revision, "draft": token,
    "window": token}. Replies, sent to every window on the same model, so each carries the draft's token:
    {"type": "saved", "draft", "answer"}, {"type": "stale", "draft", "answer"}, {"type": "failed", "draft", "message"}.
    """

    answer: Any = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    store = traitlets.Unicode().tag(sync=True)

    keep_first = False

    def __init__(self, item_id: str, store: ResponseStore | None, **state: Any) -> None:
        self._item_id = item_id
        self._responses = store
        self._shared: _Shown | None = None
        if store is not None:
            key = (store.store_id, item_id)
            self._shared = _shown.get(key) or _shown.setdefault(key, _Shown())
            state = {
                "answer": as_trait(store.answer(item_id)),
                "store": store.store_id,
                "module": str(getattr(store, "module", "")),
                **state,
            }
        super().__init__(**state)
        if self._shared is not None:
            self._shared.widgets.add(self)

    def checked(self, value: Any) -> Any:
        """The value as it is to be kept. Raises `ResponseError` for one that this item cannot have."""
        return value

    def on_save(self, message: Mapping[str, Any]) -> None:
        self._save(message)

    def _save(self, message: Mapping[str, Any]) -> bool:
        """Save and reply; whether the value is now the answer on disk."""
        from babyinmind.responses import NotSaved, StaleRevision

        draft = message.get("draft")
        if self._responses is None or self._shared is None:
            self.send({"type": "failed", "draft": draft, "message": "There is no place to keep this answer."})
            return False
        try:
            value = self.checked(message.get("value"))
        except ResponseError as error:
            self.send({"type": "failed", "draft": draft, "message": str(error), "final": True})
            return False
        with self._shared.lock:
            current = self._responses.answer(self._item_id)
            if current is not None and self._is_repeat(current, value, message):
                self._acknowledge(draft, current)
                return True
            try:
                answer = self._responses.save(
                    self._item_id,
                    value,
                    edited=self._edited(message),
                    confidence=message.get("confidence"),
                    keep_first=self.keep_first,
                )
            except StaleRevision as error:
                self.send({"type": "stale", "draft": draft, "answer": as_trait(error.current)})
                return False
            except NotSaved as error:
                why = f"It could not be written to {error.path.name}: {error.why}. {KEPT_HERE}"
                self.send({"type": "failed", "draft": draft, "message": why})
                return False
            self._shared.saved_by = (answer.revision, message.get("window"))
            self._acknowledge(draft, answer)
        _tell_watchers(self.store)
        return True

    def _is_repeat(self, current: Answer, value: Any, message: Mapping[str, Any]) -> bool:
        """Whether this was saved before and must not be saved twice; the store itself sees to plain repetitions."""
        return False

    def _edited(self, message: Mapping[str, Any]) -> int:
        """The revision that the window edited; its own last save counts, even if it had not heard of it yet."""
        edited = message.get("edited")
        edited = edited if isinstance(edited, int) and not isinstance(edited, bool) else 0
        if self._shared is not None and self._shared.saved_by is not None:
            revision, window = self._shared.saved_by
            if window and window == message.get("window"):
                return max(edited, revision)
        return edited

    def _acknowledge(self, draft: Any, answer: Answer) -> None:
        shown = as_trait(answer)
        self.send({"type": "saved", "draft": draft, "answer": shown})
        if self._shared is not None:
            for widget in list(self._shared.widgets):
                widget._show(shown)

    def _show(self, answer: dict[str, Any] | None) -> None:
        self.answer = answer
