"""The head of a module's page: title, minutes, objectives, and what the learner must be told about their answers."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from babyinmind.items import ModuleHeader
from babyinmind.questions.text import to_html
from babyinmind.widgets.base import ItemWidget, watch

if TYPE_CHECKING:
    from babyinmind.responses import ResponseStore


class ModuleHeaderWidget(ItemWidget):
    def __init__(self, item: ModuleHeader, *, store: ResponseStore | None = None) -> None:
        shown = {
            "id": item.id,
            "kind": "module",
            "title": to_html(item.title),
            "minutes": item.minutes,
            "summary": to_html(item.summary),
            "content_note": to_html(item.content_note),
            "objectives": [
                {"id": name, "html": to_html(objective.text), "areas": list(objective.areas)}
                for name, objective in item.objectives.items()
            ],
        }
        super().__init__(item=shown, module=item.id)
        self._responses = store
        if store is None:
            return
        self.refresh()
        itself = weakref.ref(self)

        def changed() -> None:
            widget = itself()
            if widget is not None:
                widget.refresh()

        watch(self, store.store_id, changed)

    def refresh(self) -> None:
        """Show what the store has to tell; a save may have found something."""
        if self._responses is None:
            return
        notices = list(self._responses.notices)
        if self._responses.read_only and not notices:
            notices = ["Your answers can be read here but not changed, so nothing new can be saved."]
        self.notice = "\n".join(notices)
