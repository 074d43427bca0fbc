"""Maltreatment in two generations: a cycle kept, broken or begun, as a group of families (Madigan et al., 2025)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from . import canvas, crowd
from .chance import expected, whole_children
from .model import Choice, Control, Figure, Slider, Table, Toggle
from .published import rows
from .words import listed

NAME = "maltreatment-generations"
NOT = "this is no rate for any town, and it says nothing about one family."
NOT_ALONE = "It is no rate for any town, and says nothing about one family."
NO_RANGE = "The paper gives no range for these shares; the ranges of the numbers behind them are wide."
# In the order of the rows: patterns of a parent with a history first.
KINDS = {
    "maintained": canvas.Kind("Cycle kept", canvas.ORANGE, "^"),
    "broken": canvas.Kind("Cycle broken", canvas.BLUE, "o"),
    "begun": canvas.Kind("Begun", canvas.PURPLE, "D"),
    "neither": canvas.Kind("Neither", canvas.GREEN, "s"),
}
# What stands under a label, and what a sentence says.
WORDS = {
    "maintained": ("parent maltreated, child too", "kept the cycle"),
    "broken": ("parent maltreated, child not", "broke it"),
    "begun": ("parent not maltreated, child maltreated", "began a cycle"),
    "neither": ("neither parent nor child maltreated", "had neither parent nor child maltreated"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of the table: percent of all families, and its 95 % confidence interval."""

    kind: canvas.Kind
    note: str
    said: str
    history: bool
    percent: float
    low: float
    high: float


