"""Draws the first state of every figure into `drawn/`, to be committed: `python -m babyinmind.figures.redraw`."""

from __future__ import annotations

from pathlib import Path

from . import get, names

DRAWN = Path(__file__).parent / "drawn"


def redraw(folder: Path = DRAWN) -> list[Path]:
    """Writes `<name>.svg` of every figure into `folder`; returns the files that changed."""
    changed = []
    for name in names():
        drawing = get(name).draw({}).encode()
        file = folder / f"{name}.svg"
        if not file.exists() or file.read_bytes() != drawing:
            file.write_bytes(drawing)
            changed.append(file)
    return changed


if __name__ == "__main__":
    for written in redraw():
        print(written)
