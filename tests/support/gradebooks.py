"""Gradebooks opened as the course opens them, for tests that have no course folder."""

from __future__ import annotations

from nbgrader.api import Gradebook
from sqlalchemy import Engine, text

from babyinmind.gradebook.upgrade import VERSION_TABLE, upgrade


def opened(url: str) -> Gradebook:
    """The gradebook at `url`, made where there is none, at the latest schema."""
    Gradebook(url).close()
    upgrade(url)
    return Gradebook(url)


def forget_version(engine: Engine, *tables: str) -> None:
    """Take from a gradebook its schema's number and these tables, as before schemas were numbered."""
    with engine.begin() as connection:
        for table in (VERSION_TABLE, *tables):
            connection.execute(text(f"DROP TABLE {table}"))
