"""CSV that spreadsheets open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Sequence[str | float | None]]) -> str:
    """Rows as CSV (RFC 4180, UTF-8 when written). None is an empty cell; numbers have twelve digits at most."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    return f"{value:.12g}"


def neutral(text: str) -> str:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it.

    Source: OWASP, *CSV Injection*. The apostrophe stays in what an importer reads; people are matched by their id.
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
