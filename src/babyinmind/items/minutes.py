"""The minutes that the parts of a module take: one formula for the author's check and for what a learner has left."""

from __future__ import annotations

from babyinmind.items.page import FigureCell, ModuleHeader
from babyinmind.items.reflection import Reflection
from babyinmind.items.vignette import Vignette
from babyinmind.questions import Question

WORDS_A_MINUTE = 200
GRADED_QUESTION = 1.0
PRACTICE_QUESTION = 0.75
VIGNETTE = 2.5
FIGURE = 2.0
SHARED_REFLECTION = 6.0
HEADER_AND_PRE_QUESTION = 1.0

UNCOUNTED_SECTIONS = ("references", "open readings")
"""Parts that nobody has to read, by their headings in lower case."""


def minutes_of(item: object, *, graded: bool) -> float:
    """Minutes for one item; `graded` is whether it is handed in."""
    if isinstance(item, Question):
        return GRADED_QUESTION if graded else PRACTICE_QUESTION
    if isinstance(item, Reflection):
        return SHARED_REFLECTION if graded else 0.0
    if isinstance(item, Vignette):
        return VIGNETTE
    if isinstance(item, FigureCell):
        return FIGURE
    return HEADER_AND_PRE_QUESTION if isinstance(item, ModuleHeader) else 0.0
