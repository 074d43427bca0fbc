"""One shared reflection, its rubric right under it, and rubrics nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.authoring.notebook import AuthoredCell, AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.items import BEGIN_RUBRIC, END_RUBRIC, Reflection


def one_is_shared(module: AuthoredModule) -> Iterator[Problem]:
    """A module has one shared reflection."""
    shared = [cell for cell in module.with_magic("reflection") if not _is_private(cell)]
    if len(shared) != 1:
        yield module.problem(
            shared[1] if shared else None,
            f"A module has one shared reflection; there are {len(shared)}.",
        )


def rubrics_follow(module: AuthoredModule) -> Iterator[Problem]:
    """A rubric stands right under the shared reflection, and nowhere else."""
    before: AuthoredCell | None = None
    for cell in module.cells:
        awaited = before is not None and isinstance(before.item, Reflection) and not _is_private(before)
        if cell.is_rubric:
            if not awaited:
                yield module.problem(cell, "A rubric stands right under a shared reflection. Move or remove this one.")
            body = cell.source.partition(BEGIN_RUBRIC)[2]
            if END_RUBRIC not in body:
                yield module.problem(
                    cell, f"The rubric has no end. Write `{END_RUBRIC}` on a line of its own under it."
                )
            elif not body.partition(END_RUBRIC)[0].strip():
                yield module.problem(cell, "The rubric is empty. Say how an instructor reads the reflection.")
        elif awaited:
            yield module.problem(before, f"Put a text cell with the rubric, from `{BEGIN_RUBRIC}` on, right under it.")
        before = cell


def _is_private(cell: AuthoredCell) -> bool:
    return isinstance(cell.item, Reflection) and cell.item.private
