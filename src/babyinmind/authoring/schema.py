"""The full check of one cell: types, names and sense, each fault with its line and its mend.

Types are read from the items' own dataclasses by pydantic, so that an item is described once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from babyinmind.authoring.problem import Problem
from babyinmind.items import (
    END_HIDDEN,
    ID_PATTERN,
    NESTED,
    QUESTION_KINDS,
    CellText,
    Choice,
    Choices,
    Fault,
    FigureCell,
    Item,
    ItemError,
    Match,
    ModuleHeader,
    Number,
    Order,
    Question,
    Reflection,
    Vignette,
    compose_body,
    item_class,
    load_body,
)

_ID_RULE = "Ids are words of a-z and 0-9 joined by '-', such as noor-looks-back."
_GRADED_ONLY = ("objective", "section")
_KEYED = ("answer", "feedback")
_SECRET = (*_KEYED, "tolerance")
_TEXTS = ("prompt", "title", "summary", "content_note", "text", "consequence")
_UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")

QUESTION_NAMES = {cls: name for name, cls in QUESTION_KINDS.items()}

_SHOWN = 60
"""Characters of a faulty value that an error shows."""

Place = tuple[str | int, ...]
"""The way to a part of a cell's YAML, as in `Fault.path`."""


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
        said = f"This line cannot be read: {error.problem or error.context}. {_yaml_mend(error, text)}"
        return None, [_problem(cell.first_line + line, said.strip())]
    except yaml.YAMLError as error:
        return None, [_problem(0, f"The cell cannot be read: {error}")]
    except ItemError as error:
        return None, [_problem(cell.first_line, fault.message) for fault in error.faults]
    early = _hidden_amiss(cell, data)
    cls, faults = _class_of(cell.magic, data)
    if cls is None:
        return None, _placed(cell, node, [*faults, *early])
    faults += _missing(cell, data)
    item, wrong, renamed = _read(cls, data)
    faults += wrong
    if item is not None:
        amiss = {fault.path for fault in wrong if fault.path} - {(name,) for name in renamed.values()}
        for fault in (*item.faults(), *_misplaced(cell, item), *_bad_ids(item)):
            name, *rest = fault.path or ("",)
            place = (renamed.get(str(name), name), *rest) if fault.path else ()
            if not any(place[: len(path)] == path for path in amiss):
                faults.append(Fault(place, fault.message))
    return item, _placed(cell, node, [*faults, *_empty_texts(data), *_cut_texts(cell, node), *early])


def _class_of(magic: str, data: dict[str, Any]) -> tuple[type[Item] | None, list[Fault]]:
    """The class that a body describes; for a misspelt kind the one that was meant, and the fault."""
    try:
        return item_class(magic, data), []
    except ItemError as error:
        near = get_close_matches(str(data.get("kind")), QUESTION_KINDS, n=1)
        if not near:
            return None, list(error.faults)
        return QUESTION_KINDS[near[0]], [
            Fault(("kind",), f"{data['kind']!r} is no kind of question. Did you mean `{near[0]}`?")
        ]


def _read(cls: type, data: dict[str, Any]) -> tuple[Item | None, list[Fault], dict[str, str]]:
    """The item, and what is wrong with names and types.

    Where something is, the item is the one that was probably meant, so that one run also finds what stands behind the
    first faults; None where that cannot be told. The last part gives known name -> name as it was misspelt.
    """
    if issubclass(cls, Question):
        data = {**data, "kind": QUESTION_NAMES[cls]}
    try:
        # As JSON, because pydantic's strict mode takes dataclasses from JSON alone.
        return _adapter(cls).validate_json(json.dumps(data), strict=True), [], {}
    except ValidationError as error:
        details = error.errors()
    meant = deepcopy(data)
    suggested: set[Place] = set()
    renamed: dict[str, str] = {}
    faults: list[Fault] = []
    for detail in sorted(details, key=lambda detail: detail["type"] == "missing"):
        path = _path_in(data, detail)
        if detail["type"] in _UNKNOWN and (near := _near(cls, path)):
            suggested.add((*path[:-1], near))
        if path in suggested:
            continue  # said already, by "Did you mean"
        if fault := _in_plain_words(cls, path, detail):
            faults.append(fault)
            _mend(cls, meant, path, detail, renamed)
    try:
        return _adapter(cls).validate_json(json.dumps(meant), strict=True), faults, renamed
    except ValidationError:
        return None, faults, renamed


def _mend(cls: type, meant: dict[str, Any], path: Place, detail: Any, renamed: dict[str, str]) -> None:
    """Change `meant` into what the author of one faulty line probably meant."""
    holder: Any = meant
    for part in path[:-1]:
        try:
            holder = holder[part]
        except (KeyError, IndexError, TypeError):
            return
    name = path[-1] if path else ""
    if not isinstance(holder, dict):
        return
    if detail["type"] == "missing" and name in _TEXTS:
        holder[name] = "(missing)"
    elif name not in holder:
        return
    elif detail["type"] in _UNKNOWN:
        value = holder.pop(name)
        if (near := _near(cls, path)) and near not in holder:
            holder[near] = value
            if len(path) == 1:
                renamed[near] = str(name)
    elif detail["type"] == "string_type" and not isinstance(holder[name], str):
        holder[name] = str(holder[name]) if isinstance(holder[name], int | float) else f"({name})"
    elif len(path) == 1:
        del holder[name]  # its default stands in, where it has one


