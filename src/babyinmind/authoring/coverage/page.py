"""`docs/coverage.md`, written from the modules' headers, questions and vignettes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from babyinmind.authoring.coverage.rows import groups
from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.items import COMPETENCY_AREAS, ROLES, VERSIONS, Objective, Vignette
from babyinmind.questions import Question

PAGE = "docs/coverage.md"
TEN_ROLES = tuple(ROLES)[:10]
"""The roles that the training's own list names (source 001)."""

_HEAD = """\
# What the sources ask for, and where it is

Written by `babyinmind coverage` and compared by `babyinmind coverage --check`: nothing is edited here. An objective names under `covers:`, in its
module's header, what its graded questions assess (the ids are in `src/babyinmind/authoring/coverage/rows.yml`); competency areas are its `areas:`. A row is
covered when an objective names it and graded questions are asked for that objective. Practice questions on it stand in brackets."""

_AREAS = "Eight competency areas (004)"
_ROLES = "Ten roles (001)"
_NOT_YET = "*not yet covered*"


@dataclass(frozen=True, slots=True)
class _Row:
    """What a source asks for; `cells` are (module, objective, questions), one line each; none: not yet covered."""

    name: str
    cells: tuple[tuple[str, str, str], ...]


def page(modules: Sequence[AuthoredModule]) -> str:
    """The whole page, ending in a newline."""
    tables = [
        (f"{group.title} ({group.source})", [_row(modules, text, _covering(name)) for name, text in group.rows.items()])
        for group in groups()
    ]
    tables.insert(2, (_AREAS, [_row(modules, area, _in_area(area)) for area in COMPETENCY_AREAS]))
    tables.insert(4, (_ROLES, [_role_row(modules, role) for role in TEN_ROLES]))
    return "\n\n".join([_HEAD, _open_rows(modules, tables), *(_table(title, rows) for title, rows in tables)]) + "\n"


def _covering(row: str) -> Callable[[Objective], bool]:
    return lambda objective: row in objective.covers


def _in_area(area: str) -> Callable[[Objective], bool]:
    return lambda objective: area in objective.areas


def _row(modules: Sequence[AuthoredModule], text: str, answers: Callable[[Objective], bool]) -> _Row:
    cells = []
    for module in modules:
        for name, objective in module.header.objectives.items() if module.header else ():
            graded = _asked(module, name, "question")
            if answers(objective) and graded:
                practice = _asked(module, name, "practice")
                cells.append(
                    (_name(module), f"`{name}`", _listed(graded) + (f" ({_listed(practice)})" if practice else ""))
                )
    return _Row(text, tuple(cells))


def _role_row(modules: Sequence[AuthoredModule], role: str) -> _Row:
    """A role's row: the vignettes that speak to it, and how many graded questions everybody is asked."""
    name, version = ROLES[role]
    cells = []
    for module in modules:
        cases = [cell.item for cell in module.with_magic("vignette") if isinstance(cell.item, Vignette)]
        if told := [case.id for case in cases if version in case.versions]:
            count = len(module.with_magic("question"))
            cells.append(
                (_name(module), f"vignettes as “{VERSIONS[version]}”: {_listed(told)}", f"all {count}, as every role")
            )
    return _Row(name, tuple(cells))


def _asked(module: AuthoredModule, objective: str, magic: str) -> list[str]:
    return [
        cell.item.id
        for cell in module.with_magic(magic)
        if isinstance(cell.item, Question) and cell.item.objective == objective
    ]


def _name(module: AuthoredModule) -> str:
    return f"`{module.header.id}`" if module.header else ""


def _open_rows(modules: Sequence[AuthoredModule], tables: Sequence[tuple[str, Sequence[_Row]]]) -> str:
    every = [row for _, rows in tables for row in rows]
    missing = [f"- {title}: {row.name}" for title, rows in tables for row in rows if not row.cells]
    here = ", ".join(_name(module) for module in modules)
    told = f"Modules in `source/`: {here}. Covered: {len(every) - len(missing)} of {len(every)} rows."
    return "\n\n".join([told, "## Not yet covered", "\n".join(missing) or "Nothing: every row is covered."])


def _table(title: str, rows: Sequence[_Row]) -> str:
    last = "Vignettes | Graded questions" if title == _ROLES else "Objective | Graded questions (practice)"
    lines = [f"## {title}", "", f"| What is asked for | Module | {last} |", "|---|---|---|---|"]
    lines += [
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for row in rows for line in _lines(row)
    ]
    return "\n".join(lines)


def _lines(row: _Row) -> Iterator[tuple[str, ...]]:
    if not row.cells:
        yield row.name, _NOT_YET, "", ""
    for number, cells in enumerate(row.cells):
        yield row.name if number == 0 else "", *cells


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(f"`{one}`" for one in ids)
