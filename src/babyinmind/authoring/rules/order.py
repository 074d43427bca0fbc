"""What stands where, and that nothing stands twice."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.authoring.metadata import RUBRIC_SUFFIX, SETUP_ID
from babyinmind.authoring.notebook import LOAD_EXTENSION, AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.items import MAGICS, Reflection


def begins_and_ends(module: AuthoredModule) -> Iterator[Problem]:
    """`%load_ext babyinmind`, then `%%module`; `%%hand_in` last; the module's id is its folder's and its file's name."""
    code = [cell for cell in module.cells if cell.node.cell_type == "code"]
    if not code or code[0].source.strip() != LOAD_EXTENSION:
        yield module.problem(code[0] if code else None, f"The first code cell must be exactly `{LOAD_EXTENSION}`.")
    if len(code) < 2 or code[1].text is None or code[1].text.magic != "module":
        yield module.problem(code[1] if len(code) > 1 else None, "The second code cell must be the `%%module` header.")
    if not code or code[-1].text is None or code[-1].text.magic != "hand_in":
        yield module.problem(code[-1] if code else None, "The last code cell must be `%%hand_in`.")
    for magic in ("module", "hand_in"):
        for cell in module.with_magic(magic)[1:]:
            yield module.problem(cell, f"A module has one `%%{magic}` cell. Take this one out.")
    header = module.header
    if header is not None:
        folder, name = module.path.parent.name, module.path.stem
        if not header.id == folder == name:
            yield module.problem(
                module.with_magic("module")[0],
                f"The module's id is {header.id!r}, its folder {folder!r}, its file {name!r}: the three must be the same.",
                ("id",),
            )


def holds_no_code(module: AuthoredModule) -> Iterator[Problem]:
    """No Python stands in a module."""
    for cell in module.cells:
        if cell.node.cell_type == "raw":
            yield module.problem(cell, "A raw cell is shown to nobody. Take it out, or make it a text cell.")
        if cell.node.cell_type != "code" or cell.text is not None:
            continue
        source = cell.source.strip()
        if not source:
            yield module.problem(cell, "This code cell is empty. Take it out.")
        elif source != LOAD_EXTENSION:
            known = ", ".join(f"%%{magic}" for magic in MAGICS)
            first = source.split("\n", 1)[0][:60]
            yield module.problem(
                cell, f"{first!r} is none of the course's cells. A code cell starts with one of {known}."
            )
    for cell in module.cells:
        if cell.source.strip() == LOAD_EXTENSION and cell.number != module.cells[0].number:
            before = [other for other in module.cells if other.node.cell_type == "code" and other.number < cell.number]
            if before:
                yield module.problem(
                    cell, f"`{LOAD_EXTENSION}` stands once, in the first code cell. Take this one out."
                )


def ids_stand_once(module: AuthoredModule) -> Iterator[Problem]:
    """An id names one thing in a module, also the ids that are made from others."""
    taken = {SETUP_ID: 0}
    for cell in module.cells:
        if cell.item is None:
            continue
        ids = [cell.item.id]
        if isinstance(cell.item, Reflection) and not cell.item.private:
            ids.append(cell.item.id + RUBRIC_SUFFIX)
        for name in ids:
            if name in taken:
                where = f"already in cell {taken[name]}" if taken[name] else "kept for the first cell"
                yield module.problem(cell, f"The id {name!r} is {where}. Give this one another name.", ("id",))
            taken.setdefault(name, cell.number)