@cache
def _adapter(cls: type) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def _missing(cell: CellText, data: dict[str, Any]) -> list[Fault]:
    wanted: tuple[str, ...] = ()
    if cell.magic == "question":
        wanted = (*_GRADED_ONLY, *_KEYED)
    elif cell.magic == "practice":
        wanted = _KEYED
    if data.get("kind") == "number" and wanted:
        wanted = (*wanted, "tolerance")
    return [Fault((), f"`{name}:` is missing.{_mend_for(name)}") for name in wanted if data.get(name) is None]


def _mend_for(name: str) -> str:
    return {
        "objective": " Name one of the module's objectives.",
        "section": " Name the part to read again: its heading in lower case, words joined by '-'.",
        "answer": " Give the key, in a graded question between the two HIDDEN TESTS lines.",
        "feedback": " Say for each option why, in a graded question between the two HIDDEN TESTS lines.",
        "tolerance": " Say how far off is still right; 0 for none.",
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


def _hidden_amiss(cell: CellText, data: dict[str, Any]) -> list[Fault]:
    """Whatever tells the key must stand between the markers, and nothing else: what nbgrader leaves is what learners get."""
    if cell.magic != "question":
        return []
    kept, inside = [], False
    for line in cell.body.split("\n"):
        if "BEGIN HIDDEN TESTS" in line:
            if inside:
                return [Fault((), f"The hidden part begins twice. Write `{END_HIDDEN}` under the first one.")]
            inside = True
        elif "END HIDDEN TESTS" in line:
            inside = False
        elif not inside:
            kept.append(line)
    if inside:
        return [Fault((), f"The hidden part has no end. Write `{END_HIDDEN}` under it.")]
    faults = []
    if not cell.has_hidden_part:
        faults.append(Fault((), "The key must stand between `### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS`."))
    try:
        released = load_body("\n".join(kept))
    except (yaml.YAMLError, ItemError):
        return [*faults, Fault((), "Without its hidden part this cell cannot be read. Hide whole entries only.")]
    for name, value in data.items():
        if name in _SECRET:
            if name in released:
                faults.append(
                    Fault((name,), f"`{name}:` must stand between the HIDDEN TESTS lines, or it is released.")
                )
        elif name not in released:
            faults.append(
                Fault((name,), f"`{name}:` must stand outside the HIDDEN TESTS lines, or no learner sees it.")
            )
        elif released[name] != value:
            faults.append(
                Fault((name,), f"`{name}:` is cut in two by the HIDDEN TESTS lines: learners would get it otherwise.")
            )
    return faults


def _empty_texts(data: dict[str, Any]) -> list[Fault]:
    """Texts that are there and say nothing; empty feedback is told by the question."""

    def blank(path: Place, value: Any) -> Iterator[Fault]:
        if isinstance(value, str) and not value.strip():
            yield Fault(path, "This text is empty. Write it, or take the line out.")
        elif isinstance(value, dict | list):
            for name, part in value.items() if isinstance(value, dict) else enumerate(value):
                if path or name != "feedback":
                    yield from blank((*path, name), part)

    return list(blank((), data))


def _cut_texts(cell: CellText, node: yaml.Node | None) -> list[Fault]:
    """Texts that lose their end, since ' #' begins a comment."""
    lines = cell.body.split("\n")

    def cut(path: Place, value: yaml.Node) -> Iterator[Fault]:
        if isinstance(value, yaml.MappingNode):
            for name, part in value.value:
                yield from cut((*path, name.value), part)
        elif isinstance(value, yaml.SequenceNode):
            for place, part in enumerate(value.value):
                yield from cut((*path, place), part)
        elif isinstance(value, yaml.ScalarNode) and not value.style:
            line = value.end_mark.line
            if line < len(lines) and lines[line][value.end_mark.column :].lstrip().startswith("#"):
                yield Fault(
                    path,
                    "What follows ' #' is a comment, which nobody sees here. Put the whole text in quotes, or under `>`.",
                )

    return list(cut((), node)) if node is not None else []


def _bad_ids(item: Item) -> list[Fault]:
    ids: list[tuple[tuple[str | int, ...], str]] = [(("id",), item.id)]
    match item:
        case Choice() | Choices() | Order():
            ids += [(("options", name), name) for name in item.options]
        case Match():
            ids += [(("premises", name), name) for name in item.premises]
            ids += [(("options", name), name) for name in item.options]
        case ModuleHeader():
            ids += [(("objectives", name), name) for name in item.objectives]
        case Reflection():
            ids += [(("about", name), name) for name in item.about or ()]
        case Vignette():
            for name, scene in item.scenes.items():
                ids.append((("scenes", name), name))
                ids += [(("scenes", name, "decisions", decision), decision) for decision in scene.decisions]
        case Number() | FigureCell():
            pass
    return [Fault(path, f"{name!r} is no id. {_ID_RULE}") for path, name in ids if not ID_PATTERN.fullmatch(name)]


def _path_in(data: Any, detail: Any) -> Place:
    """Where in the cell's YAML a fault lies: pydantic's place without the names of its own branches."""
    path: list[str | int] = []
    place = data
    for part in detail["loc"]:
        if (isinstance(place, dict) and part in place) or (isinstance(place, list) and isinstance(part, int)):
            path.append(part)
            place = place[part] if isinstance(place, dict) or part < len(place) else None
        elif detail["type"] == "missing" and part == detail["loc"][-1]:
            path.append(part)
    return tuple(path)


def _fields_at(cls: type, path: Place) -> list[str]:
    """The names that are known where `path` ends; none where every name is free."""
    for field in path[:-1:2]:  # field, name, field, name, …
        nested = NESTED.get((cls, str(field)))
        if nested is None:
            return []
        cls = nested
    return [field.name for field in fields(cls) if field.name != "kind"] if len(path) % 2 else []


def _near(cls: type, path: Place) -> str | None:
    return next(iter(get_close_matches(str(path[-1]), _fields_at(cls, path), n=1)), None)


def _in_plain_words(cls: type, path: Place, detail: Any) -> Fault | None:
    """The fault that pydantic found, said to an author; None for what another fault says already."""
    name = path[-1] if path else ""
    kind, given, branch = detail["type"], detail["input"], str(detail["loc"][-1])
    if kind in _UNKNOWN:
        near = _near(cls, path)
        mend = f" Did you mean `{near}`?" if near else f" Known here: {', '.join(_fields_at(cls, path))}."
        return Fault(path, f"`{name}` is not known here.{mend}")
    if kind in ("missing", "too_long") and "words" in path:
        return Fault(("words",), "Two numbers are expected, as in [80, 150].")
    if kind == "missing":
        return Fault(path[:-1], f"`{name}:` is missing.")
    if path == ("kind",):
        return Fault(path, "Only questions have a `kind`. Take the line out.")
    # A text that may also be a map by version is read as both; one of the two says enough.
    if (kind == "string_type" and branch == "str" and isinstance(given, dict)) or (
        kind == "dict_type" and branch.startswith("dict[")
    ):
        return None
    if isinstance(given, dict | list):
        shown = "a list" if isinstance(given, list) else "a mapping"
    else:
        shown = "nothing" if given is None else json.dumps(given, ensure_ascii=False)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    expected = {
        "string_type": "Text is expected" + ("; put it in quotes" if isinstance(given, int | float) else ""),
        "float_type": "A number is expected, without quotes",
        "finite_number": "A number of a size that can be counted with is expected",
        "int_type": "A whole number is expected, without quotes",
        "int_from_float": "A whole number is expected",
        "bool_type": "`true` or `false` is expected",
        "dict_type": "`name: text` lines are expected, indented under it",
        "list_type": "A list is expected, as in [a, b]",
        "tuple_type": "Two numbers are expected, as in [80, 150]",
        "dataclass_type": "`name: value` lines are expected, indented under it",
        "dataclass_exact_type": "`name: value` lines are expected, indented under it",
    }.get(kind, str(detail["msg"]))
    return Fault(path, f"{expected}; found {shown}.")


def _placed(cell: CellText, node: yaml.Node | None, faults: list[Fault]) -> list[Problem]:
    return list(
        dict.fromkeys(_problem(cell.first_line + _line_of(node, fault.path), fault.message) for fault in faults)
    )


def line_of(cell: CellText, path: Place) -> int:
    """The line within the cell, from 1, of the innermost part of `path` that is there; the magic's line where none is."""
    return cell.first_line + _line_of(compose_body(cell.body), path)


def _line_of(node: yaml.Node | None, path: Place) -> int:
    """The line, from 0 within the body, of the innermost part of `path` that is there; -1 is the magic's line."""
    line = -1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line, value
                    break
            else:
                break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return line


def _yaml_mend(error: yaml.MarkedYAMLError, line: str) -> str:
    said = f"{error.problem or ''} {error.context or ''}"
    if "\t" in line:
        return "Indent with spaces, not tabs."
    if any(sign in said for sign in ("alias", "anchor", "cannot start any token", "constructor for the tag", " tag")):
        return "A text that begins with a sign such as '*', '&', '!', '@' or '`' must stand in quotes, or under `>`."
    if "mapping values are not allowed" in said:
        return "A text that holds ': ' must stand in quotes, or on the lines under `>`."
    if "quoted scalar" in said:
        return "A quotation mark is opened and not closed."
    if any(
        ours in said for ours in ("stands twice", "take it out", "too deeply", "this is n", "expected, not", "must be")
    ):
        return ""
    return "Look at the indentation, the quotes and the ':' of this line and the one above."


def _problem(line: int, message: str) -> Problem:
    return Problem(None, 0, line, message)
