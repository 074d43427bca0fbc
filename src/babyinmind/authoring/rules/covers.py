"""What an objective covers of what the sources ask for."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from babyinmind.authoring.coverage import row_ids
from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem


def are_known(module: AuthoredModule) -> Iterator[Problem]:
    """`covers:` names rows of the table, each once."""
    if module.header is None:
        return
    known = row_ids()
    for name, objective in module.header.objectives.items():
        for place, row in enumerate(objective.covers):
            at = ("objectives", name, "covers", place)
            if row not in known:
                near = get_close_matches(row, known, n=1, cutoff=0.5)
                mend = f"Did you mean {near[0]!r}?" if near else f"They are: {', '.join(known)}."
                yield module.problem(
                    module.with_magic("module")[0],
                    f"{row!r} is no row of what the sources ask for (authoring/coverage/rows.yml). {mend}",
                    at,
                )
            elif row in objective.covers[:place]:
                yield module.problem(
                    module.with_magic("module")[0], f"{row!r} stands twice under `covers:`. Name it once.", at
                )
