"""nbgrader's metadata, written from the items so that no author does it by hand."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from babyinmind.authoring.notebook import LOAD_EXTENSION, AuthoredCell, AuthoredModule
from babyinmind.items import Reflection
from babyinmind.questions import Question

SETUP_ID = "setup"
RUBRIC_SUFFIX = "-rubric"
_SCHEMA_VERSION = 3
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def normalised(module: AuthoredModule) -> NotebookNode:
    """A copy of the notebook with metadata derived from its items, code collapsed, no outputs. Texts stay as they are."""
    notebook = deepcopy(module.notebook)
    notebook.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    reflection: Reflection | None = None
    used: set[str] = set()
    for cell, node in zip(module.cells, notebook.cells, strict=True):
        node.metadata = nbformat.from_dict(_cell_metadata(cell, reflection))
        if node.cell_type == "code":
            node.outputs = []
            node.execution_count = None
            reflection = cell.item if isinstance(cell.item, Reflection) else None
        elif cell.is_rubric:
            reflection = None
        grade_id = node.metadata.get("nbgrader", {}).get("grade_id")
        node.id = _free_id(str(grade_id or node.get("id") or f"text-{cell.number}"), used)
    return notebook


def write_normalised(module: AuthoredModule) -> bool:
    """Write the normalised notebook back; gives whether anything changed."""
    text = as_text(normalised(module))
    if module.path.read_text(encoding="utf-8") == text:
        return False
    fresh = module.path.with_suffix(".ipynb.new")
    try:
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(module.path)
    finally:
        fresh.unlink(missing_ok=True)
    return True


def is_normalised(module: AuthoredModule) -> bool:
    return Path(module.path).read_text(encoding="utf-8") == as_text(normalised(module))


def as_text(notebook: NotebookNode) -> str:
    """A notebook as it stands in a file."""
    return nbformat.writes(notebook) + "\n"


def _cell_metadata(cell: AuthoredCell, reflection: Reflection | None) -> dict[str, Any]:
    nbgrader: dict[str, Any] = {
        "schema_version": _SCHEMA_VERSION,
        "locked": True,
        "grade": False,
        "solution": False,
        "task": False,
    }
    if cell.node.cell_type == "code":
        if cell.source.strip() == LOAD_EXTENSION:
            nbgrader["grade_id"] = SETUP_ID
        elif cell.item is not None:
            nbgrader["grade_id"] = cell.item.id
            if isinstance(cell.item, Question) and cell.text and cell.text.magic == "question":
                nbgrader |= {"grade": True, "points": cell.item.points}
        else:
            return dict(cell.node.metadata)
        return {"jupyter": {"source_hidden": True}, "nbgrader": nbgrader}
    if cell.is_rubric and reflection is not None:
        return {
            "nbgrader": nbgrader
            | {"grade_id": reflection.id + RUBRIC_SUFFIX, "task": True, "points": reflection.points or 1.0}
        }
    return {}


def _free_id(wanted: str, used: set[str]) -> str:
    name, count = wanted[:64], 1
    while name in used:
        count += 1
        name = f"{wanted[:60]}-{count}"
    used.add(name)
    return name
