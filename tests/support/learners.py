"""Learners who answer as real ones do: by what they know, with blanks, and with a seed so that it can be done again."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from babyinmind.authoring import read_module
from babyinmind.grading.module import Module
from babyinmind.items import Item, ModuleHeader, Reflection
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order

HANDED_IN = datetime(2026, 11, 2, 20, 15, 0, tzinfo=UTC)
SENTENCE = "she turned and looked at her grandmother before the door opened and I noticed that I held my breath"
WORDS = SENTENCE.split()


def items_of(notebook: Path) -> list[tuple[str, Item]]:
    """(magic, item) for every item of a notebook, in the order of the page."""
    return [(cell.text.magic, cell.item) for cell in read_module(notebook).cells if cell.text and cell.item]


def modules_of(project: Path) -> list[Module]:
    """The course's modules as they are written, each with its graded questions."""
    found = []
    for notebook in sorted((project / "source").glob("*/*.ipynb")):
        items = items_of(notebook)
        asked = tuple(item for magic, item in items if magic == "question" and isinstance(item, Question))
        header = next(item for _, item in items if isinstance(item, ModuleHeader))
        found.append(Module(header.id, (), header, asked, (), frozenset()))
    return found


def right_answer(question: Question) -> Any:
    return question.key


def wrong_answer(question: Question) -> Any:
    """An answer that earns nothing."""
    match question:
        case Choice():
            return next(name for name in question.options if name != question.key)
        case Choices():
            return [name for name in question.options if name not in question.key]
        case Match():
            return {
                premise: next(name for name in question.options if name != right)
                for premise, right in question.key.items()
            }
        case Order():
            return question.key[::-1]
        case Number():
            return question.key + 10 * (question.tolerance or 1) + 1
    raise TypeError(question)


def some_answer(question: Question, ability: float, chance: random.Random) -> Any:
    """Right with probability `ability`, else something a beginner could have given; now and then nothing."""
    if chance.random() < 0.04:
        return None
    if chance.random() < ability:
        return right_answer(question)
    match question:
        case Choice():
            return chance.choice(list(question.options))
        case Choices():
            return [name for name in question.options if chance.random() < 0.5]
        case Match():
            return {premise: chance.choice(list(question.options)) for premise in question.premises}
        case Order():
            return chance.sample(list(question.options), len(question.options))
        case Number():
            return round(question.key + chance.uniform(-5, 5), 1)
    raise TypeError(question)


def reflection_text(chance: random.Random, words: int = 110) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words)) + "."


def answers_file(module: str, values: dict[str, Any], *, when: datetime = HANDED_IN) -> str:
    """The text of an answers file with these values; None values are left out."""
    at = when.isoformat().replace("+00:00", "Z")
    return json.dumps(
        {
            "format": "babyinmind-responses",
            "version": 1,
            "module": module,
            "store": "0" * 32,
            "seed": 1,
            "answers": {
                name: {"revision": 1, "value": value, "at": at} for name, value in values.items() if value is not None
            },
            "sittings": [],
        }
    )


def simulated_values(items: list[tuple[str, Item]], seed: int) -> dict[str, Any]:
    """One learner's answers to a module, by seed."""
    chance = random.Random(seed)
    ability = chance.betavariate(4, 2)
    values: dict[str, Any] = {}
    for magic, item in items:
        if magic == "question" and isinstance(item, Question):
            values[item.id] = some_answer(item, ability, chance)
        elif isinstance(item, Reflection) and not item.private and chance.random() < 0.9:
            values[item.id] = {"about": next(iter(item.about or {"": ""})), "text": reflection_text(chance)}
    return values


def hand_in(
    submitted: Path,
    learner: str,
    module: str,
    values: dict[str, Any] | str | None,
    notebook: Path,
    *,
    when: datetime = HANDED_IN,
) -> Path:
    """Lay a hand-in into `submitted/` as nbgrader's collect would; `values` may be the whole text of the file."""
    folder = submitted / learner / module
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{module}.ipynb").write_bytes(notebook.read_bytes())
    (folder / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S.%f} UTC\n")
    if values is not None:
        text = values if isinstance(values, str) else answers_file(module, values, when=when)
        (folder / f"{module}.responses.json").write_text(text, encoding="utf-8")
    return folder


def arrive(
    inbound: Path, learner: str, module: str, values: dict[str, Any], *, at: str, secret: str, notebook: Path
) -> Path:
    """Lay a folder into inbound as `nbgrader submit` leaves it; `at` is a time as nbgrader writes it."""
    folder = inbound / f"{learner}+{module}+{at}+c2VjcmV0"
    folder.mkdir(parents=True)
    (folder / f"{module}.responses.json").write_text(answers_file(module, values), encoding="utf-8")
    (folder / f"{module}.ipynb").write_bytes(notebook.read_bytes())
    (folder / "timestamp.txt").write_text(at)
    (folder / "submission_secret.txt").write_text(secret)
    return folder


def later(days: int) -> datetime:
    return HANDED_IN + timedelta(days=days)
