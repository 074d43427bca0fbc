"""How soon placements settled, and behaviour at 18 months, as a group of children in care (Rubin et al., 2007)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from . import canvas, crowd
from .chance import expected
from .model import Choice, Control, Figure, Slider, Table
from .published import rows
from .words import listed

NAME = "placement-stability"
SETTLED, BEHAVIOUR = "settled", "behaviour"
NOT_ALONE = "It says nothing about one child."
EARLY, LATER, STILL = "Settled within 45 days", "Settled later", "Still unsettled after 18 months"
KINDS = {
    EARLY: canvas.Kind(EARLY, canvas.BLUE, "s"),
    LATER: canvas.Kind(LATER, canvas.GREEN, "o"),
    STILL: canvas.Kind(STILL, canvas.ORANGE, "^"),
}
NONE = canvas.Kind("no behaviour problems", canvas.QUIET, "o", filled=False)
PROBLEMS = canvas.Kind("behaviour problems", canvas.PURPLE, "o")


@dataclass(frozen=True, slots=True)
class Share:
    """A row of the table: whole percent of the children, and what they are called."""

    label: str
    percent: int

    def of(self, group: int) -> int:
        """How many of so many children, to the nearest whole child."""
        return expected(group, self.percent)


@cache
def shares(view: str) -> tuple[Share, ...]:
    """The rows of a view (`settled` or `behaviour`)."""
    named = "outcome" if view == SETTLED else "row"
    return tuple(Share(row[named], int(row["percent"])) for row in rows(NAME) if row["view"] == view)


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it."""

    behaviour: bool
    group: int

    @property
    def shares(self) -> tuple[Share, ...]:
        return shares(BEHAVIOUR if self.behaviour else SETTLED)

    @property
    def counts(self) -> list[int]:
        """Whole children in each row: settled so, or with behaviour problems."""
        return [share.of(self.group) for share in self.shares]

    @property
    def rounding(self) -> int:
        """How many children the three published shares do not account for; they sum to 99 %."""
        return 0 if self.behaviour else self.group - sum(self.counts)


class PlacementStability(Figure):
    """A group of children, one mark a child: by how soon their placements settled, or by behaviour problems."""

    name = NAME
    title = "How soon placements settled, and behaviour at 18 months: children in foster care (2007)"
    source = (
        "Rubin, D. M., O'Reilly, A. L. R., Luan, X., & Localio, A. R. (2007). The impact of placement stability on "
        "behavioral well-being for children in foster care. Pediatrics, 119(2), 336–344. "
        "https://doi.org/10.1542/peds.2006-1995"
    )
    sample = (
        "729 children of many ages who entered foster care and stayed in it, in the National Survey of Child and "
        "Adolescent Well-Being (United States), weighted to that survey. Behaviour: only the children whose history "
        "gave a low risk of moves; the shares come from a model that took account of how the children were at entry."
    )
    limits = (
        f"{NOT_ALONE} It does not show babies by themselves, nor the children at medium and high risk of moves: their "
        "numbers were not seen by us; the abstract says that unsettled children had more problems at every level of "
        "risk. It does not prove a cause: what was not measured at entry may count as well, and in another study "
        "behaviour foretold moves more often than moves foretold behaviour (Aarons et al., 2010). The paper counts a "
        "permanent home as settled, as it does a placement that lasts."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Choice(
            "show", "Show",
            {SETTLED: "How soon placements settled", BEHAVIOUR: "Behaviour at 18 months"},
            SETTLED,
        ),
        Slider("group", "Children in the group", 20, 200, 10, 100, "children", tuple(range(20, 201, 10))),
    )  # fmt: skip

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        return View(checked["show"] == BEHAVIOUR, checked["group"])

    def alt(self, state: object) -> str:
        view = self._view(state)
        if view.behaviour:
            each = [
                f"{share.label.lower()}, {count} ({share.percent}%) had behaviour problems and {view.group - count} had "
                "none"
                for share, count in zip(view.shares, view.counts, strict=True)
            ]
            said = (
                f"Two rows of {view.group} children at low risk of moves, one mark for each, filled where there were "
                f"behaviour problems at 18 months: {'; '.join(each)}."
            )
        else:
            each = [
                f"{share.label.lower()} {count} ({share.percent}%)"
                for share, count in zip(view.shares, view.counts, strict=True)
            ]
            said = (
                f"A group of {view.group} children, one mark for each, in three rows: {listed(each)}. The three "
                f"published shares sum to 99%{_lost(view)}."
            )
        return f"{said} Rubin et al. (2007), 729 children in foster care. {NOT_ALONE}"

    def summary(self, state: object) -> str:
        view = self._view(state)
        if view.behaviour:
            early, still = view.counts
            return (
                f"Of {view.group} children settled within 45 days, about {early} had behaviour problems and "
                f"{view.group - early} had none; of {view.group} still unsettled, about {still} had them and "
                f"{view.group - still} had none."
            )
        early, later, still = view.counts
        return (
            f"Of {view.group} children, about {early} were settled within 45 days and {later} later, and {still} were "
            "still unsettled after 18 months."
        )

    def table(self, state: object) -> Table:
        view = self._view(state)
        pairs = list(zip(view.shares, view.counts, strict=True))
        if view.behaviour:
            return Table(
                ("Placements", "With behaviour problems", f"With, of {view.group} children", "Without"),
                tuple((share.label, f"{share.percent}%", str(n), str(view.group - n)) for share, n in pairs),
                "Children whose history gave a low risk of moves, at 18 months. Percent from a model that took account "
                f"of how the children were at entry. {NOT_ALONE}",
            )
        return Table(
            ("Placements", "Share", f"Expected of {view.group} children"),
            tuple((share.label, f"{share.percent}%", str(n)) for share, n in pairs),
            f"Percent of 729 children, weighted. The three sum to 99%{_lost(view)}. {NOT_ALONE}",
        )

    def sheet(self, state: object) -> canvas.Sheet:
        view = self._view(state)
        pairs = list(zip(view.shares, view.counts, strict=True))
        if view.behaviour:
            lines = [_behaving(share.label, n, view.group, share.percent) for share, n in pairs]
            heading = f"Of {view.group} children, with behaviour problems: about …"
            notes = ["Children whose history gave a low risk of moves.", NOT_ALONE]
            return crowd.sheet(HEIGHT, heading, lines, notes, (PROBLEMS, NONE))
        lines = [crowd.Row(n, share.label, f"{share.percent}%", ((n, KINDS[share.label]),)) for share, n in pairs]
        notes = [f"The shares sum to 99%{_lost(view)}.", NOT_ALONE]
        return crowd.sheet(HEIGHT, f"Of {view.group} children, about …", lines, notes)


HEIGHT = 500


def _behaving(label: str, count: int, group: int, percent: int) -> crowd.Row:
    note = f"{count} with behaviour problems ({percent}%), {group - count} without"
    return crowd.Row(count, label, note, ((count, PROBLEMS), (group - count, NONE)))


def _lost(view: View) -> str:
    return f" by rounding, which leaves {view.rounding} of {view.group} in no row" if view.rounding else " by rounding"
