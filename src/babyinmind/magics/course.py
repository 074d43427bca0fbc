"""The cell magics: each turns its cell's text into something to read, answer or hand in."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import HTML, display

from babyinmind.items import CellText, HandIn, Item, ModuleHeader, Reflection, build
from babyinmind.magics.page import NoHeader, Page, is_being_graded, is_preview
from babyinmind.questions import ItemError, Question

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@magics_class
class CourseMagics(Magics):
    """Registered by `%load_ext babyinmind`. A cell gives nothing back, except to stock nbgrader while it grades."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._page: Page | None = None

    @cell_magic
    def module(self, line: str, cell: str) -> None:
        """The module's header: opens the page and the learner's answers."""
        item = self._item("module", cell)
        if isinstance(item, ModuleHeader):
            self._page = Page.open(item, Path.cwd())
            self._show(item)

    @cell_magic
    def question(self, line: str, cell: str) -> float | None:
        """A graded question."""
        item = self._item("question", cell)
        if not isinstance(item, Question):
            return None
        if is_being_graded():
            return self._score(item)
        self._the_page().asked[item.id] = item
        self._show(item, preview_key=item.has_key)
        return None

    @cell_magic
    def practice(self, line: str, cell: str) -> None:
        """A practice question, with feedback at once."""
        self._show(self._item("practice", cell), practice=True)

    @cell_magic
    def reflection(self, line: str, cell: str) -> None:
        """A reflection, shared or private."""
        item = self._item("reflection", cell)
        if isinstance(item, Reflection) and not item.private and not is_being_graded():
            self._the_page().asked[item.id] = item
        self._show(item)

    @cell_magic
    def figure(self, line: str, cell: str) -> None:
        """A figure that can be moved."""
        self._show(self._item("figure", cell))

    @cell_magic
    def vignette(self, line: str, cell: str) -> None:
        """A case with decisions."""
        self._show(self._item("vignette", cell))

    @cell_magic
    def hand_in(self, line: str, cell: str) -> None:
        """Where the module is handed in."""
        item = self._item("hand_in", cell)
        if isinstance(item, HandIn):
            self._show(item)

    def _item(self, magic: str, body: str) -> Item | None:
        """The item of a cell, or None with its faults shown.

        A cell that is an author's is examined in full; a released one was, when it was released.
        """
        text = CellText(magic, body, first_line=2)
        if is_preview(Path.cwd()) or text.has_hidden_part:
            return self._examined(text)
        try:
            return build(magic, body)
        except (yaml.YAMLError, ItemError):
            return self._examined(text)

    def _examined(self, text: CellText) -> Item | None:
        from babyinmind.authoring.schema import examine  # heavy, and only an author needs it

        item, problems = examine(text)
        if not problems:
            return item
        if is_being_graded():
            raise ItemFaulty("; ".join(map(str, problems)))
        name = f" ({item.id})" if item else ""
        lines = "".join(f"<li>This cell{escape(name)}, {escape(str(problem))}</li>" for problem in problems)
        display(HTML(f'<div class="bim-faults" role="alert"><p><strong>To mend:</strong></p><ul>{lines}</ul></div>'))
        return None

    def _the_page(self) -> Page:
        if self._page is None:
            raise NoHeader("Run the cells above first: the module's header opens the page.")
        return self._page

    def _show(self, item: Item | None, *, practice: bool = False, preview_key: bool = False) -> None:
        if item is None or is_being_graded():
            return
        from babyinmind.magics.showing import show

        show(item, self._the_page(), practice=practice, preview_key=preview_key)

    def _score(self, question: Question) -> float:
        """For stock nbgrader, which takes a cell's value as its points and gives full marks where there is none."""
        from babyinmind.responses import ResponsesError, answers_path, read_responses

        module = self._page.header.id if self._page else Path.cwd().name
        try:
            answer = read_responses(answers_path(Path.cwd(), module), module=module).answers.get(question.id)
            return question.score(answer.value) if answer else 0.0
        except (ResponsesError, ValueError):
            return 0.0


class ItemFaulty(ValueError):
    """A question that nbgrader should grade has faults."""


def register(shell: Any) -> None:
    """Register the magics with a shell."""
    from babyinmind.magics.progress import ProgressMagics
    from babyinmind.magics.start import StartMagics

    for magics in (CourseMagics, StartMagics, ProgressMagics):
        shell.register_magics(magics(shell))
