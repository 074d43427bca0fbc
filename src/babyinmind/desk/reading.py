"""One reflection as its reader needs it: what was asked, what was written, the rubric with its levels, together."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.errors import BabyInMindError
from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.errors import GradingError
from babyinmind.grading.grader import module_of
from babyinmind.items import BEGIN_RUBRIC, END_RUBRIC, Rubric, rubric_of
from babyinmind.questions import ResponseError
from babyinmind.records.cohort_session import Records


class NothingToRead(BabyInMindError):
    """There is no such reflection; the text says why."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader has before them. `prompt`, `notes` and the rubric are authors' Markdown; `text` is the learner's.

    `notes` is what the rubric's cell says to its reader around the table; `rubric` is None where it holds no table.
    """

    title: str
    prompt: str
    about: str
    text: str
    notes: str
    rubric: Rubric | None


def read(records: Records, learner: str, module_id: str, cell: str) -> Reading:
    """The reflection whose rubric is `cell`, of a learner's latest graded hand-in. Raises `NothingToRead`."""
    try:
        module = module_of(records.gradebook, records.view(), module_id)
    except GradingError as error:
        raise NothingToRead(str(error)) from error
    rubrics = {rubric.name: (reflection, rubric) for reflection, rubric in module.rubric_of.items()}
    name, rubric = rubrics.get(cell, ("", None))
    if rubric is None:
        raise NothingToRead("This is a question that was graded by hand before. Open it in formgrader.")
    latest = select(Attempt.answers).filter_by(learner=learner, module=module_id).order_by(Attempt.handed_in.desc())
    with Session(records.gradebook.engine) as session:
        answers = session.scalars(latest.limit(1)).first() or {}
    reflection = next(one for one in module.reflections if one.id == name)
    value = (answers.get(name) or {}).get("value")
    try:
        text = reflection.text(value)
    except ResponseError as error:
        raise NothingToRead(str(error)) from error
    return Reading(
        title=reflection.title,
        prompt=reflection.prompt,
        about=reflection.about_words(value),
        text=text,
        notes=_around_the_table(rubric.source),
        rubric=rubric_of(rubric.source),
    )


def _around_the_table(source: str) -> str:
    scheme = source.partition(BEGIN_RUBRIC)[2].partition(END_RUBRIC)[0]
    return "\n".join(line for line in scheme.splitlines() if not line.lstrip().startswith("|")).strip()
