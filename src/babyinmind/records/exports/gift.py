"""Quizzes as GIFT, which Moodle and many others import.

What differs from the course: an order is asked as "which place has this step?", so that each step in its place earns its
share (the course counts pairs of steps). Feedback on an order, on a match and on numbers that are too low or too high
is told together after the answer. GIFT has no points: each question counts 1 until changed.
Source: Moodle documentation, *GIFT format*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from babyinmind.grading.module import Module
from babyinmind.items import Choice, Choices, Match, Number, Order, Question
from babyinmind.records.exports.quiz import general_feedback, percent, prompt_of


def gift(modules: Iterable[Module]) -> str:
    """All graded questions of modules, each module a category."""
    return "".join(text for module in modules for text in _module(module))


def _module(module: Module) -> Iterator[str]:
    yield f"$CATEGORY: {f'{module.id} {module.title}'.replace('/', '//')}\n\n"
    for question in module.questions:
        answers = "\n".join(f"\t{line}" for line in _answers(question))
        general = general_feedback(question)
        after = f"\n\t####{_escaped(general)}" if general else ""
        kind = "#" if isinstance(question, Number) else ""
        yield f"::{_escaped(question.id)}::[markdown]{_escaped(prompt_of(question))}{{{kind}\n{answers}{after}\n}}\n\n"


def _answers(question: Question) -> Iterator[str]:
    match question:
        case Choice():
            for name, text in question.options.items():
                mark = "=" if name == question.key else "~"
                yield f"{mark}{_escaped(text)}{_feedback(question.feedback, name)}"
        case Choices():
            for name, text in question.options.items():
                worth = percent(1 if name in question.key else -1, len(question.key))
                yield f"~%{worth}%{_escaped(text)}{_feedback(question.feedback, name)}"
        case Match():
            for premise, text in question.premises.items():
                yield f"={_escaped(text)} -> {_escaped(question.options[question.key[premise]])}"
            for name, text in question.options.items():
                if name not in question.key.values():
                    yield f"= -> {_escaped(text)}"
        case Order():
            for place, step in enumerate(question.key, 1):
                yield f"={_escaped(question.options[step])} -> {place}"
        case Number():
            yield f"={question.key:.12g}:{question.tolerance or 0:.12g}{_feedback(question.feedback, 'right')}"


def _feedback(feedback: dict[str, str] | None, name: str) -> str:
    text = (feedback or {}).get(name, "")
    return f"#{_escaped(text)}" if text else ""


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text.strip()).replace("\n", "\\n")
