"""A small module with every kind of question, as nbgrader would have stored it: for tests that need no commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MODULE = "00-small"
RUBRIC = "look-back-rubric"
CELLS = {
    "00-small": """%%module
id: 00-small
title: Small
minutes: 1
summary: Small.
content_note: None.
objectives:
  see: {text: See., areas: [Thinking], culture: true}
""",
    "zebra-first": """%%question
id: zebra-first
kind: choice
prompt: Which one?
section: on-zebras
options:
  a: The first option
  b: The second option
  c: The <third> option
### BEGIN HIDDEN TESTS
answer: b
feedback: {a: Why not a., b: Why b., c: Why not c.}
### END HIDDEN TESTS
""",
    "several": """%%question
id: several
kind: choices
points: 2
prompt: Which ones?
options: {a: Pick a, b: Pick b, c: Pick c, d: Pick d}
### BEGIN HIDDEN TESTS
answer: [a, c]
feedback: {a: Why a belongs., b: Why b does not., c: Why c belongs., d: Why d does not.}
### END HIDDEN TESTS
""",
    "pairs": """%%question
id: pairs
kind: match
prompt: What belongs to what?
premises: {x: Premise x, y: Premise y}
options: {two: Option two, one: Option one}
### BEGIN HIDDEN TESTS
answer: {x: one, y: two}
feedback: {x: Why x is one., y: Why y is two.}
### END HIDDEN TESTS
""",
    "steps": """%%question
id: steps
kind: order
prompt: In which order?
options: {a: Step a, b: Step b, c: Step c}
### BEGIN HIDDEN TESTS
answer: [b, a, c]
feedback: {a: Why a is second., b: Why b is first., c: Why c is last.}
### END HIDDEN TESTS
""",
    "amount": """%%question
id: amount
kind: number
prompt: How many?
unit: children
### BEGIN HIDDEN TESTS
answer: 7421
tolerance: 1
feedback: {right: Yes it is 7421., low: Too few., high: Too many.}
### END HIDDEN TESTS
""",
    "look-back": """%%reflection
id: look-back
title: Looking back
prompt: Write.
about: {family: the family, practice: my practice}
points: 1
""",
    RUBRIC: "How it is read.\n\n=== BEGIN MARK SCHEME ===\nThe rubric.\n=== END MARK SCHEME ===",
}
QUESTIONS = ("zebra-first", "several", "pairs", "steps", "amount")
RIGHT: dict[str, Any] = {
    "zebra-first": "b",
    "several": ["a", "c"],
    "pairs": {"x": "one", "y": "two"},
    "steps": ["b", "a", "c"],
    "amount": 7421,
}
WRONG: dict[str, Any] = {
    "zebra-first": "a",
    "several": ["b", "d"],
    "pairs": {"x": "two", "y": "one"},
    "steps": ["c", "a", "b"],
    "amount": 1,
}
POINTS = 6.0
WRITTEN = {"about": "practice", "text": "I saw her look."}


def store(db_url: str, changed: dict[str, str] | None = None) -> None:
    """Put the module into a new gradebook, or its changed cells into an old one, as `SaveCells` does."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url) as gradebook:
        gradebook.update_or_create_assignment(MODULE)
        gradebook.update_or_create_notebook(MODULE, MODULE)
        for name, source in (CELLS | (changed or {})).items():
            kind = "markdown" if name == RUBRIC else "code"
            gradebook.update_or_create_source_cell(name, MODULE, MODULE, source=source, cell_type=kind)
            if name in QUESTIONS:
                points = 2 if name == "several" else 1
                gradebook.update_or_create_grade_cell(name, MODULE, MODULE, max_score=points, cell_type="code")
            if name == RUBRIC:
                gradebook.update_or_create_task_cell(name, MODULE, MODULE, max_score=1, cell_type="markdown")


def released(folder: Path) -> Path:
    """The learners' notebook, which gives the order of the cells."""
    path = folder / "release" / MODULE / f"{MODULE}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [
        {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": name}}, "source": source}
        for name, source in CELLS.items()
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path
