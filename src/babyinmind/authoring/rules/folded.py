"""Heavy passages are folded behind one factual line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.questions.text import plain

_OPENS = re.compile(r"<details\b[^>]*>", flags=re.IGNORECASE)
_CLOSES = re.compile(r"</details\s*>", flags=re.IGNORECASE)
_SUMMARY = re.compile(r"\s*<summary\b[^>]*>(.*?)</summary>", flags=re.IGNORECASE | re.DOTALL)
_MEND = "Write <summary>One factual line</summary> right under <details>."


def have_a_line(module: AuthoredModule) -> Iterator[Problem]:
    """Every `<details>` begins with a `<summary>` of one line, and ends in its own cell."""
    for cell in module.cells:
        if not cell.is_markdown:
            continue
        parts = _OPENS.split(cell.source)[1:]
        for opening, part in zip(_OPENS.finditer(cell.source), parts, strict=True):
            line = cell.source.count("\n", 0, opening.start()) + 1
            summary = _SUMMARY.match(part)
            if summary is None:
                yield module.problem(cell, f"This folded part has no summary line. {_MEND}", line=line)
            elif not plain(summary[1]) or "\n" in summary[1].strip():
                yield module.problem(cell, f"A folded part's summary is one line with words in it. {_MEND}", line=line)
            if not _CLOSES.search(part):
                yield module.problem(
                    cell, "This folded part does not end before the next or in its cell. Write </details>.", line=line
                )
