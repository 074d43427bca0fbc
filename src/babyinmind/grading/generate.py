"""What nbgrader's `generate_assignment` does besides: refuse a module with faults, close the page for learners."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from babyinmind.authoring import faults_of
from babyinmind.grading.errors import GradingError


class RefuseFaults(NbGraderPreprocessor):
    """Nothing is generated from a module with faults, nor while an answer file lies in its folder.

    A notebook that is none of ours (no `%load_ext babyinmind`) is left to nbgrader alone.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        if not any(cell.source.strip() == "%load_ext babyinmind" for cell in nb.cells):
            return nb, resources
        place = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir
        folder = Path(coursedir.format_path(coursedir.source_directory, ".", place["assignment"]))
        if problems := faults_of(folder / f"{place['notebook']}.ipynb"):
            raise GradingError(
                "Nothing was generated; mend this first:\n" + "\n".join(str(problem) for problem in problems)
            )
        return nb, resources


class ClosePage(NbGraderPreprocessor):
    """In a learner's notebook no cell can be edited or deleted, lesson texts included."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        cell.metadata["editable"] = False
        cell.metadata["deletable"] = False
        return cell, resources
