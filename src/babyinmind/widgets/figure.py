"""A figure that can be moved: drawn by the kernel, its first state ahead of time."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import traitlets

from babyinmind import figures
from babyinmind.items import FigureCell
from babyinmind.questions.text import to_html, with_links
from babyinmind.widgets.background import beside
from babyinmind.widgets.base import SavingWidget

if TYPE_CHECKING:
    from babyinmind.responses import ResponseStore

log = logging.getLogger(__name__)

_drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="figures")  # matplotlib draws one at a time

NOT_DRAWN = "The picture could not be drawn just now. The numbers are in the table below; move a control to try again."


class FigureWidget(SavingWidget):
    """`first` is the picture of the first state. A response is the state.

    {"type": "draw", "state", "n": token, "window"} -> {"type": "drawn", "n", "state", "svg", "alt", "summary",
    "table"} or {"type": "not_drawn", "n", "message"}; of several waiting ones of a window only the newest is drawn.
    """

    first = traitlets.Dict().tag(sync=True)

    def __init__(self, item: FigureCell, *, store: ResponseStore) -> None:
        self._figure = figures.get(item.figure)
        self._waiting: dict[Any, Mapping[str, Any]] = {}
        self._busy = False
        figure = self._figure
        shown = {
            "id": item.id,
            "kind": "figure",
            "prompt": to_html(item.prompt),
            "title": figure.title,
            "source": with_links(figure.source),
            "sample": with_links(figure.sample),
            "limits": with_links(figure.limits),
            "controls": [_control(control) for control in figure.controls],
        }
        state = figure.initial_state
        first = {"state": state, "svg": figures.first_state_svg(item.figure), **self._words(state)}
        super().__init__(item.id, store, item=shown, first=first)

    def checked(self, value: Any) -> Any:
        return self._figure.checked(value)

    def on_draw(self, message: Mapping[str, Any]) -> None:
        self._waiting[message.get("window")] = message
        self._draw_next()

    def _draw_next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        message = self._waiting.pop(next(iter(self._waiting)))
        n = message.get("n")

        def work() -> dict[str, Any]:
            state = self._figure.checked(message.get("state"))
            return {"state": state, "svg": self._figure.draw(state), **self._words(state)}

        def drawn(picture: dict[str, Any]) -> None:
            self._busy = False
            self.send({"type": "drawn", "n": n, **picture})
            self._draw_next()

        def failed(error: Exception) -> None:
            self._busy = False
            log.error("figure %s could not be drawn", self._figure.name, exc_info=error)
            self.send({"type": "not_drawn", "n": n, "message": NOT_DRAWN})
            self._draw_next()

        beside(_drawing, work, drawn, failed)

    def _words(self, state: Mapping[str, Any]) -> dict[str, Any]:
        table = self._figure.table(state)
        return {
            "alt": self._figure.alt(state),
            "summary": self._figure.summary(state),
            "table": {
                "header": list(table.header),
                "rows": [list(row) for row in table.rows],
                "caption": table.caption,
            },
        }


def _control(control: figures.Control) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": control.id, "label": control.label}
    if isinstance(control, figures.Slider):
        return shown | {
            "kind": "slider",
            "minimum": control.minimum,
            "maximum": control.maximum,
            "step": control.step,
            "unit": control.unit,
            "stops": list(control.stops),
        }
    if isinstance(control, figures.Toggle):
        return shown | {"kind": "toggle"}
    kind = "choice" if isinstance(control, figures.Choice) else "several"
    return shown | {"kind": kind, "options": [{"id": name, "name": text} for name, text in control.options.items()]}
