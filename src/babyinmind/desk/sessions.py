"""The live sessions of a cohort: `sessions.csv`, from which modules get suggested dates."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from babyinmind.course.outline import course_module_ids
from babyinmind.course.sessions import Suggested
from babyinmind.desk.table import TableFaulty, read_table

FILE = "sessions.csv"
COLUMNS = {"session": ("live session", "name"), "date": ("day", "on"), "modules": ("module",)}
_PARTING = re.compile(r"[;,|\s]+")
_MOST = 60
"""Characters of a session's name: it stands on a small card."""


def read_sessions(path: Path) -> dict[str, Suggested]:
    """Module -> the session that it is for, in the trainers' order. Raises `TableFaulty`, with every fault of the file."""
    found: dict[str, Suggested] = {}
    faults: list[str] = []
    lines: dict[tuple[str, str], int] = {}
    known = course_module_ids()
    for line, row in read_table(path, COLUMNS, tuple(COLUMNS)):

        def fault(words: str, line: int = line) -> None:
            faults.append(f"line {line}: {words}")

        session, modules = row["session"], [name for name in _PARTING.split(row["modules"]) if name]
        day = _day(row["date"])
        if not session or len(session) > _MOST or not session.isprintable():
            fault(f"the session needs a name of at most {_MOST} characters, such as 1, or Opening.")
        elif (before := lines.setdefault(("session", session), line)) != line:
            fault(f"the session {session!r} stands on line {before} already.")
        if day is None:
            fault(f"the date {row['date']!r} is none. Write it as 2027-03-12.")
        if not modules:
            fault("the modules are missing. Write their ids in your order, such as 03-attachment; 05-ghosts.")
        for module in modules:
            if module not in known:
                fault(f"the module {module!r} is not known. Known are: {', '.join(known)}.")
            elif (before := lines.get(("module", module), 0)) != 0:
                fault(f"the module {module} stands on line {before} already.")
            else:
                lines["module", module] = line
                found[module] = Suggested(session, day or date.min)
    if not found and not faults:
        faults.append("it names no session.")
    if faults:
        raise TableFaulty(path, *faults)
    return found


def _day(text: str) -> date | None:
    try:
        # Later versions of Python read 20270312 too, in which people slip.
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None
