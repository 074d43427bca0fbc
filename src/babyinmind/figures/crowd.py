"""A group of people drawn one mark a person: the marks, and a sheet of rows with a count and words above each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import canvas


@dataclass(frozen=True, slots=True)
class Grid:
    """How marks are packed: `deep` above one another, `pitch` units from one to the next, columns left to right."""

    deep: int
    pitch: float

    def columns(self, count: int) -> int:
        """How many columns so many marks take."""
        return math.ceil(count / self.deep)


def packed(most: int, width: float, height: float, largest: float) -> Grid:
    """The largest grid, none larger than `largest` units a mark, in which `most` marks fit `width` by `height`."""
    deep = 1
    while True:
        grid = Grid(deep, min(largest, height / deep))
        if grid.columns(most) * grid.pitch <= width:
            return grid
        deep += 1


Part = tuple[int, canvas.Kind]


def marks(axes: Any, grid: Grid, left: float, middle: float, parts: Sequence[Part]) -> None:
    """So many marks of each kind, one kind after the other, from `left` on and about `middle` down the sheet."""
    n = 0
    for count, look in parts:
        places = range(n, n + count)
        across = [left + grid.pitch * (place // grid.deep + 0.5) for place in places]
        down = [middle + grid.pitch * (place % grid.deep - (grid.deep - 1) / 2) for place in places]
        _scatter(axes, across, down, look, grid.pitch * 0.74)
        n += count


def _scatter(axes: Any, across: Sequence[float], down: Sequence[float], look: canvas.Kind, size: float) -> None:
    if look.filled:
        axes.scatter(across, down, s=look.size(size), marker=look.marker, color=look.colour, linewidths=0)
        return
    # The line lies half outside the mark, so that an open mark would be larger than a filled one.
    line = max(0.8, min(2.0, size * 0.14))
    axes.scatter(
        across, down, s=look.size(size - line), marker=look.marker, facecolors="white", edgecolors=look.colour,
        linewidths=line,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of people: a count, a label and a note above its marks.

    `reach` is a range, in people, bracketed under the marks. `apart` are words that set this row apart from those above.
    """

    count: int
    label: str
    note: str
    parts: tuple[Part, ...]
    reach: tuple[int, int] | None = None
    apart: str = ""

    @property
    def most(self) -> int:
        """How many marks must find room."""
        return max(sum(count for count, _ in self.parts), self.reach[1] if self.reach else 0)


WIDTH = 640
MARGIN = 12
HEADING = 32
TOP = 50
# Where a count ends, where its label and marks begin.
COUNTS, WORDS = 78, 94
# Heights: a row's words, under its marks, there for a bracket, words that set rows apart, a line under all rows.
WORDED, UNDER, BRACKET, APART, LINE = 56, 10, 26, 32, 23
LARGEST, LEAST = 34, 100


def sheet(
    height: int, heading: str, rows: Sequence[Row], notes: Sequence[str], legend: Sequence[canvas.Kind] = ()
) -> canvas.Sheet:
    """The heading, the rows evenly down the sheet with marks of one size, and under them what marks and brackets mean."""
    drawn = canvas.Sheet(WIDTH, height)
    axes = drawn.ground()
    drawn.text(MARGIN, HEADING, heading, 19, bold=True)
    foot = LINE * (len(notes) + len(legend)) + 12
    y = _rows(drawn, axes, rows, height - foot) + LINE
    for look in legend:
        _scatter(axes, [MARGIN + 8], [y - 5], look, 15)
        drawn.text(MARGIN + 26, y, look.label, 16)
        y += LINE
    for note in notes:
        drawn.text(MARGIN, y, note, 16, color=canvas.QUIET)
        y += LINE
    return drawn


def _rows(drawn: canvas.Sheet, axes: Any, rows: Sequence[Row], bottom: float) -> float:
    """Draws the rows from `TOP` on, no further than `bottom`; returns where they end."""
    top = float(TOP)
    if not rows:
        return top
    tall = (bottom - TOP - sum(APART for row in rows if row.apart)) / len(rows)
    under = BRACKET if any(row.reach for row in rows) else 0
    room = tall - WORDED - UNDER - under
    grid = packed(max(row.most for row in rows), WIDTH - MARGIN - WORDS, room, LARGEST)
    high = grid.deep * grid.pitch
    # Large marks may need less room than there is: then the rows stand closer.
    tall = min(tall, max(WORDED + high + UNDER + under, LEAST))
    for row in rows:
        drawn.rule(top, MARGIN, WIDTH - MARGIN)
        if row.apart:
            drawn.text(MARGIN, top + 22, row.apart, 16, color=canvas.QUIET)
            top += APART
            drawn.rule(top, MARGIN, WIDTH - MARGIN)
        drawn.text(COUNTS, top + 30, str(row.count), 30, bold=True, ha="right", va="center_baseline")
        drawn.text(WORDS, top + 25, row.label, 19, bold=True, color=row.parts[0][1].colour)
        drawn.text(WORDS, top + 47, row.note, 16, color=canvas.QUIET)
        marks(axes, grid, WORDS, top + WORDED + high / 2, row.parts)
        if row.reach:
            _bracket(drawn, axes, grid, row.reach, top + WORDED + high + 12)
        top += tall
    drawn.rule(top, MARGIN, WIDTH - MARGIN)
    return top


def _bracket(drawn: canvas.Sheet, axes: Any, grid: Grid, reach: tuple[int, int], y: float) -> None:
    low, high = (WORDS + grid.pitch * people / grid.deep for people in reach)
    axes.hlines([y], low, high, color=canvas.INK, linewidth=2)
    axes.vlines([low, high], y - 7, y + 7, color=canvas.INK, linewidth=2)
    said = f"{reach[0]}–{reach[1]}"
    if high + 100 < WIDTH:
        drawn.text(high + 9, y, said, 17, va="center_baseline")
    else:
        drawn.text(low - 9, y, said, 17, va="center_baseline", ha="right")
