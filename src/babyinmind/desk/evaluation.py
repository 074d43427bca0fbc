"""The evaluation, taken in without names: from the drop folder into a table that knows neither learner, time nor order."""

from __future__ import annotations

import json
import random
import re
import stat
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from babyinmind.course.evaluation import FOLDER, FORM, SHOWN_FROM, FormFaulty, FormQuestion, checked
from babyinmind.gradebook.schema import Evaluation
from babyinmind.grading.start import exchange_of
from babyinmind.grading.texts import small_text
from babyinmind.records.cohort_session import Records
from babyinmind.records.spreadsheet import as_csv

_NAME = re.compile(r"[0-9a-f]{32}\.json")
_LIMIT = 50_000
"""More bytes than any form takes."""
_MODE = stat.S_ISVTX | stat.S_ISGID | 0o733
"""As nbgrader's own inbound: everybody may lay something in, only the owner can list it; nobody can move another's."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered to one question by `n` learners: how many chose each option, or their words in random order.

    Both are empty where fewer than `SHOWN_FROM` answered it.
    """

    question: FormQuestion
    n: int
    counts: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluated:
    """`n` forms are shown, `waiting` lie until they are enough. `about` holds each question; nothing below `SHOWN_FROM`."""

    n: int
    waiting: int
    about: tuple[Answers, ...] = ()


def make_box(course: Path, *, groupshared: bool = False) -> None:
    """Make the folder for forms in the exchange's folder of a course, with the rights of nbgrader's inbound. Raises `OSError`."""
    box = course / FOLDER
    if not box.exists():
        box.mkdir()
        box.chmod(_MODE | (stat.S_IRGRP if groupshared else 0))


def evaluated(records: Records) -> Evaluated:
    """Take in what waits, if it is enough, and give what may be shown."""
    with Session(records.gradebook.engine) as session:
        waiting = _take_in(session, _box(records))
        forms = list(session.scalars(select(Evaluation.answers)))
    if len(forms) < SHOWN_FROM:
        return Evaluated(len(forms), waiting)
    return Evaluated(len(forms), waiting, tuple(_about(question, forms) for question in FORM))


def as_table(found: Evaluated) -> str:
    """As CSV: a line for each option with how many chose it, and one for each answer in words, under the rule of the page."""
    rows: list[tuple[Any, ...]] = []
    for about in found.about:
        question = (about.question.text, about.n)
        if about.n < SHOWN_FROM:
            rows.append((*question, f"shown from {SHOWN_FROM} on", ""))
        rows += [(*question, *each) for each in zip(about.question.options, about.counts, strict=False)]
        rows += [(*question, words, "") for words in about.words]
    return as_csv(("question", "answered", "answer", "chosen"), rows)


def _box(records: Records) -> Path:
    coursedir = records.view()
    course = exchange_of(coursedir)
    # A course that was released before there was an evaluation; where another owns it, the owner's next look makes it.
    if (course / "inbound").is_dir():
        with suppress(OSError):
            make_box(course, groupshared=coursedir.groupshared)
    return course / FOLDER


def _take_in(session: Session, box: Path) -> int:
    """Move forms into the table, always several at once, so that nobody sees what a single newcomer changed; gives how many wait."""
    try:
        names = [path for path in box.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return 0
    found = {path: answers for path in names if (answers := _read(path)) is not None}
    if len(found) < SHOWN_FROM:
        return len(found)
    taken = set(session.scalars(select(Evaluation.id).where(Evaluation.id.in_([path.stem for path in found]))))
    session.add_all(Evaluation(id=path.stem, answers=found[path]) for path in found if path.stem not in taken)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # another instructor looks at this moment, and takes them in
        return 0
    for path in found:
        with suppress(OSError):  # read again next time, and known by its id
            path.unlink()
    return 0


def _read(path: Path) -> dict[str, int | str] | None:
    """A form; None for anything else that lies there."""
    try:
        return checked(json.loads(small_text(path, _LIMIT) or ""))
    except (ValueError, RecursionError, FormFaulty):
        return None


def _about(question: FormQuestion, forms: list[dict[str, Any]]) -> Answers:
    given = [form[question.id] for form in forms if question.id in form]
    if len(given) < SHOWN_FROM:
        return Answers(question, len(given))
    if question.options:
        chosen = Counter(given)
        return Answers(question, len(given), counts=tuple(chosen[place] for place in range(len(question.options))))
    return Answers(question, len(given), words=tuple(random.sample(given, len(given))))
