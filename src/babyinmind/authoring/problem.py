"""Where something in a module must be mended, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. Numbers count from 1 as an author counts; 0 means the whole notebook, or the whole cell.

    `rule` names the rule that found it, "" for what makes no sense as it stands. Advice does not stop a release.
    """

    notebook: Path | None
    cell: int
    line: int
    message: str
    name: str = ""
    rule: str = ""
    is_advice: bool = False

    def __str__(self) -> str:
        place = str(self.notebook) if self.notebook else ""
        if self.cell:
            name = f" ({self.name})" if self.name else ""
            place += f"{': ' if place else ''}cell {self.cell}{name}"
        if self.line:
            place += f"{', ' if place else ''}line {self.line}"
        return f"{place}: {self.message}" if place else self.message

    @property
    def severity(self) -> str:
        """The word for it: "fault" or "advice"."""
        return "advice" if self.is_advice else "fault"

    def at(self, notebook: Path, cell: int, name: str = "") -> Problem:
        """The same problem, with the place that only the notebook's reader knows."""
        return replace(self, notebook=notebook, cell=cell, name=self.name or name)
