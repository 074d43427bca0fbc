"""A figure says where its numbers come from, whom they are about, and what they do not show."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind import figures
from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.items import FigureCell

_NEEDED = {
    "title": "a title that says what it shows",
    "source": "a source",
    "sample": "the sample that it was found in",
    "limits": "what it does not show",
}


def say_what_they_are(module: AuthoredModule) -> Iterator[Problem]:
    """Source, sample, limits, alt text and a table, as the figure gives them in its first state."""
    for cell in module.with_magic("figure"):
        if isinstance(cell.item, FigureCell) and cell.item.figure in figures.names():
            for lack in lacks(figures.get(cell.item.figure)):
                yield module.problem(
                    cell,
                    f"The figure {cell.item.figure!r} lacks {lack}. Add it in babyinmind/figures.",
                    ("figure",),
                )


def lacks(figure: figures.Figure) -> list[str]:
    """What a figure should say and does not."""
    found = [told for name, told in _NEEDED.items() if not str(getattr(figure, name, "")).strip()]
    state = figure.initial_state
    if not figure.alt(state).strip():
        found.append("alt text")
    table = figure.table(state)
    if not table.caption.strip() or not table.rows or any(len(row) != len(table.header) for row in table.rows):
        found.append("its numbers as a table with a caption")
    return found
