"""What credit knows of the modules in a gradebook, and of which reflections an instructor has read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from nbgrader.api import Assignment, Grade, Notebook, SourceCell, SubmittedAssignment, SubmittedNotebook, TaskCell
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from babyinmind.course.modules import in_course_order
from babyinmind.items import ModuleHeader, build, split
from babyinmind.items.page import COMPETENCY_AREAS
from babyinmind.questions import ItemError


@dataclass(frozen=True, slots=True)
class CreditModule:
    """A module of the gradebook: its header's minutes, the areas of its objectives, whether a person reads a part of it."""

    id: str
    title: str
    minutes: int
    areas: tuple[str, ...]
    is_read_by_people: bool


def stored_modules(session: Session) -> list[CreditModule]:
    """The modules that were generated into this gradebook, in the course's order. One query."""
    headers_and_rubrics = (
        select(Assignment.name, SourceCell.source, TaskCell.id)
        .join(Notebook, Notebook.assignment_id == Assignment.id)
        .join(SourceCell, SourceCell.notebook_id == Notebook.id)
        .outerjoin(TaskCell, (TaskCell.notebook_id == Notebook.id) & (TaskCell.name == SourceCell.name))
        .where(or_(func.ltrim(SourceCell.source).startswith("%%module"), TaskCell.id.is_not(None)))
    )
    headers: dict[str, ModuleHeader] = {}
    read: set[str] = set()
    for name, source, task in session.execute(headers_and_rubrics):
        if task is not None:
            read.add(name)
        elif header := _header(source):
            headers[name] = header
    return [
        CreditModule(name, headers[name].title, headers[name].minutes, areas_of(headers[name]), name in read)
        for name in in_course_order(headers)
    ]


def areas_of(header: ModuleHeader) -> tuple[str, ...]:
    """The competency areas that a module's objectives address, in the areas' own order. They carry no hours."""
    named = {area for objective in header.objectives.values() for area in objective.areas}
    return tuple(area for area in COMPETENCY_AREAS if area in named)


def reading_by_learner(session: Session, learners: list[str] | None = None) -> dict[tuple[str, str], bool]:
    """(learner, module) -> whether an instructor has read all of what the latest hand-in wrote. One query.

    Read means that nbgrader holds a manual score and does not wait for another.
    """
    query: Any = (
        select(SubmittedAssignment.student_id, Assignment.name, Grade.manual_score, Grade.needs_manual_grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(TaskCell, TaskCell.id == Grade.cell_id)
    )
    if learners is not None:
        query = query.where(SubmittedAssignment.student_id.in_(learners))
    found: dict[tuple[str, str], bool] = {}
    for learner, module, score, waiting in session.execute(query):
        read = score is not None and not waiting
        found[learner, module] = read and found.get((learner, module), True)
    return found


def _header(source: str) -> ModuleHeader | None:
    text = split(source or "")
    if text is None:
        return None
    try:
        item = build(text.magic, text.body)
    except (yaml.YAMLError, ItemError):
        return None
    return item if isinstance(item, ModuleHeader) else None
