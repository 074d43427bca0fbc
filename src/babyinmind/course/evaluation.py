"""The evaluation of the course: an optional form without names, when it is offered, and what one that was filled in may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babyinmind.course.module_status import module_statuses
from babyinmind.errors import BabyInMindError
from babyinmind.responses.places import learner_folder

SHOWN_FROM = 5
"""Fewer than so many are shown to nobody: they would be somebody's own."""
FOLDER = "evaluation"
"""In the course's folder of the exchange: everybody may lay a form in, its owner alone can list it."""
LONGEST = 1000
"""Characters of an answer in words."""
_SENT = "evaluation-sent"


class FormFaulty(BabyInMindError):
    """A form holds what it does not ask for, or nothing at all; the text says what."""


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """`options` in their order; none where words are asked for. `about` is its short name on the instructor's page."""

    id: str
    about: str
    text: str
    options: tuple[str, ...] = ()


_HOW_MUCH = ("Not at all", "A little", "Somewhat", "Mostly", "Very")
FORM = (
    FormQuestion("useful", "Usefulness", "How useful is this course for your work?", _HOW_MUCH),
    FormQuestion("clear", "Clarity", "How clear were the texts, the pictures and the questions?", _HOW_MUCH),
    FormQuestion(
        "pace",
        "Pace",
        "How was the pace: how much there was to take in at a time?",
        ("Far too slow", "A little slow", "About right", "A little fast", "Far too fast"),
    ),
    FormQuestion(
        "respectful",
        "Cultural respect",
        "How respectful was it of the families you know, of their cultures and of your own?",
        _HOW_MUCH,
    ),
    FormQuestion("confident", "Confidence to act", "How confident are you to act on what you learned?", _HOW_MUCH),
    FormQuestion("easy", "Technical ease", "How easy was it to use the pages, to save and to hand in?", _HOW_MUCH),
    FormQuestion(
        "will-use", "What will be used in practice", "What from this course will you use, or do you use already?"
    ),
    FormQuestion(
        "comment", "Open comment", "What should we keep, and what should we change, for those who come after you?"
    ),
)
"""Eight questions, under three minutes. Each may be left out."""


def is_due(home: Path) -> bool:
    """Whether every module that has been released to the learner whose folder is `home` was handed in once."""
    written = [one for one in module_statuses(home) if one.state != "unwritten"]
    return bool(written) and all(one.handed_in for one in written)


def was_sent(home: Path) -> bool:
    """Whether a form was sent from this folder. What it held is kept nowhere on the learner's side."""
    return (learner_folder(home) / _SENT).exists()


def note_sent(home: Path) -> None:
    """Note that it was sent, on the learner's side alone. Raises `OSError`."""
    folder = learner_folder(home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _SENT).touch(mode=0o600)


def checked(form: Any) -> dict[str, int | str]:
    """Question -> the number of the chosen option, from 0, or words; what was left out is not in it. Raises `FormFaulty`."""
    if not isinstance(form, Mapping) or not set(form) <= {one.id for one in FORM}:
        raise FormFaulty("The form holds what it does not ask for.")
    answers = {one.id: _answer(one, form[one.id]) for one in FORM if form.get(one.id) is not None}
    found = {name: value for name, value in answers.items() if value != ""}
    if not found:
        raise FormFaulty("Nothing is answered yet. Answer at least one question, or leave the whole form out.")
    return found


def _answer(question: FormQuestion, value: Any) -> int | str:
    if question.options:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < len(question.options):
            raise FormFaulty(f"“{question.text}” has an answer that it does not offer.")
        return value
    if not isinstance(value, str):
        raise FormFaulty(f"“{question.text}” is answered in words.")
    words = value.strip()
    if len(words) > LONGEST:
        raise FormFaulty(f"“{question.text}” has more than {LONGEST} characters. Please shorten it.")
    return words
