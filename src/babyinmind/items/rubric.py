"""A rubric as its reader uses it, taken from the text cell under a shared reflection."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babyinmind.items.cell import BEGIN_RUBRIC, END_RUBRIC

_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?")


@dataclass(frozen=True, slots=True)
class Rubric:
    """`levels` from the first to the highest; `lines` are (what is looked at, its text at each level)."""

    levels: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def rubric_of(source: str) -> Rubric | None:
    """The table within a rubric cell's mark scheme; None where there is none. What else is said is for its reader."""
    scheme = source.partition(BEGIN_RUBRIC)[2].partition(END_RUBRIC)[0]
    rows = [line.strip() for line in scheme.splitlines()]
    for place, row in enumerate(rows):
        if place and _RULE.fullmatch(row) and rows[place - 1].startswith("|"):
            head = _cells(rows[place - 1])
            body = []
            for line in rows[place + 1 :]:
                if not line.startswith("|"):
                    break
                body.append(_cells(line))
            lines = tuple((cells[0], tuple(cells[1:])) for cells in body if len(cells) == len(head) > 1)
            return Rubric(tuple(head[1:]), lines) if lines else None
    return None


def _cells(row: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]
