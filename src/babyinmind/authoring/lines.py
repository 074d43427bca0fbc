"""Where in a cell something stands, and what a line that YAML cannot read probably lacks."""

from __future__ import annotations

import yaml

from babyinmind.items import CellText, compose_body

Place = tuple[str | int, ...]
"""The way to a part of a cell's YAML, as in `Fault.path`."""


def line_of(cell: CellText, path: Place) -> int:
    """The line within the cell, from 1, of the innermost part of `path` that is there; the magic's line where none is."""
    return cell.first_line + line_in(compose_body(cell.body), path)


def line_in(node: yaml.Node | None, path: Place) -> int:
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


def yaml_mend(error: yaml.MarkedYAMLError, line: str) -> str:
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
