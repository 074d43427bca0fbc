"""The full check of one cell: types, names and sense, each fault with its line and its mend.

Types are read from the items' own dataclasses by pydantic, so that an item is described once.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

import yaml

from babyinmind.authoring.lines import line_in, yaml_mend
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.slips import cut_texts, empty_texts, hidden_amiss
from babyinmind.authoring.typed import read_item
from babyinmind.items import (
    ID_PATTERN,
    CellText,
    Item,
    ModuleHeader,
    Reflection,
    Vignette,
    compose_body,
    item_class,
    load_body,
)
from babyinmind.questions import KINDS, Fault, ItemError, Question, kind_of

_ID_RULE = "Ids are words of a-z and 0-9 joined by '-', such as noor-looks-back."
_GRADED_ONLY = ("objective", "section")


def examine(cell: CellText) -> tuple[Item | None, list[Problem]]:
    """The item that a cell describes, where it does, and everything that is wrong with the cell."""
    try:
        node = compose_body(cell.body)
        data = load_body(cell.body)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in (error.context or ""):
            mark = error.context_mark  # where the quotation opens, not where the cell ends without its close
        line = mark.line if mark else 0
        text = dict(enumerate(cell.body.split("\n"))).get(line, "")  # YAML knows more line ends than '\n'
        said = f"This line cannot be read: {error.problem or error.context}. {yaml_mend(error, text)}"
        return None, [_problem(cell.first_line + line, said.strip())]
    except yaml.YAMLError as error:
        return None, [_problem(0, f"The cell cannot be read: {error}")]
    except ItemError as error:
        return None, [_problem(cell.first_line, fault.message) for fault in error.faults]
    early = hidden_amiss(cell, data)
    cls, faults = _class_of(cell.magic, data)
    if cls is None:
        return None, _placed(cell, node, [*faults, *early])
    faults += _missing(cell, cls, data)
    item, wrong, renamed = read_item(cls, data)
    faults += wrong
    if item is not None:
        amiss = {fault.path for fault in wrong if fault.path} - {(name,) for name in renamed.values()}
        for fault in (*item.faults(), *_misplaced(cell, item), *_bad_ids(item)):
            name, *rest = fault.path or ("",)
            place = (renamed.get(str(name), name), *rest) if fault.path else ()
            if not any(place[: len(path)] == path for path in amiss):
                faults.append(Fault(place, fault.message))
    return item, _placed(cell, node, [*faults, *empty_texts(data), *cut_texts(cell, node), *early])


def _class_of(magic: str, data: dict[str, Any]) -> tuple[type[Item] | None, list[Fault]]:
    """The class that a body describes; for a misspelt kind the one that was meant, and the fault."""
    try:
        return item_class(magic, data), []
    except ItemError as error:
        near = get_close_matches(str(data.get("kind")), KINDS, n=1)
        if not near:
            return None, list(error.faults)
        return KINDS[near[0]].model, [
            Fault(("kind",), f"{data['kind']!r} is no kind of question. Did you mean `{near[0]}`?")
        ]


def _missing(cell: CellText, cls: type[Item], data: dict[str, Any]) -> list[Fault]:
    if not issubclass(cls, Question):
        return []
    wanted = (*(_GRADED_ONLY if cell.magic == "question" else ()), *cls.secret_fields)
    return [Fault((), f"`{name}:` is missing. {_help_for(cls, name)}") for name in wanted if data.get(name) is None]


def _help_for(cls: type[Question], name: str) -> str:
    return {
        "objective": "Name one of the module's objectives.",
        "section": "Name the part to read again: its heading in lower case, words joined by '-'.",
        "answer": "Give the key, in a graded question between the two HIDDEN TESTS lines.",
        "feedback": "Say for each option why, in a graded question between the two HIDDEN TESTS lines.",
        **kind_of(cls).authoring.field_help,
    }[name]


def _misplaced(cell: CellText, item: Item) -> list[Fault]:
    faults = []
    if cell.magic == "practice":
        if isinstance(item, Question) and item.confidence:
            faults.append(Fault(("confidence",), "Confidence is asked in graded questions only. Take the line out."))
        if cell.has_hidden_part:
            faults.append(Fault((), "A practice question gives its feedback at once: take the HIDDEN TESTS lines out."))
    elif isinstance(item, Question) and item.parallel:
        faults.append(Fault(("parallel",), "`parallel` belongs to the practice question that opens the module."))
    return faults


def _bad_ids(item: Item) -> list[Fault]:
    ids: list[tuple[tuple[str | int, ...], str]] = [(("id",), item.id)]
    match item:
        case Question():
            ids += [((field, name), name) for field in item.id_fields for name in getattr(item, field)]
        case ModuleHeader():
            ids += [(("objectives", name), name) for name in item.objectives]
        case Reflection():
            ids += [(("about", name), name) for name in item.about or ()]
        case Vignette():
            for name, scene in item.scenes.items():
                ids.append((("scenes", name), name))
                ids += [(("scenes", name, "decisions", decision), decision) for decision in scene.decisions]
    return [Fault(path, f"{name!r} is no id. {_ID_RULE}") for path, name in ids if not ID_PATTERN.fullmatch(name)]


def _placed(cell: CellText, node: yaml.Node | None, faults: list[Fault]) -> list[Problem]:
    return list(dict.fromkeys(_problem(cell.first_line + line_in(node, fault.path), fault.message) for fault in faults))


def _problem(line: int, message: str) -> Problem:
    return Problem(None, 0, line, message)
