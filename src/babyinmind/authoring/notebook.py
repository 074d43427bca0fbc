"""A module's notebook, read into items with their places."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from babyinmind.authoring.lines import Place, line_of
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.schema import examine
from babyinmind.errors import BabyInMindError
from babyinmind.items import BEGIN_RUBRIC, CellText, Item, ModuleHeader, split
from babyinmind.questions import Question

_NBFORMAT = 4
LOAD_EXTENSION = "%load_ext babyinmind"


class NotebookUnreadable(BabyInMindError):
    """The file is no notebook; the text names it and says what to do."""

    exit_status = 2


@dataclass(slots=True)
class AuthoredCell:
    """One cell as its author sees it; `number` counts from 1."""

    number: int
    node: NotebookNode
    text: CellText | None = None
    item: Item | None = None

    @property
    def source(self) -> str:
        return str(self.node.source)

    @property
    def is_markdown(self) -> bool:
        return bool(self.node.cell_type == "markdown")

    @property
    def is_rubric(self) -> bool:
        return self.is_markdown and BEGIN_RUBRIC in self.source

    @property
    def name(self) -> str:
        return self.item.id if self.item else ""


@dataclass(slots=True)
class AuthoredModule:
    """A source notebook with the items in it and what is wrong with single cells."""

    path: Path
    notebook: NotebookNode
    cells: list[AuthoredCell]
    problems: list[Problem] = field(default_factory=list)

    @property
    def header(self) -> ModuleHeader | None:
        return next((cell.item for cell in self.cells if isinstance(cell.item, ModuleHeader)), None)

    def with_magic(self, magic: str) -> list[AuthoredCell]:
        """The cells of one magic that hold an item."""
        return [cell for cell in self.cells if cell.text and cell.text.magic == magic and cell.item is not None]

    def questions(self) -> Iterator[tuple[AuthoredCell, Question]]:
        """The graded questions, in the order of the page."""
        for cell in self.with_magic("question"):
            if isinstance(cell.item, Question):
                yield cell, cell.item

    def headings(self) -> dict[str, str]:
        """Slug -> heading, for every heading of the lesson."""
        found = {}
        for cell in self.cells:
            if cell.is_markdown and not cell.is_rubric:
                for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", cell.source, flags=re.MULTILINE):
                    found[slug(heading)] = heading
        return found

    def problem(self, cell: AuthoredCell | None, message: str, at: Place = (), line: int = 0) -> Problem:
        """A problem of a cell, or of the whole notebook; `at` leads to the place in the cell's YAML.

        `line` counts from 1 within the cell, for what stands in no YAML.
        """
        if cell and cell.text and cell.item and at:
            line = line_of(cell.text, at)
        return Problem(self.path, cell.number if cell else 0, line, message, cell.name if cell else "")


def slug(heading: str) -> str:
    """A heading's name in `section:`: lower case, everything but letters and digits as one '-'."""
    return re.sub(r"[^a-z0-9]+", "-", heading.casefold()).strip("-")


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file. Raises `NotebookUnreadable`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotebookUnreadable(f"{path}: there is no such notebook.") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what nbformat mends by itself, `normalise` writes
            notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
            if notebook.nbformat != _NBFORMAT:
                raise ValueError(f"its format is version {notebook.nbformat}, not {_NBFORMAT}")
            nbformat.validate(notebook)
        nbformat.writes(notebook).encode("utf-8")
    except Exception as error:  # nbformat fails in every way on what is no notebook
        raise _unreadable(path, error) from error
    return notebook


def _unreadable(path: Path, error: BaseException) -> NotebookUnreadable:
    said = next(iter(str(error).splitlines()), "") or type(error).__name__
    return NotebookUnreadable(
        f"{path}: this is no notebook that can be read ({said[:200]})."
        " Take an earlier version of the file, or open it in JupyterLab and save it again."
    )


def read_module(path: Path) -> AuthoredModule:
    """Read a source notebook and examine every cell. Raises `NotebookUnreadable`."""
    notebook = read_notebook(path)
    module = AuthoredModule(path, notebook, [])
    for number, node in enumerate(notebook.cells, start=1):
        cell = AuthoredCell(number, node)
        module.cells.append(cell)
        if node.cell_type != "code":
            continue
        cell.text = split(node.source)
        if cell.text is not None:
            cell.item, problems = examine(cell.text)
            module.problems += [problem.at(path, number, cell.name) for problem in problems]
    return module
