"""PTSD in young children by two sets of rules, as a group of children (Woolgar et al., 2022)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from . import canvas, crowd
from .chance import expected
from .model import Choice, Control, Figure, Slider, Table, Toggle
from .published import rows
from .words import counted

NAME = "ptsd-two-sets-of-rules"
FOUND = canvas.Kind("Found to have PTSD", canvas.PURPLE, "o")
OTHERS = canvas.Kind("Not found to have it", canvas.QUIET, "o", filled=False)
NOT_ALONE = "It says nothing about one child."
LABELS = {"adult": "Rules for adults", "fitted": "Rules fitted to young children"}


@dataclass(frozen=True, slots=True)
class Rules:
    """A row of the table: percent of the children found to have PTSD, and its 95 % confidence interval."""

    label: str
    percent: float
    low: float
    high: float
    studies: int

    def found(self, children: int) -> int:
        """How many of so many children would be found, to the nearest whole child."""
        return expected(children, self.percent)

    def reach(self, children: int) -> tuple[int, int]:
        """The confidence interval in whole children."""
        return expected(children, self.low), expected(children, self.high)


@cache
def rules() -> dict[str, Rules]:
    """Id to set of rules."""
    return {
        row["rules"]: Rules(
            LABELS[row["rules"]],
            float(row["percent"]),
            float(row["ci_low"]),
            float(row["ci_high"]),
            int(row["studies"]),
        )
        for row in rows(NAME)
    }


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it; `other` is the set of rules that is not drawn."""

    rules: Rules
    other: Rules
    children: int
    sure: bool


class PtsdTwoSetsOfRules(Figure):
    """A group of children, one mark a child: found to have PTSD by the chosen rules, or not."""

    name = NAME
    title = "The same kind of children, two sets of rules: how many are found to have PTSD (2022)"
    source = (
        "Woolgar, F., Garfield, H., Dalgleish, T., & Meiser-Stedman, R. (2022). Systematic review and meta-analysis: "
        "Prevalence of posttraumatic stress disorder in trauma-exposed preschool-aged children. Journal of the "
        "American Academy of Child & Adolescent Psychiatry, 61(3), 366–377. https://doi.org/10.1016/j.jaac.2021.05.026"
    )
    sample = (
        "The 12 studies that reported both sets of rules: children under about six and a half on average, assessed by "
        "standard interview at least one month after a frightening event. How many children the 12 have was not given "
        "in what we read; all 18 studies of the review have 1,941."
    )
    limits = (
        f"{NOT_ALONE} All these children had lived through a frightening event: it shows nothing about children in "
        "general. It does not show how many recover, which rules are right, or whether the same child is filled in "
        "both pictures. Studies differed a good deal, and few came from poorer countries. It mixes kinds of events: "
        "about three times as many were found after harm between people as after other events, and after repeated as "
        "after single events."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Choice("rules", "Rules", LABELS, "adult"),
        Slider(
            "children", "Children in the group", 20, 1000, 20, 100, "children",
            (20, 40, 60, 80, 100, 140, 200, 300, 400, 500, 600, 800, 1000),
        ),
        Toggle("sure", "How sure is this?", False),
    )  # fmt: skip

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        other = next(key for key in rules() if key != checked["rules"])
        return View(rules()[checked["rules"]], rules()[other], checked["children"], checked["sure"])

    def alt(self, state: object) -> str:
        view = self._view(state)
        said = [
            f"A group of {counted(view.children, 'young child', 'young children')} who lived through a frightening "
            f"event, one mark for each.",
            f"By {_said(view.rules, view.children)}.",
        ]
        if view.sure:
            said.append(f"A bracket shows its 95% confidence interval: {_range(view.rules, view.children)}.")
        said.append(f"Not drawn: by {_said(view.other, view.children)}.")
        if view.sure:
            said.append(f"Its 95% confidence interval is {_range(view.other, view.children)}.")
        said.append(f"Pooled from {view.rules.studies} studies by Woolgar et al. (2022). {NOT_ALONE}")
        return " ".join(said)

    def summary(self, state: object) -> str:
        view = self._view(state)
        found = view.rules.found(view.children)
        said = (
            f"By {view.rules.label.lower()}, about {found:,} of {view.children:,} children would be found to have PTSD "
            f"and about {view.children - found:,} would not"
        )
        if view.sure:
            low, high = view.rules.reach(view.children)
            said += f"; the number found may well lie anywhere between {low:,} and {high:,}"
        return f"{said}."

    def table(self, state: object) -> Table:
        view = self._view(state)
        header = ["Rules", "Found to have PTSD", f"Expected of {view.children:,} children", "Not found to have it"]
        body = []
        for one in rules().values():
            found = one.found(view.children)
            body.append([one.label, f"{one.percent}%", f"{found:,}", f"{view.children - found:,}"])
            if view.sure:
                low, high = one.reach(view.children)
                body[-1] += [f"{one.low}% to {one.high}%", f"{low:,} to {high:,}"]
        if view.sure:
            header += ["95% confidence interval", "The same, in children"]
        return Table(
            tuple(header),
            tuple(map(tuple, body)),
            "Percent of children who had lived through a frightening event, pooled from the 12 studies that used both "
            "sets of rules. By the most fitting rules that each of all 18 studies had, it was 21.5% (13.8% to 30.4%) "
            f"of 1,941 children. {NOT_ALONE}",
        )

    def sheet(self, state: object) -> canvas.Sheet:
        view = self._view(state)
        found = view.rules.found(view.children)
        others = view.children - found
        reach = view.rules.reach(view.children) if view.sure else None
        lines = (
            crowd.Row(found, FOUND.label, f"{view.rules.percent}% of the children", ((found, FOUND),), reach),
            crowd.Row(others, OTHERS.label, "all the others", ((others, OTHERS),)),
        )
        notes = ["All of them lived through a frightening event.", NOT_ALONE]
        if view.sure:
            notes.insert(0, "Bracket: where the share of such children may well lie (95%).")
        return crowd.sheet(470, f"{view.rules.label}: of {view.children:,} children, about …", lines, notes)


def _said(one: Rules, children: int) -> str:
    found = one.found(children)
    return (
        f"{one.label.lower()} about {found:,} ({one.percent}%) would be found to have PTSD and about "
        f"{children - found:,} would not"
    )


def _range(one: Rules, children: int) -> str:
    low, high = one.reach(children)
    return f"{one.low}% to {one.high}%, or {low:,} to {high:,} children"
