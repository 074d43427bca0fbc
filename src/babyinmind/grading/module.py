"""A module as nbgrader stored it when it was generated: cells with keys and rubrics, in the order of the page.

Grading never reads the source notebook, which an author may be editing, nor a learner's notebook.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from nbgrader.api import Gradebook, MissingEntry, Notebook

from babyinmind.grading.errors import GradingError
from babyinmind.items import ModuleHeader, Reflection, build, split
from babyinmind.questions import ItemError, Question


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell of nbgrader's gradebook. `points` is None where nothing is graded; `task` marks a rubric cell."""

    name: str
    cell_type: str
    source: str
    checksum: str | None
    points: float | None = None
    task: bool = False

    @property
    def revision(self) -> str:
        """A short name for this very wording, key and points: it changes when the item is mended."""
        return hashlib.sha256(f"{self.source}\0{self.points}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Module:
    """What grading knows of a module."""

    id: str
    cells: tuple[StoredCell, ...]
    header: ModuleHeader | None
    questions: tuple[Question, ...]
    reflections: tuple[Reflection, ...]
    other_ids: frozenset[str]
    practice: tuple[Question, ...] = ()

    @cached_property
    def title(self) -> str:
        return self.header.title if self.header else self.id

    @cached_property
    def max_score(self) -> float:
        """Points of the questions alone, which the pass mark looks at."""
        return sum(float(question.points) for question in self.questions)

    @cached_property
    def revisions(self) -> dict[str, str]:
        return {cell.name: cell.revision for cell in self.cells}

    @cached_property
    def rubric_of(self) -> dict[str, StoredCell]:
        """Reflection id -> its rubric cell: the task cell that is named after it."""
        tasks = {cell.name: cell for cell in self.cells if cell.task}
        return {
            reflection.id: tasks[f"{reflection.id}-rubric"]
            for reflection in self.reflections
            if f"{reflection.id}-rubric" in tasks
        }


def stored_module(gradebook: Gradebook, module_id: str, released: Path | None = None) -> Module:
    """Read a module from the gradebook.

    `released` is the learners' version of the notebook, which gives the order of the cells (the gradebook keeps none);
    without it they stand in the order of their names. Raises `GradingError`.
    """
    try:
        notebook = gradebook.find_notebook(module_id, module_id)
    except MissingEntry:
        raise GradingError(
            f"The gradebook does not know the module {module_id}. Run `nbgrader generate_assignment {module_id}` first."
        ) from None
    cells = _in_order(_cells(notebook), _order(released))
    items = {}
    for cell in cells:
        text = split(cell.source) if cell.cell_type == "code" else None
        if text is None:
            continue
        try:
            items[cell.name] = (text.magic, build(text.magic, text.body))
        except (yaml.YAMLError, ItemError) as error:
            raise GradingError(
                f"The gradebook's cell {cell.name} of {module_id} cannot be read: {error}."
                f" Run `babyinmind check {module_id}`, mend it, and generate the module again."
            ) from error
    questions = tuple(item for magic, item in items.values() if magic == "question" and isinstance(item, Question))
    if keyless := [question.id for question in questions if not question.has_key]:
        raise GradingError(
            f"The gradebook holds no key for {', '.join(keyless)} of {module_id}: it was generated from a released"
            " notebook. Generate it from the instructor's source."
        )
    shared = tuple(item for _, item in items.values() if isinstance(item, Reflection) and not item.private)
    graded = {question.id for question in questions} | {reflection.id for reflection in shared}
    return Module(
        id=module_id,
        cells=cells,
        header=next((item for _, item in items.values() if isinstance(item, ModuleHeader)), None),
        questions=questions,
        reflections=shared,
        other_ids=frozenset(item.id for _, item in items.values()) - graded,
        practice=tuple(item for magic, item in items.values() if magic == "practice" and isinstance(item, Question)),
    )


def _cells(notebook: Notebook) -> dict[str, StoredCell]:
    points = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
    tasks = {cell.name for cell in notebook.task_cells}
    return {
        cell.name: StoredCell(
            cell.name, cell.cell_type, cell.source or "", cell.checksum, points.get(cell.name), cell.name in tasks
        )
        for cell in notebook.source_cells
    }


def _order(released: Path | None) -> list[str]:
    try:
        cells = json.loads(released.read_text(encoding="utf-8"))["cells"] if released else []
        return [str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _in_order(cells: dict[str, StoredCell], order: list[str]) -> tuple[StoredCell, ...]:
    place = {name: index for index, name in enumerate(order)}
    return tuple(sorted(cells.values(), key=lambda cell: (place.get(cell.name, len(place)), cell.name)))
