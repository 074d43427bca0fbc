"""Slips that leave a cell readable and still change what learners get: hidden parts, empty texts, texts cut short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from babyinmind.authoring.lines import Place
from babyinmind.items import END_HIDDEN, CellText, load_body
from babyinmind.questions import Fault, ItemError, secret_fields


def hidden_amiss(cell: CellText, data: dict[str, Any]) -> list[Fault]:
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
        if name in secret_fields():
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


def empty_texts(data: dict[str, Any]) -> list[Fault]:
    """Texts that are there and say nothing; empty feedback is told by the question."""

    def blank(path: Place, value: Any) -> Iterator[Fault]:
        if isinstance(value, str) and not value.strip():
            yield Fault(path, "This text is empty. Write it, or take the line out.")
        elif isinstance(value, dict | list):
            for name, part in value.items() if isinstance(value, dict) else enumerate(value):
                if path or name != "feedback":
                    yield from blank((*path, name), part)

    return list(blank((), data))


def cut_texts(cell: CellText, node: yaml.Node | None) -> list[Fault]:
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
