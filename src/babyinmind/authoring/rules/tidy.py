"""Nothing in a module's folder that would be released by mistake, nothing in its file that a command writes better."""

from __future__ import annotations

from collections.abc import Iterator

from babyinmind.authoring.metadata import is_normalised
from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem

_MARKERS = ("HIDDEN TESTS", "MARK SCHEME", "SOLUTION")
_ANSWER_FILES = ("*.responses*.json", ".*.responses*")


def nothing_is_stray(module: AuthoredModule) -> Iterator[Problem]:
    """An answer file in a source folder would be released to everybody, over everybody's answers."""
    folder = module.path.parent
    for pattern in _ANSWER_FILES:
        for stray in sorted(folder.rglob(pattern)):
            yield module.problem(
                None,
                f"{stray.relative_to(folder)} is an answer file: it would be copied over every learner's answers."
                " Delete it, or move it out of the source folder.",
            )
    for other in sorted(folder.glob("*.ipynb*")):
        if other != module.path and not other.name.startswith("."):
            yield module.problem(
                None,
                f"{other.name} would be released beside the module, with any key in it."
                " Delete it, or move it out of the source folder.",
            )


def markers_hide_what_they_should(module: AuthoredModule) -> Iterator[Problem]:
    """nbgrader takes out, or stumbles over, its markers wherever they stand."""
    for cell in module.cells:
        for marker in _MARKERS:
            at_home = (
                cell.is_rubric
                if marker == "MARK SCHEME"
                else bool(cell.text and cell.text.magic in ("question", "practice"))
            )
            if (marker == "SOLUTION" or not at_home) and f"BEGIN {marker}" in cell.source:
                yield module.problem(
                    cell, f"nbgrader would take out what follows 'BEGIN {marker}' here, or stop. Take the marker out."
                )


def metadata_is_derived(module: AuthoredModule) -> Iterator[Problem]:
    """Metadata, collapsing and outputs are as `babyinmind normalise` writes them."""
    if not is_normalised(module):
        yield module.problem(
            None, f"Metadata or outputs are not in order. Run `babyinmind normalise {module.path.parent.name}`."
        )
