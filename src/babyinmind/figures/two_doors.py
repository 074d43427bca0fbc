"""A trial of two programmes after maltreatment: babies who changed to secure attachment (Cicchetti et al., 2006)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from . import canvas, crowd
from .chance import expected
from .model import Control, Figure, Several, Slider, Table
from .published import rows
from .words import listed

NAME = "two-doors"
CHANGED = canvas.Kind("changed from insecure to secure", canvas.BLUE, "o")
OTHERS = canvas.Kind("no such change (secure all along, or insecure at the end)", canvas.QUIET, "o", filled=False)
NOT_ALONE = "It says nothing about one child."
NOT_GIVEN = "not given"
COMPARISON = "comparison"
LABELS = {
    "past": "Work with the mother's inner picture and her past",
    "skills": "Teaching of parenting skills",
    "usual": "Usual services",
    COMPARISON: "Families without maltreatment",
}
# What fits above a row of marks where the label does not.
SHORT = {LABELS["past"]: "Work with inner picture and past"}


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the table: whole percent of its babies who became secure, and who ceased to be (None: not given)."""

    label: str
    by_chance: bool
    to_secure: int
    from_secure: int | None

    def changed(self, babies: int) -> int:
        """How many of so many babies became secure, to the nearest whole baby."""
        return expected(babies, self.to_secure)

    @property
    def away(self) -> str:
        """The percent who changed the other way, or that it was not given."""
        return NOT_GIVEN if self.from_secure is None else f"{self.from_secure}%"


@cache
def groups() -> dict[str, Group]:
    """Id to group, those of the trial first."""
    return {
        row["group"]: Group(
            LABELS[row["group"]],
            row["group"] != COMPARISON,
            int(row["percent_to_secure"]),
            int(row["percent_from_secure"]) if row["percent_from_secure"] else None,
        )
        for row in rows(NAME)
    }


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it."""

    shown: list[Group]
    babies: int

    @property
    def comparison(self) -> Group | None:
        """The group that chance did not form, if it is shown."""
        return next((group for group in self.shown if not group.by_chance), None)


class TwoDoors(Figure):
    """A row for each group, one mark a baby; those who changed to secure are filled."""

    name = NAME
    title = "Babies who changed from insecure to secure attachment, by what their families were offered (trial, 2006)"
    source = (
        "Cicchetti, D., Rogosch, F. A., & Toth, S. L. (2006). Fostering secure attachment in infants in maltreating "
        "families through preventive interventions. Development and Psychopathology, 18, 623–649. "
        "https://doi.org/10.1017/S0954579406060329. Percents as given in a review of the paper (cwrp.ca, Research "
        "Watch); the paper's own table was not seen."
    )
    sample = (
        "137 one-year-olds and their mothers, from families with maltreatment in the United States, allotted by chance "
        "to three groups; 52 from families on low incomes without maltreatment as a comparison, not allotted. Mothers "
        "only."
    )
    limits = (
        f"{NOT_ALONE} Classes of attachment are for groups. It does not show whether the change lasts: a year later "
        "the group that had worked with the mother's past was ahead in security, and behaviour problems did not differ "
        "(Stronach et al., 2013, https://doi.org/10.1017/S0954579413000278). It does not show why the programmes "
        "worked. Whether the percents are of all babies in a group, or of those insecure at the start, was not "
        "stated in what we read, nor how many in each group finished. An open mark may stand for a baby who was secure "
        "before and stayed so."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Several("groups", "Groups", LABELS, ("past", "skills", "usual")),
        Slider(
            "babies", "Babies in each group", 10, 100, 5, 20, "babies",
            (10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100),
        ),
    )  # fmt: skip

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        return View([groups()[key] for key in checked["groups"]], checked["babies"])

    def alt(self, state: object) -> str:
        view = self._view(state)
        if not view.shown:
            return f"No group is ticked, so there are no marks. Tick one to see its babies. {NOT_ALONE}"
        each = [f"{one.label.lower()} {one.changed(view.babies)} ({one.to_secure}%)" for one in view.shown]
        said = [
            f"A row of {view.babies} babies for each group; filled marks are babies who changed from insecure to secure "
            f"attachment: {'; '.join(each)}. Open marks are babies without such a change."
        ]
        away = [f"{one.label.lower()} {one.away}" for one in view.shown]
        said.append(f"Changed the other way, from secure to insecure, not drawn: {'; '.join(away)}.")
        if view.comparison:
            said.append("The families without maltreatment are set apart: chance did not form this group.")
        said.append(f"Trial of 137 babies, Cicchetti et al. (2006). {NOT_ALONE}")
        return " ".join(said)

    def summary(self, state: object) -> str:
        view = self._view(state)
        if not view.shown:
            return "Tick a group to see how many of its babies changed."
        each = [f"{one.changed(view.babies)} ({one.label.lower()})" for one in view.shown]
        return f"Of {view.babies} babies in each group, changed to secure attachment: {listed(each)}."

    def table(self, state: object) -> Table:
        view = self._view(state)
        none = ("No group is ticked", "–", "–", "–")
        return Table(
            ("Group", "From insecure to secure", f"Expected of {view.babies} babies", "From secure to insecure"),
            tuple(
                (one.label, f"{one.to_secure}%", str(one.changed(view.babies)), one.away) for one in view.shown
            ) or (none,),
            "Percent of the babies in each group, in whole babies of the chosen number. The first three groups were "
            f"formed by chance, the families without maltreatment were not. {NOT_ALONE}",
        )  # fmt: skip

    def sheet(self, state: object) -> canvas.Sheet:
        view = self._view(state)
        if not view.shown:
            return crowd.sheet(HEIGHT, "Tick a group above to see its babies.", (), ())
        lines = [_row(one, view.babies) for one in view.shown]
        heading = f"Of {view.babies} babies, changed to secure: about …"
        return crowd.sheet(HEIGHT, heading, lines, (NOT_ALONE,), (CHANGED, OTHERS))


HEIGHT = 590


def _row(group: Group, babies: int) -> crowd.Row:
    changed = group.changed(babies)
    note = f"{group.to_secure}% changed to secure"
    if not changed:
        note += f": fewer than 1 of {babies}"
    label = SHORT.get(group.label, group.label)
    if not group.by_chance:
        note += f"; as many, {group.away}, changed the other way"
    apart = "" if group.by_chance else "For comparison, not formed by chance:"
    return crowd.Row(changed, label, note, ((changed, CHANGED), (babies - changed, OTHERS)), apart=apart)
