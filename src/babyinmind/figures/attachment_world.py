"""The four-way distribution of attachment, as a group of children (Madigan et al., 2023; Deneault et al., 2023)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from . import canvas, crowd
from .chance import whole_children
from .model import Choice, Control, Figure, Slider, Table
from .published import rows
from .words import listed

NAME = "attachment-world"
KINDS = ("secure", "avoidant", "resistant", "disorganised")
NOT = "low- and high-risk samples are pooled, so this is not a community norm, and it says nothing about one child."
NOT_ALONE = NOT.capitalize()


@dataclass(frozen=True, slots=True)
class Age:
    """One of the two meta-analyses: whom it calls its children, and what it rests on."""

    children: str
    study: str
    basis: str


AGES = {
    "infants": Age("infants", "Madigan et al. (2023)", "285 studies, 20,720 pairs of infant and caregiver"),
    "preschool": Age("preschool children", "Deneault et al. (2023)", "97 samples, 8,186 children with their mothers"),
}


@cache
def shares(age: str) -> tuple[float, ...]:
    """Percent of the children of that age, in the order of `KINDS`."""
    row = next(row for row in rows(NAME) if row["age"] == age)
    return tuple(float(row[kind]) for kind in KINDS)


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it: an id of `AGES`, and how many children the group has."""

    age: Age
    shares: tuple[float, ...]
    children: int

    @property
    def counts(self) -> list[int]:
        """Whole children expected in each kind; they sum to `children`."""
        return whole_children(self.children, list(self.shares))

    @property
    def expected(self) -> str:
        """`about 52 secure, 15 avoidant, ...`."""
        return "about " + listed([f"{count} {kind}" for count, kind in zip(self.counts, KINDS, strict=True)])


class AttachmentWorld(Figure):
    """A group of children, one mark a child, a row for each kind."""

    name = NAME
    title = "What a group of children would look like, by the Strange Situation worldwide (2023)"
    source = (
        "Infants: Madigan, S., et al. (2023). The first 20,000 Strange Situation Procedures. Psychological Bulletin, "
        "149(1–2), 99–132. https://doi.org/10.1037/bul0000388. Preschool: Deneault, A.-A., Bureau, J.-F., Duschinsky, "
        "R., Fearon, P., & Madigan, S. (2023). A meta-analysis of the distribution of preschool and early childhood "
        "attachment as assessed in the strange situation procedure and its modified versions. Attachment & Human "
        "Development, 25(2), 322–351. https://doi.org/10.1080/14616734.2023.2187852"
    )
    sample = (
        "Infants: 20,720 pairs of infant and caregiver, in 285 studies. Preschool: 8,186 children with their mothers, "
        "in 97 samples, most of them North American or European."
    )
    limits = (
        f"{NOT_ALONE} A real group scatters around these numbers, a small one most. Infants and preschool children "
        "were coded with different systems, so the two do not show how children change. It does not show why a child "
        "is in a group, and being in one is not a disorder."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Choice(
            "age",
            "Age",
            {"infants": "Infants (285 studies)", "preschool": "Preschool children (97 samples)"},
            "infants",
        ),
        Slider(
            "children", "Children in the group", 10, 200, 5, 100, "children",
            (10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200),
        ),
    )  # fmt: skip

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        return View(AGES[checked["age"]], shares(checked["age"]), checked["children"])

    def alt(self, state: object) -> str:
        view = self._view(state)
        each = [
            f"{kind} {count} ({share}%)" for kind, count, share in zip(KINDS, view.counts, view.shares, strict=True)
        ]
        return (
            f"A group of {view.children} {view.age.children}, one mark for each child, in four rows: {listed(each)}. "
            f"The percentages are those of {view.age.study}: {view.age.basis}; the numbers of children are what they "
            f"give for a group of {view.children}, in whole children. {NOT_ALONE}"
        )

    def summary(self, state: object) -> str:
        view = self._view(state)
        return f"Of {view.children} {view.age.children}, {view.expected}; {NOT}"

    def table(self, state: object) -> Table:
        view = self._view(state)
        return Table(
            ("Group", "Share in the studies", f"Expected of {view.children} children"),
            tuple(
                (canvas.KINDS[kind].label, f"{share}%", str(count))
                for kind, share, count in zip(KINDS, view.shares, view.counts, strict=True)
            ),
            f"{view.age.children.capitalize()}: {view.age.study}, {view.age.basis}. {NOT_ALONE}",
        )

    def sheet(self, state: object) -> canvas.Sheet:
        return _drawn(self._view(state))


WIDTH, HEIGHT = 640, 450
MARGIN = 12
TOP, ROW = 50, 84
# Where the counts end and the marks begin.
COUNTS, MARKS = 224, 246


def _drawn(view: View) -> canvas.Sheet:
    sheet = canvas.Sheet(WIDTH, HEIGHT)
    axes = sheet.ground()
    sheet.text(MARGIN, 32, f"Of {view.children} {view.age.children}, about …", 19, bold=True)
    grid = crowd.packed(max(view.counts), WIDTH - MARGIN - MARKS, ROW - 14, 40)
    for i, (kind, count, share) in enumerate(zip(KINDS, view.counts, view.shares, strict=True)):
        look = canvas.KINDS[kind]
        top = TOP + ROW * i
        middle = top + ROW / 2
        sheet.rule(top, MARGIN, WIDTH - MARGIN)
        sheet.text(MARGIN, middle - 4, look.label, 19, bold=True, color=look.colour)
        sheet.text(MARGIN, middle + 20, f"{share}%", 17, color=canvas.QUIET)
        sheet.text(COUNTS, middle, str(count), 30, bold=True, ha="right", va="center_baseline")
        crowd.marks(axes, grid, MARKS, middle, [(count, look)])
    sheet.rule(TOP + ROW * len(KINDS), MARGIN, WIDTH - MARGIN)
    sheet.text(MARGIN, HEIGHT - 38, "Low- and high-risk samples pooled: not a community norm.", 16, color=canvas.QUIET)
    sheet.text(MARGIN, HEIGHT - 15, "It says nothing about one child.", 16, color=canvas.QUIET)
    return sheet
