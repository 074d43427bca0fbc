"""Minutes are counted, not wished: the brief's formula, along one role's path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.items import Reflection
from babyinmind.items.minutes import (
    FIGURE,
    GRADED_QUESTION,
    HEADER_AND_PRE_QUESTION,
    PRACTICE_QUESTION,
    SHARED_REFLECTION,
    UNCOUNTED_SECTIONS,
    VIGNETTE,
    WORDS_A_MINUTE,
)
from babyinmind.questions import Question

ALLOWED_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Count:
    """What a module's minutes are made of."""

    words: int
    graded: int
    practice: int
    vignettes: int
    figures: int
    reflections: int

    @property
    def minutes(self) -> float:
        return (
            self.words / WORDS_A_MINUTE
            + self.graded * GRADED_QUESTION
            + self.practice * PRACTICE_QUESTION
            + self.vignettes * VIGNETTE
            + self.figures * FIGURE
            + self.reflections * SHARED_REFLECTION
            + HEADER_AND_PRE_QUESTION
        )


def count(module: AuthoredModule) -> Count:
    """Count a module: words of the lesson without folded parts, rubrics, references and open readings."""
    return Count(
        words=sum(len(_words(text)) for text in _lesson_texts(module)),
        graded=len(module.with_magic("question")),
        practice=sum(
            isinstance(cell.item, Question) and cell.item.parallel is None for cell in module.with_magic("practice")
        ),
        vignettes=len(module.with_magic("vignette")),
        figures=len(module.with_magic("figure")),
        reflections=sum(
            isinstance(cell.item, Reflection) and not cell.item.private for cell in module.with_magic("reflection")
        ),
    )


def are_counted(module: AuthoredModule) -> Iterator[Problem]:
    """The header's minutes lie within 10 % of the count."""
    if module.header is None:
        return
    counted = count(module)
    if abs(counted.minutes - module.header.minutes) > ALLOWED_SHARE * module.header.minutes:
        yield module.problem(
            module.with_magic("module")[0],
            f"The header says {module.header.minutes} minutes, the count is {counted.minutes:.1f}"
            f" ({counted.words} words, {counted.graded} graded and {counted.practice} practice questions,"
            f" {counted.vignettes} vignettes, {counted.figures} figures, {counted.reflections} shared reflection)."
            " Shorten the module, lengthen it, or mend the header.",
            ("minutes",),
        )


def _lesson_texts(module: AuthoredModule) -> Iterator[str]:
    counted = True
    for cell in module.cells:
        if not cell.is_markdown or cell.is_rubric:
            continue
        kept = []
        for line in re.sub(r"<details.*?</details>", "", cell.source, flags=re.DOTALL | re.IGNORECASE).split("\n"):
            if heading := re.match(r"##?\s+(.+?)\s*#*$", line):
                counted = heading[1].casefold() not in UNCOUNTED_SECTIONS
            if counted:
                kept.append(line)
        yield "\n".join(kept)


def _words(markdown: str) -> list[str]:
    text = re.sub(r"<!--.*?-->|<[^>]+>", " ", markdown, flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.findall(r"[^\W_]+(?:['’.,-][^\W_]+)*", text)
