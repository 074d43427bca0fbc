"""A learner's progress: hours so far, what waits for whom, and what came back; read from this machine alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from babyinmind.course.module_status import ModuleStatus, module_statuses
from babyinmind.course.modules import CourseNotFound, released_modules
from babyinmind.course.outline import header_of, planned_modules
from babyinmind.items.page import COMPETENCY_AREAS
from babyinmind.responses import ResponsesError, answers_path, read_responses
from babyinmind.responses.sittings import Span, minutes
from babyinmind.results import load_all_returned, load_returned, pdf_in

OLD_FORM = (
    "Your cohort signed only the data of this record, not its page yet: `babyinmind verify` calls it a record of the old form."
    " A wholly signed one comes with your next results, or ask your instructor for it."
)
"""Of a record that came back without its PDF."""
Hours = Literal["credited", "provisional", "none"]


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """One module: its standing, its hours and their minutes, and what an instructor wrote.

    `credit` is what the cohort told last ("" where nothing), `reason` why a reflection was sent back.
    """

    status: ModuleStatus
    areas: tuple[str, ...]
    hours: Hours
    minutes: int
    measured: int
    credit: str = ""
    reason: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """All modules; `measured` counts each moment once. `record` is the number of the signed record that came back."""

    modules: tuple[ModuleProgress, ...]
    measured: int
    record: str = ""

    @property
    def credited(self) -> int:
        return sum(one.minutes for one in self.modules if one.hours == "credited")

    @property
    def provisional(self) -> int:
        return sum(one.minutes for one in self.modules if one.hours == "provisional")

    def areas(self) -> list[tuple[str, int]]:
        """Every competency area with the number of credited modules that address it. Areas carry no hours."""
        with_hours = [one for one in self.modules if one.hours != "none"]
        return [(area, sum(area in one.areas for one in with_hours)) for area in COMPETENCY_AREAS]


def planned_minutes() -> int:
    """Minutes of the whole course: of its planned modules, about six hours, and of those that it adds."""
    planned = {module.id: module.minutes for module in planned_modules()}
    try:
        added = [module for module in released_modules() if module.id not in planned]
    except (CourseNotFound, OSError):
        added = []
    headers = [header_of(module.folder / f"{module.id}.ipynb") for module in added]
    return sum(planned.values()) + sum(header.minutes for header in headers if header)


def progress(home: Path) -> Progress:
    """How far the learner is whose modules lie in `home`."""
    envelope = returned_record(home)
    record = envelope["record"] if envelope else {}
    recorded = {each["id"]: each for each in record.get("modules", [])}
    found, everything = [], []
    for status in module_statuses(home):
        worked = _worked(home, status.id)
        everything += worked
        found.append(_module(home, status, recorded.get(status.id), minutes(worked)))
    return Progress(tuple(found), minutes(everything), str(record.get("number", "")))


def returned_record(home: Path) -> dict[str, Any] | None:
    """The newest of the signed records that came back with results; None where none did. Its signature is not checked."""
    newest = _newest(home)
    return newest["record"] if newest else None


def returned_pdf(home: Path) -> bytes | None:
    """The signed PDF of that record, as it came back; None where none did, or only its data. It is not checked."""
    newest = _newest(home)
    return pdf_in(newest.get("record_pdf")) if newest else None


def _newest(home: Path) -> dict[str, Any] | None:
    """The results with the newest record, and of those with the same one such that bring its PDF."""
    found = [
        returned.results
        for returned in load_all_returned(home).values()
        if returned.results and returned.results.get("record") and _is_readable(returned.results["record"]["record"])
    ]
    return max(found, key=lambda one: (one["record"]["record"]["issued"], "record_pdf" in one), default=None)


def _is_readable(record: dict[str, Any]) -> bool:
    modules = record.get("modules")
    return isinstance(record.get("issued"), str) and isinstance(modules, list) and all(
        isinstance(each, dict) and isinstance(each.get("id"), str) and isinstance(each.get("minutes"), int)
        for each in modules
    )  # fmt: skip


def _module(home: Path, status: ModuleStatus, recorded: dict[str, Any] | None, measured: int) -> ModuleProgress:
    returned = load_returned(home, status.id)
    results = (returned.results if returned else None) or {}
    credit = results.get("credit") or {}
    state = str(credit.get("state", ""))
    hours: Hours = (
        "credited" if recorded or state == "credited" else "provisional" if state == "provisional" else "none"
    )
    header = header_of(home / status.place) if status.place else None
    areas = {area for objective in header.objectives.values() for area in objective.areas} if header else set()
    return ModuleProgress(
        status=status,
        areas=tuple(area for area in COMPETENCY_AREAS if area in areas),
        hours=hours,
        minutes=0 if hours == "none" else int(recorded["minutes"] if recorded else credit["minutes"]),
        measured=measured,
        credit="credited" if recorded else state,
        reason=str(credit.get("reason", "")),
        comments=tuple(each["comment"] for each in results.get("reflections", ()) if each["comment"].strip()),
    )


def _worked(home: Path, module: str) -> list[Span]:
    try:
        sittings = read_responses(answers_path(home / module, module), module=module).sittings
    except ResponsesError:
        return []
    return [(datetime.fromisoformat(one.start), datetime.fromisoformat(one.last)) for one in sittings]
