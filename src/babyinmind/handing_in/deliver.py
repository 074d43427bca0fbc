"""The page's side of handing in: another process does it, since nbgrader in the kernel would cost it 100 MB."""

from __future__ import annotations

from pathlib import Path

from babyinmind.course.solo import is_solo
from babyinmind.processes import Unanswered, ask
from babyinmind.results import ReturnedResults, checked, load_returned
from babyinmind.widgets import HandInFailed, Receipt

_TRY_AGAIN = "Nothing was lost: your answers are where they were. Try again."


def deliver(folder: Path, module_id: str) -> Receipt:
    """Hand in what stands in `folder`, the folder of a learner's notebook. Raises `HandInFailed`."""
    command = ["hand-in", module_id, "--folder", str(folder), "--json", *(["--solo"] if is_solo() else [])]
    try:
        said = ask(command, "Handing in")
    except Unanswered as error:
        raise HandInFailed(f"{error} {_TRY_AGAIN}") from error
    return as_receipt(ReturnedResults(said["when"], tuple(said["lines"]), checked(said.get("results"))))


def latest(home: Path, module_id: str) -> Receipt | None:
    """What came of the latest hand-in, as it was kept; None where there was none."""
    returned = load_returned(home, module_id)
    return as_receipt(returned) if returned else None


def look_for_results(folder: Path, module_id: str) -> Receipt | None:
    """Fetch what a cohort's instructor has returned; gives the receipt with the newest results. Raises `HandInFailed`."""
    try:
        ask(["results", module_id, "--folder", str(folder), "--json"], "Looking for results")
    except Unanswered as error:
        raise HandInFailed(f"{error} Your answers and what you handed in are where they were.") from error
    return latest(folder.parent, module_id)


def as_receipt(returned: ReturnedResults) -> Receipt:
    return Receipt(returned.when, returned.lines, returned.results)
