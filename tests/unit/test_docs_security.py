"""docs/security.md names for each place the test that holds it, and that test is there."""

from __future__ import annotations

import re
from pathlib import Path

_TEST = re.compile(r"`((?:unit|flow|hub|browser)/test_\w+\.py)::(test_\w+)`")


def test_every_test_that_it_names_is_there(project: Path) -> None:
    text = (project / "docs" / "security.md").read_text("utf-8")
    named = set(_TEST.findall(text))
    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (path := project / "tests" / file).is_file() or f"\ndef {name}(" not in path.read_text("utf-8")
    ]
    assert missing == []
    assert text.count(".py::") == len(_TEST.findall(text)), "a test is named in a way that is not looked up"


def test_every_place_says_what_stops_an_attack_and_what_holds_it(project: Path) -> None:
    text = (project / "docs" / "security.md").read_text("utf-8")
    rows = [line for line in text.partition("## Places")[2].partition("## ")[0].splitlines() if line.startswith("| ")]
    assert len(rows) > 30
    for row in rows[1:]:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 4, row
        assert all(cells), row
