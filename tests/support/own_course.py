"""A course folder of an agency's own, with a `course.yml`."""

from __future__ import annotations

from pathlib import Path


def own_course(root: Path, *modules: str, standard: str = "[]") -> Path:
    """A folder with `source/`, `release/` and a `course.yml` that lists `modules`; gives it."""
    for name in ("source", "release"):
        (root / name).mkdir(parents=True, exist_ok=True)
    listed = "".join(f"  - {name}  # kept\n" for name in modules)
    under = f"modules:\n{listed}" if listed else "modules: []\n"
    (root / "course.yml").write_text(f"# Ours.\ntitle: Our course\n{under}standard: {standard}\n", encoding="utf-8")
    return root


def put_released(root: Path, *modules: str) -> None:
    """Released notebooks, empty ones, below `root`."""
    for name in modules:
        folder = root / "release" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
