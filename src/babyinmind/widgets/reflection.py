"""Writing in one's own words: shared with an instructor, or private."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import traitlets

from babyinmind.items import Reflection
from babyinmind.questions.text import to_html
from babyinmind.widgets.base import SavingWidget

if TYPE_CHECKING:
    from babyinmind.responses import ResponseStore

INSTRUCTOR_READS = "An instructor of your course reads this, usually within 7 days."
NOBODY_READS = "Nobody reads this but you."


class ReflectionWidget(SavingWidget):
    """A reflection. `reader` says who reads a shared one and by when, `support` (Markdown light) where help is.

    A private one adds the message {"type": "erase", "draft"} -> {"type": "erased", "draft"}.
    """

    reader = traitlets.Unicode().tag(sync=True)
    support = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, item: Reflection, *, store: ResponseStore | None, reader: str = INSTRUCTOR_READS, support: str = ""
    ) -> None:
        self._reflection = item
        shown = {
            "id": item.id,
            "kind": "reflection",
            "title": item.title,
            "prompt": to_html(item.prompt),
            "private": item.private,
            "words": list(item.words) if item.words else None,
            "about": [{"id": name, "html": to_html(text)} for name, text in (item.about or {}).items()],
        }
        shared = {} if item.private else {"reader": reader, "support": to_html(support) if support else ""}
        super().__init__(item.id, store, item=shown, **shared)

    def checked(self, value: Any) -> Any:
        self._reflection.text(value)
        return value

    def on_erase(self, message: Mapping[str, Any]) -> None:
        """Keep nothing of a private reflection."""
        if not self._reflection.private:
            return
        if self._responses is not None and self._shared is not None:
            with self._shared.lock:
                self._responses.erase(self._item_id)
                self._shared.saved_by = None
                for widget in list(self._shared.widgets):
                    widget._show(None)
        self.send({"type": "erased", "draft": message.get("draft")})
