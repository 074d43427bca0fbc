"""Quizzes as GIFT, which Moodle and many others import.

GIFT has no points: each question counts 1 until changed. What a kind of question loses on the way, its `exports` says.
Source: Moodle documentation, *GIFT format*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from babyinmind.grading.module import Module
from babyinmind.questions import kind_of
from babyinmind.questions.gift import escaped


def gift(modules: Iterable[Module]) -> str:
    """All graded questions of modules, each module a category."""
    return "".join(text for module in modules for text in _module(module))


def _module(module: Module) -> Iterator[str]:
    yield f"$CATEGORY: {f'{module.id} {module.title}'.replace('/', '//')}\n\n"
    for question in module.questions:
        exports = kind_of(question).exports
        answers = "\n".join(f"\t{line}" for line in exports.gift(question))
        general = exports.general_feedback(question)
        after = f"\n\t####{escaped(general)}" if general else ""
        asked = f"::{escaped(question.id)}::[markdown]{escaped(exports.prompt(question))}"
        yield f"{asked}{{{exports.gift_sign}\n{answers}{after}\n}}\n\n"
