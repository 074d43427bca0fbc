"""A module's text cells, paragraph by paragraph, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babyinmind.authoring.notebook import AuthoredCell, AuthoredModule

REFERENCES = "references"
OPEN_READINGS = "open readings"
LISTS_OF_WORKS = (REFERENCES, OPEN_READINGS)
"""Sections that list what others wrote, by their headings in lower case."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines between two blank ones. `line` is its first line, from 1 within the cell; `section` the heading above it.

    A rubric belongs to no section.
    """

    cell: AuthoredCell
    line: int
    text: str
    section: str

    def line_at(self, offset: int) -> int:
        """The line of a place in `text`, from 1 within the cell."""
        return self.line + self.text.count("\n", 0, offset)


def passages(module: AuthoredModule) -> Iterator[Passage]:
    """Every paragraph of every text cell, rubrics included, headings left out."""
    section = ""
    for cell in module.cells:
        if not cell.is_markdown:
            continue
        kept: list[str] = []
        first = 1
        for number, line in enumerate([*cell.source.split("\n"), ""], start=1):
            heading = re.match(r"(#{1,6})\s+(.+?)\s*#*$", line)
            if line.strip() and not heading:
                if not kept:
                    first = number
                kept.append(line)
                continue
            if kept:
                yield Passage(cell, first, "\n".join(kept), "" if cell.is_rubric else section)
                kept = []
            if heading and len(heading[1]) <= 2:
                section = heading[2].casefold()
