"""A cell's text: a magic's name, a YAML body, and for graded questions a hidden part."""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any, NoReturn

import yaml

from babyinmind.items.page import FigureCell, HandIn, ModuleHeader, Objective
from babyinmind.items.reflection import Reflection
from babyinmind.items.vignette import Decision, Scene, Vignette
from babyinmind.questions import KINDS, Fault, ItemError, Question

Item = Question | Reflection | Vignette | FigureCell | ModuleHeader | HandIn

MAGICS: dict[str, type[Item] | None] = {
    "module": ModuleHeader,
    "question": None,
    "practice": None,
    "reflection": Reflection,
    "figure": FigureCell,
    "vignette": Vignette,
    "hand_in": HandIn,
}
"""Magic name -> its item; None where the body's `kind` decides."""

BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
END_HIDDEN = "### END HIDDEN TESTS"
BEGIN_RUBRIC = "=== BEGIN MARK SCHEME ==="
END_RUBRIC = "=== END MARK SCHEME ==="

ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

NESTED: dict[tuple[type, str], type] = {
    (ModuleHeader, "objectives"): Objective,
    (Vignette, "scenes"): Scene,
    (Scene, "decisions"): Decision,
}
"""(class, field) -> what each entry under that field is."""


@dataclass(frozen=True, slots=True)
class CellText:
    """A magic cell taken apart: `first_line` is the number of the body's first line within the cell (from 1)."""

    magic: str
    body: str
    first_line: int

    @property
    def has_hidden_part(self) -> bool:
        return BEGIN_HIDDEN in self.body


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as people write it: `no`, `on` and `2026-11-22` are words, and a key stands once."""


_MOST_NESTED = 20
"""Lists and mappings within one another; a vignette by version needs seven."""

_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), _first)


def _refuse(message: str, mark: Any) -> NoReturn:
    raise yaml.constructor.ConstructorError(None, None, message, mark)


def _mapping_without_twins(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        _refuse("`name: value` lines are expected", node.start_mark)
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _refuse("a name must be a word, not a list or a mapping", key.start_mark)
        if key.value in seen:
            _refuse(f"the key {key.value!r} stands twice; keep one of them", key.start_mark)
        seen.add(key.value)
    # Keys are ids: `1:` is the word "1" on every machine.
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


def _sequence(loader: Any, node: yaml.SequenceNode) -> list[Any]:
    return list(loader.construct_sequence(node, deep=True))


def _whole_number(loader: Any, node: yaml.ScalarNode) -> int:
    try:
        return int(loader.construct_scalar(node))  # decimal even with a leading 0, unlike YAML 1.1
    except ValueError:
        _refuse("this is no whole number of a size that can be read", node.start_mark)


def _decimal(loader: Any, node: yaml.ScalarNode) -> float:
    try:
        return float(loader.construct_scalar(node))
    except ValueError:
        _refuse("this is no number", node.start_mark)


def _true_or_false(loader: Any, node: yaml.ScalarNode) -> bool:
    word = loader.construct_scalar(node).lower()
    if word not in ("true", "false"):
        _refuse("this is neither true nor false", node.start_mark)
    return bool(word == "true")


# Nothing else is made: no dates, no sets, no bytes, whatever tag (`!!`) stands before a text.
_Loader.yaml_constructors = {
    "tag:yaml.org,2002:map": _mapping_without_twins,
    "tag:yaml.org,2002:seq": _sequence,
    "tag:yaml.org,2002:str": yaml.SafeLoader.construct_yaml_str,
    "tag:yaml.org,2002:null": yaml.SafeLoader.construct_yaml_null,
    "tag:yaml.org,2002:bool": _true_or_false,
    "tag:yaml.org,2002:int": _whole_number,
    "tag:yaml.org,2002:float": _decimal,
    None: yaml.SafeLoader.construct_undefined,
}


def _refuse_traps(body: str) -> None:
    """Refuse what makes a small text endless or unreadable: aliases, deep nesting, characters that stand for nothing."""
    if bad := yaml.reader.Reader.NON_PRINTABLE.search(body):
        before = body[: bad.start()]
        mark = yaml.Mark("", bad.start(), before.count("\n"), len(before.rpartition("\n")[2]), None, 0)
        _refuse(f"the character U+{ord(bad[0]):04X} cannot be shown; take it out", mark)
    depth = 0
    for event in yaml.parse(body, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            _refuse("found an alias", event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MOST_NESTED:
                _refuse("lists and names are nested too deeply", event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def split(source: str) -> CellText | None:
    """Take a code cell apart; None where it starts with no cell magic of the course."""
    lines = source.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), None)
    if start is None or not lines[start].startswith("%%"):
        return None
    magic = re.match(r"\w*", lines[start][2:])[0]  # type: ignore[index]
    if magic not in MAGICS:
        return None
    return CellText(magic, "\n".join(lines[start + 1 :]), start + 2)


def load_body(body: str) -> dict[str, Any]:
    """The YAML body as plain data. Raises `yaml.YAMLError`, or `ItemError` where it is no mapping."""
    _refuse_traps(body)
    data = yaml.load(body, Loader=_Loader)
    if not isinstance(data, dict):
        raise ItemError(Fault((), "The cell must hold `name: value` lines, such as `id: noor-looks-back`."))
    return data


def compose_body(body: str) -> yaml.Node | None:
    """The YAML body as nodes with their places, for errors that name a line."""
    _refuse_traps(body)
    node: yaml.Node | None = yaml.compose(body, Loader=_Loader)
    return node


def item_class(magic: str, data: dict[str, Any]) -> type[Item]:
    """The class that a body describes. Raises `ItemError` for a kind that is not there."""
    cls = MAGICS[magic]
    if cls is not None:
        return cls
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        known = ", ".join(KINDS)
        raise ItemError(Fault(("kind",), f"{kind!r} is no kind of question. Write `kind:` and one of {known}."))
    return KINDS[kind].model


def build(magic: str, body: str) -> Item:
    """Make an item from a cell that was checked when it was released: names are checked, types are not.

    The full check, with types, lines and mends, is the author's side's (`babyinmind.authoring`).
    Raises `yaml.YAMLError` and `ItemError`.
    """
    data = load_body(body)
    return _build(item_class(magic, data), data)


def _build(cls: type, data: Any) -> Any:
    if not isinstance(data, dict):
        raise ItemError(Fault((), f"`name: value` lines are expected, not {data!r}."))
    known = {field.name: field for field in fields(cls)}
    if unknown := [name for name in data if name not in known]:
        raise ItemError(*(Fault((name,), f"{name!r} is not known here.") for name in unknown))
    needed = [
        name
        for name, field in known.items()
        if field.default is MISSING and field.default_factory is MISSING and name not in data
    ]
    if needed:
        raise ItemError(*(Fault((), f"`{name}:` is missing.") for name in needed))
    values = dict(data)
    for name, value in data.items():
        nested = NESTED.get((cls, name))
        if nested is not None and is_dataclass(nested) and isinstance(value, dict):
            values[name] = {key: _build(nested, part) for key, part in value.items()}
    return cls(**values)
