"""Names and types of a cell's YAML, read from the items' own dataclasses by pydantic and said in plain words."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from babyinmind.authoring.lines import Place
from babyinmind.items import NESTED, Item
from babyinmind.questions import Fault, Question, kind_of

_TEXTS = ("prompt", "title", "summary", "content_note", "text", "consequence")
_UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")
_SHOWN = 60
"""Characters of a faulty value that an error shows."""


def read_item(cls: type, data: dict[str, Any]) -> tuple[Item | None, list[Fault], dict[str, str]]:
    """The item, and what is wrong with names and types.

    Where something is, the item is the one that was probably meant, so that one run also finds what stands behind the
    first faults; None where that cannot be told. The last part gives known name -> name as it was misspelt.
    """
    if issubclass(cls, Question):
        data = {**data, "kind": kind_of(cls).name}
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
