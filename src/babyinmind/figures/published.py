"""The published numbers: one CSV a figure in `data/`, with a `.source.md` beside it that says where each came from."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv`, column to text. Raises FileNotFoundError if there is no such file."""
    text = (files(__package__) / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
