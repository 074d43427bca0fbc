"""Every fault of a module, or of all modules, in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from babyinmind.authoring.notebook import NotebookUnreadable, read_module
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.rules import RULES


class NoSuchModule(LookupError):
    """A module was named that `source/` does not hold."""


def module_paths(source: Path, names: Iterable[str] = ()) -> list[Path]:
    """The source notebooks below `source`, all or those named. Raises `NoSuchModule`."""
    found = {path.parent.name: path for path in sorted(source.glob("*/*.ipynb")) if path.stem == path.parent.name}
    if not found:
        raise NoSuchModule(f"{source}: there is no module here (a module is {source / '<id>' / '<id>.ipynb'}).")
    wanted = list(names) or list(found)
    for name in wanted:
        if name not in found:
            known = ", ".join(found) or "none"
            raise NoSuchModule(f"{source / name / f'{name}.ipynb'}: there is no such module. There are: {known}.")
    return [found[name] for name in wanted]


def check_module(path: Path) -> list[Problem]:
    """Everything that is wrong with one source notebook, in the order of the page."""
    try:
        module = read_module(path)
    except NotebookUnreadable as error:
        return [Problem(None, 0, 0, str(error))]
    problems = [*module.problems]
    for rule in RULES:
        problems += rule(module)
    return sorted(set(problems), key=lambda problem: (problem.cell, problem.line, problem.message))


def check_course(source: Path, names: Iterable[str] = ()) -> Iterator[tuple[Path, list[Problem]]]:
    """Check modules one by one; whatever is named, ids are compared with those of all modules.

    Raises `NoSuchModule`.
    """
    twins = dict(_modules_with_one_id(source))
    for path in module_paths(source, names):
        yield path, check_module(path) + twins.get(path, [])
    if not names:
        yield from _without_a_module(source)


def _without_a_module(source: Path) -> Iterator[tuple[Path, list[Problem]]]:
    """Notebooks in a folder of another name, where no command would look for them."""
    for path in sorted(source.glob("*/*.ipynb")):
        folder = path.parent
        if not (folder / f"{folder.name}.ipynb").exists():
            yield (
                path,
                [Problem(path, 0, 0, f"A module's notebook is named as its folder: {folder.name}.ipynb. Rename one.")],
            )


def _modules_with_one_id(source: Path) -> Iterator[tuple[Path, list[Problem]]]:
    first: dict[str, Path] = {}
    for path in sorted(source.glob("*/*.ipynb")):
        if path.stem != path.parent.name:
            continue
        try:
            header = read_module(path).header
        except NotebookUnreadable:
            continue
        if header is None:
            continue
        if header.id in first:
            yield (
                path,
                [
                    Problem(
                        path, 0, 0, f"The module id {header.id!r} is already that of {first[header.id]}. Rename one."
                    )
                ],
            )
        first.setdefault(header.id, path)
