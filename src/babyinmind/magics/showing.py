"""An item shown on the page, with what the page knows: whose answers, whose roles, where it is handed in."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from IPython.display import display

from babyinmind.course.modules import START_PAGE
from babyinmind.course.profile import roles_of
from babyinmind.course.solo import is_solo
from babyinmind.course.support import SupportFaulty, short_words, support_lines
from babyinmind.handing_in import deliver, latest, look_for_results
from babyinmind.items import HandIn, Item, Reflection, Vignette
from babyinmind.magics import attach
from babyinmind.magics.page import Page
from babyinmind.widgets import INSTRUCTOR_READS, NOBODY_READS, widget_for

READ_WITHIN_VARIABLE = "BABYINMIND_READ_WITHIN"
"""Set by a host: within what time instructors read a reflection, such as "10 days"."""
_USUALLY = "7 days"


def show(item: Item, page: Page, *, practice: bool, preview_key: bool) -> None:
    """Display an item's widget; `preview_key` shows an author the key under a graded question."""
    widget = widget_for(
        item,
        store=page.store,
        private_store=page.private_store,
        practice=practice,
        preview=_key(item) if preview_key and page.preview else None,
        reader=reader(),
        items=lambda: list(page.asked.values()),
        **_of_the_learner(item, page),
    )
    attach.note(page, item, widget, practice=practice)
    display(widget)


def reader() -> str:
    """Who reads a shared reflection, and by when."""
    if is_solo():
        return NOBODY_READS
    return INSTRUCTOR_READS.replace(_USUALLY, read_within())


def read_within() -> str:
    """Within what time instructors read a reflection, in words."""
    return os.environ.get(READ_WITHIN_VARIABLE) or _USUALLY


def _of_the_learner(item: Item, page: Page) -> dict[str, Any]:
    """What this kind of item shows of the learner's own: an author's preview has no learner."""
    home = page.folder.parent
    if isinstance(item, Reflection) and not item.private:
        return {"support": _support()}
    if page.preview:
        return {}
    if isinstance(item, Vignette):
        return {"roles": roles_of(home)}
    if isinstance(item, HandIn):
        module = page.header.id
        return {
            "deliver": partial(deliver, page.folder, module),
            "receipt": latest(home, module),
            "look": None if is_solo() else partial(look_for_results, page.folder, module),
            "start": f"../{START_PAGE}" if (home / START_PAGE).is_file() else "",
        }
    return {}


def _support() -> str:
    try:
        return short_words(support_lines())
    except SupportFaulty:
        return ""  # the start page says what is wrong with the file


def _key(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name, None) for name in ("answer", "feedback", "points")}
