"""What the quiz formats share: words around a question that a format has no place for."""

from __future__ import annotations

from babyinmind.items import Match, Number, Order, Question


def prompt_of(question: Question) -> str:
    """What is asked (Markdown), with the unit that a number is wanted in."""
    unit = f" (Answer in: {question.unit}.)" if isinstance(question, Number) and question.unit else ""
    return question.prompt.strip() + unit


def general_feedback(question: Question) -> str:
    """Feedback that belongs to parts for which formats keep none, told together (Markdown); "" where there is none."""
    feedback = getattr(question, "feedback", None) or {}
    match question:
        case Match():
            lines = [f"{text}: {feedback[name]}" for name, text in question.premises.items() if name in feedback]
        case Order():
            lines = [f"{question.options[name]}: {feedback[name]}" for name in question.key if name in feedback]
        case Number():
            lines = [
                f"{word}: {feedback[name]}" for name, word in (("low", "Lower"), ("high", "Higher")) if name in feedback
            ]
        case _:
            lines = []
    return "\n\n".join(lines)


def percent(part: int, of: int) -> str:
    """A share as Moodle lists it: whole, or with five decimals ("33.33333"); others it refuses."""
    return f"{100 * part / of:.5f}".rstrip("0").rstrip(".")
