"""Two cases on each role's path, one of them branching."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.items import VERSIONS, Vignette

LEAST = 2
LEAST_DECISIONS = 3
"""Decisions that a branching case asks for, whichever way is taken."""


def are_told(module: AuthoredModule) -> Iterator[Problem]:
    """Each role's path has two vignettes, one of them with three decisions."""
    cells = module.with_magic("vignette")
    if len(cells) < LEAST:
        yield module.problem(None, f"A module has {LEAST} vignettes on each role's path; there are {len(cells)}.")
    cases = [cell.item for cell in cells if isinstance(cell.item, Vignette)]
    for version in VERSIONS:
        if cases and max(case.fewest_decisions(version) for case in cases) < LEAST_DECISIONS:
            yield module.problem(
                cells[0],
                f"No vignette asks for {LEAST_DECISIONS} decisions on every way through it (version {version!r}).",
            )
