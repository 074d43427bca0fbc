"""Everything to mend in a module, or in all modules, in one run: faults, and advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from babyinmind.authoring.listing import advice_on, advice_without_notebook, unlisted
from babyinmind.authoring.notebook import NotebookUnreadable, read_module
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.rules import RULES
from babyinmind.authoring.standard import law_for
from babyinmind.course_settings import CourseFaulty, in_order, read_course
from babyinmind.errors import BabyInMindError


class NoSuchModule(BabyInMindError):
    """A module was named that `source/` does not hold."""

    exit_status = 2


def module_paths(source: Path, names: Iterable[str] = ()) -> list[Path]:
    """The source notebooks below `source`, all in the course's order, or those named.

    Raises `NoSuchModule`, and `CourseFaulty` where course.yml cannot be read.
    """
    there = {path.parent.name: path for path in source.glob("*/*.ipynb") if path.stem == path.parent.name}
    if not there:
        raise NoSuchModule(f"{source}: there is no module here (a module is {source / '<id>' / '<id>.ipynb'}).")
    course = read_course(source.parent)
    found = {name: there[name] for name in in_order(there, course.modules if course else ())}
    wanted = list(names) or list(found)
    for name in wanted:
        if name not in found:
            known = ", ".join(found) or "none"
            raise NoSuchModule(f"{source / name / f'{name}.ipynb'}: there is no such module. There are: {known}.")
    return [found[name] for name in wanted]


def course_paths(source: Path) -> list[Path]:
    """The source notebooks of the course's own modules, in its order: without a draft that it does not list.

    Raises `NoSuchModule`, `CourseFaulty`.
    """
    return [path for path in module_paths(source) if not unlisted(source.parent, path.parent.name)]


def check_module(path: Path) -> list[Problem]:
    """Everything to mend in one source notebook, in the order of the page; advice that its course takes as law is a fault."""
    try:
        law = law_for(path.parent.parent.parent, path.parent.name)
        module = read_module(path)
    except (NotebookUnreadable, CourseFaulty) as error:
        return [Problem(None, 0, 0, str(error))]
    problems = [*module.problems]
    for rule in RULES:
        problems += rule.problems(module, law)
    return sorted(set(problems), key=lambda problem: (problem.cell, problem.line, problem.message))


def faults_of(path: Path) -> list[Problem]:
    """What keeps a module from being released: all that `check_module` finds but advice."""
    return [problem for problem in check_module(path) if not problem.is_advice]


def check_course(source: Path, names: Iterable[str] = ()) -> Iterator[tuple[Path, list[Problem]]]:
    """Check modules one by one; whatever is named, ids are compared with those of all modules.

    Raises `NoSuchModule`, and `CourseFaulty` where course.yml cannot be read or its `standard:` names no advice.
    """
    root = source.parent
    twins = dict(_modules_with_one_id(source))
    for path in module_paths(source, names):
        law_for(root, path.parent.name)
        yield path, [*check_module(path), *twins.get(path, []), *advice_on(root, path)]
    if not names:
        yield from _without_a_module(source)
        yield from advice_without_notebook(root)


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
