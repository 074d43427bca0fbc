"""Names that point to something: objectives, sections, parallel questions, figures."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind import figures
from babyinmind.authoring.notebook import AuthoredCell, AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.items import FigureCell
from babyinmind.questions import Question


def objectives_are_there(module: AuthoredModule) -> Iterator[Problem]:
    """Every graded question names an objective of the header."""
    if module.header is None:
        return
    for cell, question in module.questions():
        if question.objective not in module.header.objectives:
            known = ", ".join(module.header.objectives)
            yield module.problem(
                cell, f"{question.objective!r} is no objective of this module ({known}).", ("objective",)
            )


def sections_are_there(module: AuthoredModule) -> Iterator[Problem]:
    """The part to read again is a heading of the lesson."""
    headings = module.headings()
    for magic in ("question", "practice"):
        for cell in module.with_magic(magic):
            if isinstance(cell.item, Question) and cell.item.section and cell.item.section not in headings:
                known = ", ".join(headings)
                yield module.problem(
                    cell, f"No heading makes the section {cell.item.section!r}. There are: {known}.", ("section",)
                )


def parallels_are_there(module: AuthoredModule) -> Iterator[Problem]:
    """`parallel:` names a graded question of the module."""
    graded = {question.id for _, question in module.questions()}
    for cell, question in _with_parallel(module):
        if question.parallel not in graded:
            yield module.problem(cell, f"{question.parallel!r} is no graded question of this module.", ("parallel",))


def pre_question_opens(module: AuthoredModule) -> Iterator[Problem]:
    """One pre-question, a practice question with `parallel:`, stands right under the header."""
    parallel = [cell for cell, _ in _with_parallel(module)]
    if len(parallel) != 1:
        yield module.problem(
            parallel[1] if parallel else None,
            f"A module opens with one pre-question (a practice question with `parallel:`); there are {len(parallel)}.",
        )
    code = [cell.number for cell in module.cells if cell.node.cell_type == "code"]
    if len(parallel) == 1 and parallel[0].number not in code[:3]:
        yield module.problem(parallel[0], "The pre-question stands right under the `%%module` header. Move it there.")


def figures_are_there(module: AuthoredModule) -> Iterator[Problem]:
    """A figure on the page is one that the package draws."""
    for cell in module.with_magic("figure"):
        if isinstance(cell.item, FigureCell) and cell.item.figure not in figures.names():
            known = ", ".join(figures.names())
            yield module.problem(cell, f"There is no figure {cell.item.figure!r}. There are: {known}.", ("figure",))


def _with_parallel(module: AuthoredModule) -> Iterator[tuple[AuthoredCell, Question]]:
    for cell in module.with_magic("practice"):
        if isinstance(cell.item, Question) and cell.item.parallel is not None:
            yield cell, cell.item
