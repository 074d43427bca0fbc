"""Five young children apart from their mothers: age, days away, care and reunion (Robertson & Robertson, 1971)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from . import canvas
from .model import Choice, Control, Figure, Slider, Table
from .published import rows
from .words import counted, listed

NAME = "five-brief-separations"
NOTHING, REUNION, CARE = "nothing", "reunion", "care"
NOT_PROOF = "Five children illustrate; they prove nothing."
PLAIN = canvas.Kind("", canvas.INK, "o")
# In the order in which they are named.
KINDS = {
    "Refused at first": canvas.Kind("Refused at first", canvas.ORANGE, "^"),
    "Warm, and then missed the foster mother": canvas.Kind(
        "Warm, and then missed the foster mother", canvas.PURPLE, "D"
    ),
    "Warm": canvas.Kind("Warm", canvas.BLUE, "o"),
    "Many people": canvas.Kind("Many people", canvas.ORANGE, "^"),
    "One person": canvas.Kind("One person", canvas.BLUE, "o"),
}
FARTHEST = 27


@dataclass(frozen=True, slots=True)
class Child:
    """A row of the table: age in months, days away from the mother, and both accounts at length and in short."""

    name: str
    months: int
    days: int
    care: str
    cared: str
    reunion: str
    met: str

    def group(self, colour: str) -> str:
        """What the child is coloured by; nothing if the figure is not coloured."""
        return {NOTHING: "", REUNION: self.met, CARE: self.cared}[colour]


@cache
def children() -> tuple[Child, ...]:
    """The five children, in the order of the data."""
    return tuple(
        Child(
            row["child"], int(row["age_months"]), int(row["days_away"]),
            row["care"], row["care_short"], row["reunion"], row["reunion_short"],
        )
        for row in rows(NAME)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it: what the points are coloured by, and the most days away."""

    colour: str
    days: int

    @property
    def near(self) -> list[Child]:
        return [child for child in children() if child.days <= self.days]

    @property
    def greyed(self) -> list[Child]:
        return [child for child in children() if child.days > self.days]


class FiveBriefSeparations(Figure):
    """A point a child, by days away and age; shape and colour say how the reunion went, or who cared."""

    name = NAME
    title = "Five children apart from their mothers: age, days away, who cared for them and how the reunion went"
    source = (
        "Robertson, J., & Robertson, J. (1971). Young children in brief separation: A fresh look. Psychoanalytic Study "
        "of the Child, 26, 264–315. Ages and days are those of the five films (1967 to 1976); the accounts are "
        "shortened from the films' synopses (robertsonfilms.info, concordmedia.org.uk, bufvc.ac.uk)."
    )
    sample = (
        "Five healthy young children in England, whose mothers were in hospital to have a baby. Four were fostered by "
        "the researchers themselves; one was filmed in a residential nursery."
    )
    limits = (
        f"{NOT_PROOF} Nobody was assigned by chance, and the children differed in more than is drawn: how they were "
        "prepared, how often their fathers came, and Kate saw her mother in the hospital. The figure does not show the "
        "days in between, what came of it later, how other children would do, or anything about separation after "
        "maltreatment. It says nothing about one child in your care."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Choice(
            "colour",
            "Colour by",
            {NOTHING: "Nothing", REUNION: "How the reunion went", CARE: "Who cared for the child"},
            NOTHING,
        ),
        Slider("days", "Away for at most", 9, FARTHEST, 1, FARTHEST, "days", tuple(range(9, FARTHEST + 1))),
    )

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        return View(checked["colour"], checked["days"])

    def alt(self, state: object) -> str:
        view = self._view(state)
        said = ["A scatter plot of five children, days away from the mother across and age in months up."]
        for child in children():
            group = child.group(view.colour) if child in view.near else ""
            grey = "" if child in view.near else ", greyed"
            said.append(
                f"{child.name}: {child.months} months, {child.days} days{f', {group.lower()}' if group else ''}{grey}."
            )
        if view.greyed:
            said.append(f"Greyed are those away for longer than {view.days} days.")
        said.append(NOT_PROOF)
        return " ".join(said)

    def summary(self, state: object) -> str:
        view = self._view(state)
        near = counted(len(view.near), "child", "children")
        if view.colour == NOTHING:
            each = [f"{child.name} ({child.days})" for child in view.near]
            return f"Away for at most {view.days} days: {near}, by days away {listed(each)}."
        each = []
        for kind in KINDS:
            named = [child.name for child in view.near if child.group(view.colour) == kind]
            if named:
                each.append(f"{kind[0].lower()}{kind[1:]}: {listed(named)}")
        what = "how the reunion went" if view.colour == REUNION else "who cared for the child"
        return f"Away for at most {view.days} days: {near}; {what}: {'; '.join(each)}."

    def table(self, state: object) -> Table:
        view = self._view(state)
        return Table(
            ("Child", "Age in months", "Days away", "Who cared for the child", "How the reunion went"),
            tuple((one.name, str(one.months), str(one.days), one.care, one.reunion) for one in children()),
            f"All five children, whatever is greyed in the picture (now: away for longer than {view.days} days). "
            f"{NOT_PROOF}",
        )

    def sheet(self, state: object) -> canvas.Sheet:
        return _drawn(self._view(state))


