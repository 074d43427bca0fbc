"""Plain language: the reading grade of lesson and instructions, as textstat measures it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from babyinmind.authoring.notebook import AuthoredCell, AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.rules.passages import LISTS_OF_WORKS, passages
from babyinmind.items import FigureCell, HandIn, Reflection
from babyinmind.questions import Question
from babyinmind.questions.text import plain

LESSON_GRADE = 10.0
INSTRUCTION_GRADE = 8.0
"""School grades that the median paragraph may have (Flesch and Kincaid)."""

_FEWEST_WORDS = 8
"""A shorter text, such as a caption, has no grade that means anything."""
_SHOWN = 3

Graded = tuple[float, AuthoredCell, int]
"""Grade, cell, line within the cell."""


def lesson_is_plain(module: AuthoredModule) -> Iterator[Problem]:
    """The median reading grade of the lesson's paragraphs is 10 or lower."""
    graded = [
        (grade(passage.text), passage.cell, passage.line)
        for passage in passages(module)
        if not passage.cell.is_rubric
        and passage.section not in LISTS_OF_WORKS
        and not re.match(r"\s*(\||===|</?(details|summary))", passage.text)
        and _long_enough(passage.text)
    ]
    yield from _too_hard(module, graded, LESSON_GRADE, "the lesson's paragraphs")


def instructions_are_plain(module: AuthoredModule) -> Iterator[Problem]:
    """The median reading grade of everything that asks the learner to do something is 8 or lower."""
    graded = []
    for cell in module.cells:
        if isinstance(cell.item, Question | Reflection | FigureCell | HandIn):
            place = module.problem(cell, "", ("prompt",)).line
            graded += [(grade(text), cell, place) for text in cell.item.prompt.split("\n\n") if _long_enough(text)]
    yield from _too_hard(module, graded, INSTRUCTION_GRADE, "the prompts")


def grade(markdown: str) -> float:
    """The Flesch-Kincaid grade of a paragraph, its citations and signs left out.

    Source: Kincaid, J. P., et al. (1975). Derivation of new readability formulas for Navy enlisted personnel.
    """
    import textstat  # takes a second to load; the many checks that need no grade stay fast

    return float(textstat.flesch_kincaid_grade(_sentences(markdown)))


def _too_hard(module: AuthoredModule, graded: list[Graded], most: float, what: str) -> Iterator[Problem]:
    if not graded or (found := median(one for one, _, _ in graded)) <= most:
        return
    hardest = sorted(graded, key=lambda one: -one[0])[:_SHOWN]
    told = "; ".join(f"cell {cell.number}, line {line}: {one:.1f}" for one, cell, line in hardest)
    yield module.problem(
        hardest[0][1],
        f"The median reading grade of {what} is {found:.1f}; {most:g} is the most. Make sentences and words shorter,"
        f" first where they are hardest ({told}).",
        line=hardest[0][2],
    )


def _long_enough(markdown: str) -> bool:
    return len(_sentences(markdown).split()) >= _FEWEST_WORDS


def _sentences(markdown: str) -> str:
    """Plain sentences; each point of a list is one, whether or not it ends in a full stop."""
    points = re.split(r"\n(?=\s*(?:[-*]|\d+\.)\s)", markdown)
    text = " ".join(
        point if re.search(r"[.?!:]\W*$", point) else f"{point}."
        for point in (plain(re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", point)) for point in points)
        if point
    )
    return re.sub(r"\s*\([^()]*\b(?:1[89]|20)\d\d[a-z]?\b[^()]*\)", "", text)
