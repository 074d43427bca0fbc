"""The rooms of the package and what they import, as docs/architecture.md's table lists them.

Run as a program (`make docs-imports`), it writes the table's last column from the imports as they are.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "babyinmind"
PAGE = PROJECT / "docs" / "architecture.md"
OUTSIDE = ("__init__", "__main__", "cli")
"""What starts the others: it may import every room, and no room imports it."""
_NONE = "–"
_ROW = re.compile(r"\| `(?P<room>\w+)` \| (?P<about>[^|]*) \| (?P<imports>[^|]*) \|")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; `imports` are the rooms that it lists."""

    room: str
    about: str
    imports: tuple[str, ...]

    def __str__(self) -> str:
        listed = ", ".join(f"`{name}`" for name in self.imports) or _NONE
        return f"| `{self.room}` | {self.about} | {listed} |"


def rows(page: str) -> list[Row]:
    """The table's lines, in their order: from the innermost room to the outermost."""
    return [
        Row(found["room"], found["about"], tuple(re.findall(r"`(\w+)`", found["imports"])))
        for found in _ROW.finditer(page)
    ]


def imports_of(path: Path, package: Path = PACKAGE) -> set[str]:
    """What a file imports of the package, as names within it: `items.choice`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                found |= {name.name for name in names}
            case ast.ImportFrom(level=level, module=module, names=names):
                # One dot is the file's own folder, each further dot one folder up.
                above = [] if not level else ["babyinmind", *path.relative_to(package).parts[:-1]]
                start = ".".join([*above[: len(above) - level + 1], *([module] if module else [])])
                found |= {f"{start}.{name.name}" for name in names}
            case ast.Call(
                func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
    return {name.removeprefix("babyinmind.") for name in found if name.startswith("babyinmind.")}


def imports_by_room(package: Path = PACKAGE) -> dict[str, set[str]]:
    """Room -> the other rooms that any of its files imports, for a type alone too."""
    there = {
        path.name.removesuffix(".py")
        for path in package.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    found: dict[str, set[str]] = {room: set() for room in there - set(OUTSIDE)}
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room not in OUTSIDE:
            inner = {name.partition(".")[0] for name in imports_of(path, package)}
            found[room] |= (inner & (there - {"__init__", "__main__"})) - {room}
    return found


def written(page: str, imports: dict[str, set[str]]) -> str:
    """The page with each room's imports as they are, in the order of the table."""
    order = [row.room for row in rows(page)]

    def row(found: re.Match[str]) -> str:
        room = found["room"]
        listed = sorted(imports.get(room, set()), key=lambda name: order.index(name) if name in order else len(order))
        return str(Row(room, found["about"], tuple(listed)))

    return _ROW.sub(row, page)


def main() -> int:
    """Write the table; 1 where a room has no line in it, or imports one that stands below it."""
    page, imports = PAGE.read_text(encoding="utf-8"), imports_by_room()
    order = [row.room for row in rows(page)]
    faults = [
        f"{room} has no line in the table of {PAGE}: write one where it belongs"
        for room in imports
        if room not in order
    ]
    faults += [
        f"{room} imports {name}, which stands below it in the table of {PAGE}"
        for room, names in imports.items()
        for name in sorted(names)
        if room in order and name in order and order.index(name) > order.index(room)
    ]
    print(*faults, sep="\n", file=sys.stderr)
    PAGE.write_text(written(page, imports), encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