WIDTH, HEIGHT = 640, 470
LEFT, RIGHT, TOP, BOTTOM = 58, 622, 50, 388
DAYS, MONTHS = (0, 30), (14, 32)
# Whose words stand left of the point: there is room, and John and Jane are a day apart.
ON_THE_LEFT = ("John", "Lucy", "Thomas", "Kate")
GREY = "#66727f"


def _drawn(view: View) -> canvas.Sheet:
    sheet = canvas.Sheet(WIDTH, HEIGHT)
    sheet.text(12, 28, "Age in months", 16, color=canvas.QUIET)
    sheet.text(RIGHT, BOTTOM + 46, "Days away from the mother", 16, color=canvas.QUIET, ha="right")
    axes = sheet.axes(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP)
    axes.set(xlim=DAYS, ylim=MONTHS, facecolor="none")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(canvas.SHADE_EDGE)
    given = {"fontproperties": canvas.font(), "fontsize": 16, "color": canvas.QUIET}
    axes.set_xticks(range(0, 31, 5), [str(day) for day in range(0, 31, 5)], **given)
    axes.set_yticks(range(15, 31, 5), [str(month) for month in range(15, 31, 5)], **given)
    axes.tick_params(length=5, color=canvas.SHADE_EDGE)
    if view.greyed:
        axes.axvspan(view.days + 0.5, DAYS[1], facecolor=canvas.SHADE, alpha=0.6, linewidth=0, zorder=0.5)
    for child in children():
        _child(axes, child, view)
    if view.greyed:
        sheet.text(12, HEIGHT - 12, f"Shaded and grey: away for longer than {view.days} days", 17)
    else:
        sheet.text(12, HEIGHT - 12, NOT_PROOF, 17)
    return sheet


def _child(axes: Any, child: Child, view: View) -> None:
    group = child.group(view.colour)
    near = child in view.near
    look = KINDS.get(group, PLAIN) if near else PLAIN
    axes.scatter(
        [child.days], [child.months], s=look.size(17), marker=look.marker, zorder=3, linewidths=2,
        facecolors=look.colour if near else "white", edgecolors=look.colour if near else GREY,
    )  # fmt: skip
    words = [
        f"{child.name}, {child.days} days",
        *(group.replace("then ", "then\n").split("\n") if near and group else ()),
    ]
    left = child.name in ON_THE_LEFT
    for n, line in enumerate(words):
        down = 20 * ((len(words) - 1) / 2 - n)
        axes.annotate(
            line, (child.days, child.months), (-14 if left else 14, down), textcoords="offset points",
            ha="right" if left else "left", va="center", fontsize=17 if n == 0 else 16, zorder=4,
            color=(canvas.INK if n == 0 else look.colour) if near else GREY, fontproperties=canvas.font(n == 0),
        )  # fmt: skip
