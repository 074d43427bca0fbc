"""A small module without a fault, and an author who breaks it in one place at a time."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from babyinmind.authoring import read_module, write_normalised

SMALL = "98-small"

HEADER = """%%module
id: 98-small
title: A small module
minutes: 17
summary: What you can do after it.
content_note: Nothing graphic is described.
objectives:
  base:
    text: Recognise a secure base.
    areas: [Thinking]
    culture: true
"""
PRACTICE = """%%practice
id: first-guess
kind: choice
parallel: one-best
prompt: Whom does Tomas run to?
options:
  a: His great-uncle.
  b: The drum.
answer: a
feedback:
  a: Yes, he does.
  b: Look again.
"""
CHOICE = """%%question
id: one-best
kind: choice
objective: base
section: a-base
prompt: What is Samira for Noor?
options:
  a: A stranger.
  b: A secure base.
### BEGIN HIDDEN TESTS
answer: b
feedback:
  a: Whom did she look back to?
  b: Yes, she set out from her.
### END HIDDEN TESTS
"""
CHOICES = """%%question
id: several-right
kind: choices
objective: base
section: a-base
prompt: Which lines describe behaviour?
options:
  a: Noor looked back.
  b: Noor is clingy.
  c: Noor held a cup.
### BEGIN HIDDEN TESTS
answer: [a, c]
feedback:
  a: A camera could see it.
  b: This is a verdict.
  c: A camera could see this too.
### END HIDDEN TESTS
"""
MATCH = """%%question
id: pairs
kind: match
objective: base
section: a-base
prompt: Match each moment with what it shows.
premises:
  slide: Theo looks back and climbs.
  thunder: Kofi wakes and is held.
options:
  haven: A safe haven.
  base: A secure base.
### BEGIN HIDDEN TESTS
answer: {slide: base, thunder: haven}
feedback:
  slide: He sets out.
  thunder: He comes back.
### END HIDDEN TESTS
"""
ORDER = """%%question
id: steps
kind: order
objective: base
section: a-base
prompt: Put the steps in order.
options:
  wonder: Wonder with Hana.
  observe: Watch the bath.
  describe: Say what each did.
### BEGIN HIDDEN TESTS
answer: [observe, describe, wonder]
feedback:
  wonder: It needs a moment to wonder about.
  observe: It comes before any story.
  describe: It rests on what was seen.
### END HIDDEN TESTS
"""
NUMBER = """%%question
id: read-off
kind: number
objective: base
section: a-base
prompt: How many of 100?
unit: children
minimum: 0
maximum: 100
### BEGIN HIDDEN TESTS
answer: 48
tolerance: 1
feedback:
  right: About half.
  low: There are more.
  high: There are fewer.
### END HIDDEN TESTS
"""
VIGNETTE = """%%vignette
id: a-case
title: A case
start: door
scenes:
  door:
    text: The door opens.
    decisions:
      watch:
        text: I watch.
        consequence: You see more.
        to: end
  end:
    text: The day is over.
    lesson: Watching helps.
"""
BRANCHING = """%%vignette
id: a-branching-case
title: A longer case
start: door
scenes:
  door:
    text: The door opens.
    decisions:
      watch: {text: I watch., consequence: You see more., to: room}
      speak: {text: I speak., consequence: Nobody hears., to: room}
  room:
    text: Two people sit down.
    decisions:
      ask: {text: I ask., consequence: She tells., to: talk}
  talk:
    text: They talk.
    decisions:
      leave: {text: I leave., consequence: It was enough., to: end}
  end:
    text: The day is over.
    lesson: Small steps carry.
"""
FIGURE = """%%figure
id: a-figure
figure: attachment-countries
prompt: Move the slider.
"""
REFLECTION = """%%reflection
id: reflect
title: One moment
prompt: Tell one moment.
about:
  family: Noor and Samira
  practice: a moment of my own
words: [80, 150]
points: 1
"""
RUBRIC = """**How it is read.** In good faith.

=== BEGIN MARK SCHEME ===
Four levels of noticing.
=== END MARK SCHEME ==="""
HAND_IN = """%%hand_in
id: hand-in
"""
LESSON = "## A base\n\nA child sets out."

QUESTIONS = {"choice": CHOICE, "choices": CHOICES, "match": MATCH, "order": ORDER, "number": NUMBER}
CELLS = (
    "%load_ext babyinmind",
    HEADER,
    PRACTICE,
    LESSON,
    *QUESTIONS.values(),
    REFLECTION,
    RUBRIC,
    VIGNETTE,
    BRANCHING,
    HAND_IN,
)
"""The texts of a faultless module: what begins with '%' is code."""


def changed(text: str, old: str, new: str) -> str:
    """`text` with its one `old` replaced; an author's slip must hit."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def write_module(course: Path, *cells: str, name: str = SMALL, normalise: bool = True) -> Path:
    """Write a module's source notebook below `course`; gives its path."""
    path = course / "source" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = new_notebook(cells=[(new_code_cell if text[:1] == "%" else new_markdown_cell)(text) for text in cells])
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    if normalise:
        write_normalised(read_module(path))
    return path


def swapped(*pairs: tuple[str, str]) -> list[str]:
    """The small module's cells with whole cells replaced; "" takes one out."""
    cells = list(CELLS)
    for old, new in pairs:
        cells[cells.index(old)] = new
    return [cell for cell in cells if cell]
