"""The eleven modules of the course, written or not, and the header that a released one opens with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from babyinmind.course.modules import in_course_order, listed_modules
from babyinmind.items import Item, ModuleHeader, Reflection, build, split
from babyinmind.questions import ItemError, Question


@dataclass(frozen=True, slots=True)
class Planned:
    """A module of the course: its title and minutes as planned; a released one says its own."""

    id: str
    title: str
    minutes: int


OUTLINE = (
    Planned("01-foundations", "What infant mental health is, and who does it", 20),
    Planned("02-development", "Social and emotional development, from pregnancy to six", 35),
    Planned("03-attachment", "Attachment theory", 40),
    Planned("04-reflection", "Reflective capacity and reflective supervision", 30),
    Planned("05-ghosts", "Ghosts and angels in the nursery", 40),
    Planned("06-trauma", "Trauma and adversity in early childhood", 40),
    Planned("07-loss", "Separation and loss", 40),
    Planned("08-culture", "Culture, equity and context", 30),
    Planned("09-assessment", "Assessment and diagnosis", 25),
    Planned("10-intervention", "Helping the relationship: from promotion to treatment", 25),
    Planned("11-courts", "Child welfare, the courts, and caring for the professional", 35),
)


def planned_modules() -> tuple[Planned, ...]:
    """The outline's modules; none in a course that lists only modules of its own."""
    listed = listed_modules()
    return OUTLINE if listed is None or any(module.id in listed for module in OUTLINE) else ()


def course_module_ids() -> list[str]:
    """Every module of the course in its order, whether it is planned, written or released."""
    return in_course_order([*(module.id for module in planned_modules()), *(listed_modules() or ())])


@dataclass(frozen=True, slots=True)
class Contents:
    """What a released notebook asks: its header, and what is handed in of it, in the order of the page."""

    header: ModuleHeader
    asked: tuple[Question | Reflection, ...]


_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)
"""What a notebook that is none, or is damaged, raises on the way."""


def contents_of(notebook: Path) -> Contents | None:
    """What a module's notebook holds, read as data; None where it cannot be read or is no module."""
    try:
        found = list(_items(notebook))
    except _UNREADABLE:
        return None
    header = next((item for _, item in found if isinstance(item, ModuleHeader)), None)
    if header is None:
        return None
    asked = tuple(
        item
        for magic, item in found
        if (magic == "question" and isinstance(item, Question)) or (isinstance(item, Reflection) and not item.private)
    )
    return Contents(header, asked)


def header_of(notebook: Path) -> ModuleHeader | None:
    """The header that a module's notebook opens with, and nothing below it; None where it cannot be read or has none."""
    try:
        return next((item for _, item in _items(notebook) if isinstance(item, ModuleHeader)), None)
    except _UNREADABLE:
        return None


def _items(notebook: Path) -> Iterator[tuple[str, Item | None]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return (_item(cell) for cell in cells if cell["cell_type"] == "code")


def _item(cell: dict[str, Any]) -> tuple[str, Item | None]:
    source = cell["source"]
    text = split(source if isinstance(source, str) else "".join(source))
    # Of the other cells nothing is asked, and cases and figures are long.
    if text is None or text.magic not in ("module", "question", "reflection"):
        return "", None
    try:
        return text.magic, build(text.magic, text.body)
    except (yaml.YAMLError, ItemError):
        return text.magic, None
