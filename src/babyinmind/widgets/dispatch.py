"""Which widget shows which item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from babyinmind.items import FigureCell, HandIn, Item, ModuleHeader, Reflection, Vignette
from babyinmind.questions import Question
from babyinmind.widgets.base import ItemWidget
from babyinmind.widgets.hand_in import Deliver, HandInWidget, Items, Look, Receipt
from babyinmind.widgets.module_header import ModuleHeaderWidget
from babyinmind.widgets.question import QuestionWidget
from babyinmind.widgets.reflection import INSTRUCTOR_READS, ReflectionWidget
from babyinmind.widgets.vignette import VignetteWidget

if TYPE_CHECKING:
    from babyinmind.responses import ResponseStore


def widget_for(
    item: Item,
    *,
    store: ResponseStore,
    private_store: ResponseStore | None = None,
    practice: bool = False,
    preview: Mapping[str, Any] | None = None,
    roles: Sequence[str] = (),
    reader: str = INSTRUCTOR_READS,
    support: str = "",
    items: Items = (),
    deliver: Deliver | None = None,
    receipt: Receipt | None = None,
    look: Look | None = None,
    start: str = "",
) -> ItemWidget:
    """The widget that shows an item and keeps its response in `store`.

    practice: a question is remarked upon at once and not graded.
    preview: {"answer", "feedback", "points"} of a source notebook's question, shown to its author; never for learners.
    private_store: keeps private reflections; without one they are not kept at all.
    roles: the learner's roles (ids of `items.ROLES`), for the version of a vignette.
    reader, support: who reads a shared reflection and by when; where help is (Markdown light), if it is to be said.
    items, deliver, receipt, look, start: for handing in, see `HandInWidget`.
    """
    if isinstance(item, Question):
        return QuestionWidget(item, store=store, practice=practice, preview=preview)
    if isinstance(item, Reflection):
        return ReflectionWidget(item, store=private_store if item.private else store, reader=reader, support=support)
    if isinstance(item, Vignette):
        return VignetteWidget(item, store=store, roles=roles)
    if isinstance(item, FigureCell):
        from babyinmind.widgets.figure import FigureWidget  # a page without figures loads none

        return FigureWidget(item, store=store)
    if isinstance(item, ModuleHeader):
        return ModuleHeaderWidget(item, store=store)
    if isinstance(item, HandIn):
        return HandInWidget(item, store=store, items=items, deliver=deliver, receipt=receipt, look=look, start=start)
    raise TypeError(f"no widget shows a {type(item).__name__}")
