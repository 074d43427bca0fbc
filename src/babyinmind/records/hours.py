"""Hours of a whole cohort: per learner and module what is credited, what was measured, when, and in which areas."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import Gradebook, Student
from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Attempt
from babyinmind.records.credit import ModuleCredit, settle
from babyinmind.records.sittings import Span, minutes, spans
from babyinmind.records.spreadsheet import as_csv
from babyinmind.results.credit import WORDS, in_hours

COLUMNS = (
    "learner", "name", "module", "title", "state", "best_percent", "credited_minutes", "provisional_minutes",
    "measured_minutes", "first_hand_in", "latest_hand_in", "credited_on", "areas", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModuleHours:
    """One learner's hours of one module; `measured` minutes are evidence alone."""

    credit: ModuleCredit
    measured: int

    @property
    def credited(self) -> int:
        """Minutes whose credit is confirmed."""
        return self.credit.minutes if self.credit.state == "credited" else 0

    @property
    def provisional(self) -> int:
        return self.credit.minutes if self.credit.state == "provisional" else 0


@dataclass(frozen=True, slots=True)
class LearnerHours:
    """One learner's hours. `measured` counts time spent in two modules at once a single time."""

    learner: str
    name: str
    modules: tuple[ModuleHours, ...]
    measured: int

    @property
    def credited(self) -> int:
        return sum(each.credited for each in self.modules)

    @property
    def provisional(self) -> int:
        return sum(each.provisional for each in self.modules)


def hours(
    gradebook: Gradebook, *, pass_mark: float, learners: Iterable[str] | None = None, has_reader: bool = True
) -> list[LearnerHours]:
    """Everybody's hours, or those of the named, by the learners' ids; gives the credit that is due. Seven queries."""
    chosen = None if learners is None else list(learners)
    with Session(gradebook.engine, expire_on_commit=False) as session:
        names = _names(session, chosen)
        credits = settle(
            session, pass_mark=pass_mark, learners=chosen, everybody=names if chosen is None else chosen,
            has_reader=has_reader,
        )  # fmt: skip
        worked = _worked(session, chosen)
    found: dict[str, list[ModuleCredit]] = {}
    for credit in credits:
        found.setdefault(credit.learner, []).append(credit)
    return [_of_one(learner, names.get(learner, ""), each, worked.get(learner, {})) for learner, each in found.items()]


def _of_one(learner: str, name: str, credits: list[ModuleCredit], worked: dict[str, list[Span]]) -> LearnerHours:
    return LearnerHours(
        learner=learner,
        name=name,
        modules=tuple(ModuleHours(each, minutes(worked.get(each.module, []))) for each in credits),
        measured=minutes(span for parts in worked.values() for span in parts),
    )


def as_rows(found: Iterable[LearnerHours]) -> list[dict[str, Any]]:
    """A row for each learner and module, as `COLUMNS` names them; days are UTC, in ISO 8601, "" where there is none."""
    return [
        dict(zip(COLUMNS, (
            one.learner, one.name, each.credit.module, each.credit.title, WORDS[each.credit.state],
            "" if each.credit.best is None else round(100 * each.credit.best, 1), each.credited, each.provisional,
            each.measured, _day(each.credit.first), _day(each.credit.latest), _day(each.credit.given),
            "; ".join(each.credit.areas), each.credit.reason,
        ), strict=True))
        for one in found for each in one.modules
    ]  # fmt: skip


def to_csv(found: Iterable[LearnerHours]) -> str:
    return as_csv(COLUMNS, ([row[name] for name in COLUMNS] for row in as_rows(found)))


def to_json(found: Iterable[LearnerHours]) -> str:
    """A list of learners with their totals, and under each the rows of the modules, areas as a list."""
    learners = []
    for one in found:
        rows = as_rows([one])
        for row, each in zip(rows, one.modules, strict=True):
            row["areas"] = list(each.credit.areas)
            row["best_percent"] = None if each.credit.best is None else row["best_percent"]
            del row["learner"], row["name"]
        learners.append(
            {
                "learner": one.learner, "name": one.name, "credited_minutes": one.credited,
                "provisional_minutes": one.provisional, "measured_minutes": one.measured, "modules": rows,
            }
        )  # fmt: skip
    return json.dumps(learners, ensure_ascii=False, indent=1)


def to_table(found: Iterable[LearnerHours]) -> str:
    """For a terminal: each learner with the totals, and beneath what is under way; modules not handed in are left out."""
    lines = []
    for one in found:
        lines.append(
            f"{one.name or one.learner} ({one.learner}): {in_hours(one.credited)} credited"
            + (f", {in_hours(one.provisional)} provisional" if one.provisional else "")
            + f"; {in_hours(one.measured)} measured"
        )
        for each in one.modules:
            if each.credit.state == "none":
                continue
            best = "" if each.credit.best is None else f"best {each.credit.best:.0%}, "
            lines.append(
                f"  {each.credit.module:<16} {each.credited or each.provisional:>3} min  {WORDS[each.credit.state]}"
                f" ({best}{each.measured} min measured, {_day(each.credit.latest)})"
            )
            lines.append(f"  {'':<16}          areas: {', '.join(each.credit.areas) or 'none named'}")
            if each.credit.reason:
                lines.append(f"  {'':<16}          reason: {each.credit.reason}")
    return "\n".join(lines)


def _names(session: Session, learners: list[str] | None) -> dict[str, str]:
    query = select(Student.id, Student.first_name, Student.last_name)
    if learners is not None:
        query = query.where(Student.id.in_(learners))
    return {
        learner: " ".join(part.strip() for part in parts if part and part.strip())
        for learner, *parts in session.execute(query)
    }


def _worked(session: Session, learners: list[str] | None) -> dict[str, dict[str, list[Span]]]:
    """Learner -> module -> the sittings that any hand-in of it told of."""
    query = select(Attempt.learner, Attempt.module, Attempt.sittings)
    if learners is not None:
        query = query.where(Attempt.learner.in_(learners))
    by_module: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for learner, module, sittings in session.execute(query):
        # Each hand-in tells again of the sittings before it: read once what is the same.
        by_module.setdefault((learner, module), set()).update(map(tuple, sittings))
    found: dict[str, dict[str, list[Span]]] = {}
    for (learner, module), noted in by_module.items():
        found.setdefault(learner, {})[module] = spans(noted)
    return found


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