@cache
def patterns() -> tuple[Pattern, ...]:
    """The four patterns, in the order of the data."""
    return tuple(
        Pattern(
            KINDS[row["pattern"]], *WORDS[row["pattern"]], row["parent"] == "yes",
            float(row["percent"]), float(row["ci_low"]), float(row["ci_high"]),
        )
        for row in rows(NAME)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it; `history` is None when all families are shown."""

    history: bool | None
    families: int
    ranges: bool

    @property
    def shown(self) -> list[Pattern]:
        return [one for one in patterns() if self.history in (None, one.history)]

    @property
    def counts(self) -> list[int]:
        """Whole families expected in each pattern shown; they sum to `families`."""
        return whole_children(self.families, [one.percent for one in self.shown])

    @property
    def shares(self) -> list[str]:
        """Percent of the families shown: published where all are shown, else our arithmetic, to a tenth."""
        if self.history is None:
            return [f"{one.percent}%" for one in self.shown]
        total = sum(one.percent for one in self.shown)
        return [f"{one.percent / total * 100:.1f}%" for one in self.shown]

    @property
    def reaches(self) -> list[tuple[int, int]] | None:
        """The published ranges in whole families; None where none is shown or none was published."""
        if not self.ranges or self.history is not None:
            return None
        return [(expected(self.families, one.low), expected(self.families, one.high)) for one in self.shown]

    @property
    def who(self) -> str:
        """`100 families in which the parent had a history`."""
        had = {None: "", True: " in which the parent had a history", False: " in which the parent had no history"}
        return f"{self.families} families{had[self.history]}"


class MaltreatmentGenerations(Figure):
    """A group of families, one mark a family, a row for each pattern."""

    name = NAME
    title = "Maltreatment in two generations: how often a cycle was kept, broken or begun, in pooled studies (2025)"
    source = (
        "Madigan, S., Turgeon, J., Racine, N., Zhu, J., Alink, L. R. A., Ereyi-Osas, W., Jang, G., & Fearon, R. M. P. "
        "(2025). Patterns of continuity and discontinuity of childhood maltreatment across generations: A "
        "meta-analysis. Development and Psychopathology, 37(5), 2590–2611. https://doi.org/10.1017/S0954579425000239"
    )
    sample = (
        "Meta-analysis of 65 independent studies (80 samples); these four numbers rest on the 30 studies that looked "
        "at maltreatment broadly. How many families they have was not given in what we read."
    )
    limits = (
        f"{NOT_ALONE} Studies chose their families in many ways, often because of risk, and counted maltreatment in "
        "many ways, which made a difference to what they found. The four shares were pooled one by one, so the shares "
        "among parents with or without a history, which are our arithmetic, are approximate. It does not show by whom "
        "a child was maltreated, nor how it came to notice: families with a record may be watched more. It does not "
        "show what may still happen to a child who is young."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Choice(
            "parents",
            "Which parents",
            {"all": "All families", "with": "Parents with a history", "without": "Parents without one"},
            "all",
        ),
        Slider(
            "families", "Families in the group", 10, 200, 5, 100, "families",
            (10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200),
        ),
        Toggle("ranges", "Show how sure the studies are", False),
    )  # fmt: skip

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        history = {"all": None, "with": True, "without": False}[checked["parents"]]
        return View(history, checked["families"], checked["ranges"])

    def alt(self, state: object) -> str:
        view = self._view(state)
        derived = "" if view.history is None else ", our arithmetic"
        each = [
            f"{one.kind.label.lower()} ({one.note}) {count} ({share}{derived})"
            for one, count, share in zip(view.shown, view.counts, view.shares, strict=True)
        ]
        rows_ = "four" if view.history is None else "two"
        said = [f"A group of {view.who}, one mark for each family, in {rows_} rows: {listed(each)}."]
        if view.reaches:
            spans = [
                f"{one.kind.label.lower()} {low} to {high} families ({one.low}% to {one.high}%)"
                for one, (low, high) in zip(view.shown, view.reaches, strict=True)
            ]
            said.append(f"A bracket under each row shows its 95% range: {listed(spans)}.")
        elif view.ranges:
            said.append(NO_RANGE)
        said.append(f"Pooled from 30 studies, Madigan et al. (2025). {NOT_ALONE}")
        return " ".join(said)

    def summary(self, state: object) -> str:
        view = self._view(state)
        each = [f"{count} {one.said}" for one, count in zip(view.shown, view.counts, strict=True)]
        return f"Of {view.who}, about {listed(each)}; {NOT}"

    def table(self, state: object) -> Table:
        view = self._view(state)
        header = ["Pattern", f"Share of {'all' if view.history is None else 'these'} families"]
        header.append(f"Expected of {view.families} families")
        body = [
            [f"{one.kind.label} ({one.note})", share, str(count)]
            for one, share, count in zip(view.shown, view.shares, view.counts, strict=True)
        ]
        if view.reaches:
            header += ["95% range", "95% range in families"]
            for row, one, (low, high) in zip(body, view.shown, view.reaches, strict=True):
                row += [f"{one.low}% to {one.high}%", f"{low} to {high}"]
        return Table(tuple(header), tuple(map(tuple, body)), f"{_worked(view)} {NOT_ALONE}")

    def sheet(self, state: object) -> canvas.Sheet:
        view = self._view(state)
        reaches: Sequence[tuple[int, int] | None] = view.reaches or [None] * len(view.shown)
        lines = [
            crowd.Row(count, one.kind.label, f"{share}: {one.note}", ((count, one.kind),), reach)
            for one, count, share, reach in zip(view.shown, view.counts, view.shares, reaches, strict=True)
        ]
        notes = ["It is no rate for any town, and says nothing about one family."]
        if view.reaches:
            notes.insert(0, "Brackets: the 95% range of each number, in families.")
        elif view.history is not None:
            notes.insert(0, "Percents by our arithmetic, from the four published ones.")
            if view.ranges:
                notes[1:1] = [
                    "The paper gives no range for these shares; the ranges",
                    "of the numbers behind them are wide.",
                ]
        return crowd.sheet(600, f"Of {view.families} {WHO[view.history]}, about …", lines, notes)


WHO = {None: "families", True: "parents with a history", False: "parents without a history"}


def _worked(view: View) -> str:
    """How the shares came about, with the numbers."""
    if view.history is None:
        return "Share of all families, pooled. The four sum to 99.9% by rounding."
    first, second = view.shown
    total = f"{first.percent + second.percent:.1f}"
    share = second.percent / (first.percent + second.percent)
    said = (
        f"Our arithmetic: of 100 families, {first.percent} + {second.percent} = {total} have a parent "
        f"{'with' if view.history else 'without'} a history; {second.percent} ÷ {total} = {share:.3f}."
    )
    return f"{said} {NO_RANGE}" if view.ranges else said
