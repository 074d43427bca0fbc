"""What this kernel has shown of a page, so that a window that comes to it shows the same without running anything.

The page asks by silent expressions, which count as no execution.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from IPython.core.getipython import get_ipython
from IPython.display import JSON

from babyinmind.items import ModuleHeader, Reflection
from babyinmind.items.minutes import UNCOUNTED_SECTIONS, WORDS_A_MINUTE, minutes_of
from babyinmind.questions import Question, ResponseError

if TYPE_CHECKING:
    from ipywidgets import Widget

    from babyinmind.responses import Answer, Sitting

_CLAIM_SECONDS = 30.0
"""How long a window that is to run the page may take for a cell before another one does it instead."""


class AnswerStore(Protocol):
    """What is asked of a page's answers."""

    @property
    def store_id(self) -> str: ...

    @property
    def sittings(self) -> Sequence[Sitting]: ...

    def answer(self, item: str) -> Answer | None: ...


class ShownPage(Protocol):
    """What is asked of a page."""

    @property
    def store(self) -> AnswerStore: ...

    @property
    def private_store(self) -> AnswerStore: ...


class ShownItem(Protocol):
    """What is asked of what a cell shows."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page beside the modules, as a window that comes later asks for it."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class PartsPage:
    """A page of such parts: the start page, the progress page, the instructor's."""

    store: AnswerStore
    private_store: AnswerStore


@dataclass(frozen=True, slots=True)
class _Noted:
    model: str
    item: ShownItem
    graded: bool
    ran: int


_READING = {"words_a_minute": WORDS_A_MINUTE, "uncounted": list(UNCOUNTED_SECTIONS)}

_noted: dict[str, _Noted] = {}
_plain: set[str] = set()
_page: ShownPage | None = None
_last_before = ""
_claim: tuple[str, float] = ("", 0.0)


def note(page: ShownPage, item: ShownItem, widget: Widget, *, practice: bool) -> None:
    """Remember that the cell that runs now shows `widget`."""
    global _page, _last_before, _claim
    if isinstance(item, ModuleHeader) or _page is None:
        _noted.clear()
        _plain.clear()
        _page = page
        _last_before = _last(page)
    _claim = (_claim[0], time.monotonic())
    cell, source = _cell()
    if cell:
        graded = (isinstance(item, Question) and not practice) or (isinstance(item, Reflection) and not item.private)
        _noted[cell] = _Noted(str(widget.model_id), item, graded, zlib.adler32(source.encode()))


def opened(plain: list[str]) -> JSON:
    """The page was run; these cells of it show no widget, and are not to be waited for. Gives what `shown` gives."""
    _plain.update(plain)
    return shown()


def shown() -> JSON:
    """What was shown: {"cells": {cell id: model id}, "ran", "plain": [cell id], "items": [...], "reading", "store", "last",
    "before"}.

    `ran` is {cell id: Adler-32 of the source that was run}: a window with a newer release of the page tells by it.
    An item is {"id", "cell", "kind", "graded", "answered", "minutes"}, in the order of the page. `reading` says how the
    minutes of texts are counted: {"words_a_minute", "uncounted": headings in lower case}. `last` is the last sign of work
    in the module, `before` the same as it was when the page was run; ISO 8601, "" where there is none.
    """
    if _page is None:
        empty = {"cells": {}, "ran": {}, "plain": [], "items": [], "reading": _READING}
        return JSON(empty | {"store": "", "last": "", "before": ""})
    return JSON(
        {
            "cells": {cell: one.model for cell, one in _noted.items()},
            "ran": {cell: one.ran for cell, one in _noted.items()},
            "plain": sorted(_plain),
            "items": [{"cell": cell} | _item_state(one, _page) for cell, one in _noted.items()],
            "reading": _READING,
            "store": _page.store.store_id,
            "last": _last(_page),
            "before": _last_before,
        }
    )


def claim(window: str) -> JSON:
    """Whether this window is to run the page: of several that ask at once only the first is, until it falls silent."""
    global _claim
    whose, since = _claim
    free = not whose or whose == window or time.monotonic() - since > _CLAIM_SECONDS
    if free:
        _claim = (window, time.monotonic())
    return JSON({"run": free})


def _item_state(one: _Noted, page: ShownPage) -> dict[str, Any]:
    item = one.item
    store = page.private_store if isinstance(item, Reflection) and item.private else page.store
    answer = store.answer(item.id)
    try:
        blank = answer is None or (isinstance(item, Question | Reflection) and item.is_blank(answer.value))
    except ResponseError:
        blank = True
    minutes = minutes_of(item, graded=one.graded)
    return {"id": item.id, "kind": item.kind, "graded": one.graded, "answered": not blank, "minutes": minutes}


def _last(page: ShownPage) -> str:
    sittings = page.store.sittings
    return sittings[-1].last if sittings else ""


def _cell() -> tuple[str, str]:
    """(id, source) of the notebook's cell that runs now; the id is "" where the page gave none."""
    shell = get_ipython()
    parent = shell.get_parent() if shell is not None and hasattr(shell, "get_parent") else None
    if not isinstance(parent, dict):
        return "", ""
    cell = (parent.get("metadata") or {}).get("cellId")
    return str(cell or ""), str((parent.get("content") or {}).get("code") or "")
