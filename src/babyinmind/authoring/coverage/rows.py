"""The rows of `rows.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that one source asks for: id -> what is asked."""

    title: str
    source: str
    rows: dict[str, str]


@cache
def groups() -> tuple[Group, ...]:
    """The groups in the order of the file."""
    text = (files(__package__) / "rows.yml").read_text(encoding="utf-8")
    return tuple(Group(one["title"], one["source"], one["rows"]) for one in yaml.safe_load(text))


def row_ids() -> tuple[str, ...]:
    """Every id that an objective may name under `covers:`."""
    return tuple(name for group in groups() for name in group.rows)
