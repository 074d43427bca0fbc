"""The notebook that formgrader shows to an instructor: what was answered, what was written, the rubric under it."""

from __future__ import annotations

import json
from typing import Any

from babyinmind.grading.feedback_policy import Results
from babyinmind.grading.html import faults_html, question_html, reflection_text_html
from babyinmind.grading.module import Module, StoredCell
from babyinmind.grading.scoring import Outcome
from babyinmind.items import BEGIN_RUBRIC, END_RUBRIC

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def graded_notebook(module: Module, outcome: Outcome, results: Results) -> dict[str, Any]:
    """A notebook (format 4.5, plain data) of the cells that are graded or read, made from stored cells alone.

    `results` tells everything, since an instructor reads it.
    """
    scores = {each.question.id: each.score for each in outcome.questions}
    questions = {each.id: (number, each) for number, each in enumerate(results.questions, start=1)}
    reflections = {each.id: each for each in results.reflections}
    cells = []
    if results.faults:
        cells.append(_faults(results.faults))
    for cell in module.cells:
        if cell.name in questions:
            number, question = questions[cell.name]
            cells.append(_code(cell, f"# {question.id}", question_html(question, number), scores[cell.name]))
        elif cell.name in reflections:
            cells.append(_code(cell, f"# {cell.name}", reflection_text_html(reflections[cell.name]), None))
        elif cell.task:
            cells.append(_rubric(cell))
    return {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}


def as_text(notebook: dict[str, Any]) -> str:
    # Without indentation json encodes in C, in a third of the time.
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n"


def _code(cell: StoredCell, source: str, html: str, score: float | None) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = [{"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}]
    if score is not None:
        outputs.append(
            {
                "output_type": "execute_result",
                "execution_count": None,
                # A plain float: nbgrader gives full marks for anything that it cannot read as one.
                "data": {"text/plain": repr(float(score))},
                "metadata": {},
            }
        )
    return {
        "cell_type": "code",
        "id": cell.name[:64],
        "execution_count": None,
        "metadata": _nbgrader(cell) | {"jupyter": {"source_hidden": True}},
        "outputs": outputs,
        "source": source,
    }


def _rubric(cell: StoredCell) -> dict[str, Any]:
    source = cell.source.replace(BEGIN_RUBRIC, "").replace(END_RUBRIC, "")
    return {"cell_type": "markdown", "id": cell.name[:64], "metadata": _nbgrader(cell), "source": source}


def _faults(faults: tuple[str, ...]) -> dict[str, Any]:
    # As output: Markdown would let what a learner wrote into the file's names through as HTML.
    outputs = [{"output_type": "display_data", "data": {"text/html": faults_html(faults)}, "metadata": {}}]
    hidden = {"jupyter": {"source_hidden": True}}
    return {
        "cell_type": "code", "id": "faults", "execution_count": None, "metadata": hidden, "outputs": outputs,
        "source": "# about this hand-in",
    }  # fmt: skip


def _nbgrader(cell: StoredCell) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": cell.name,
        "locked": True,
        "solution": False,
        "grade": cell.points is not None and not cell.task,
        "task": cell.task,
        "cell_type": cell.cell_type,
    }
    if cell.points is not None:
        metadata["points"] = cell.points
    if cell.checksum:
        metadata["checksum"] = cell.checksum
    return {"deletable": False, "editable": False, "nbgrader": metadata}
