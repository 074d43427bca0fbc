"""Positive experiences in childhood and mental health in adult life, as a group of adults (Bethell et al., 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from . import canvas, crowd
from .chance import expected
from .model import Choice, Control, Figure, Slider, Table
from .published import rows

NAME = "positive-experiences"
WITH = canvas.Kind("With depression or poor mental health", canvas.GREEN, "o")
WITHOUT = canvas.Kind("Without", canvas.QUIET, "o", filled=False)
NOT_ALONE = "It is a link and no cause, and says nothing about one person."
NOT_SEEN = "not seen"
ADULTS = {"all": "All adults", "four-or-more": "Adults with four or more kinds of hardship"}
EXPERIENCES = {"0-2": "0 to 2", "3-5": "3 to 5", "6-7": "6 to 7"}


@dataclass(frozen=True, slots=True)
class Adults:
    """A row of the table: `share` is the percent with depression or poor mental health as printed, or none was seen."""

    experiences: str
    share: str

    def parted(self, group: int) -> tuple[int, int] | None:
        """How many of so many adults are with and without, to the nearest whole adult; None if no share was seen."""
        if not self.share:
            return None
        count = expected(group, float(self.share))
        return count, group - count


@cache
def adults() -> dict[str, dict[str, Adults]]:
    """Id of the adults, id of the experiences, to the row."""
    found: dict[str, dict[str, Adults]] = {}
    for row in rows(NAME):
        one = Adults(EXPERIENCES[row["experiences"]], row["percent"])
        found.setdefault(row["adults"], {})[row["experiences"]] = one
    return found


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it: the row that is drawn, and all rows for the same adults."""

    who: str
    shown: Adults
    every: list[Adults]
    group: int


class PositiveExperiences(Figure):
    """A group of adults, one mark an adult: with depression or poor mental health, or without."""

    name = NAME
    title = "Positive experiences in childhood and mental health in adult life (Wisconsin, 2015)"
    source = (
        "Bethell, C., Jones, J., Gombojav, N., Linkenbach, J., & Sege, R. (2019). Positive childhood experiences and "
        "adult mental and relational health in a statewide sample: Associations across adverse childhood experiences "
        "levels. JAMA Pediatrics, 173(11), e193007. https://doi.org/10.1001/jamapediatrics.2019.3007. The two shares "
        "for four or more kinds of hardship are as reported by others, and not seen in the paper's own table."
    )
    sample = (
        "6,188 adults of Wisconsin, asked by telephone in 2015 and weighted to the state (50.7% women, 84.9% white). "
        "Depression or poor mental health: ever told that they had depression, or 14 or more days of poor mental "
        "health in the past month. Seven positive experiences were asked about: talking with family about feelings, a "
        "family that stood by them, traditions of a community, belonging in high school, friends' support, two other "
        "adults who took an interest, and feeling safe at home."
    )
    limits = (
        f"{NOT_ALONE} People looked back, once, and low spirits may colour what is recalled. It does not show other "
        "states or countries, or babies, who were not asked. These are plain shares. With hardship and background "
        "taken into account, the odds at 6 to 7 against 0 to 2 were 0.28 (95% confidence interval 0.21 to 0.39). The "
        "share for 3 to 5 among adults with four or more kinds of hardship was not seen by us and is left empty. It is "
        "not for adding up anybody's own experiences."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Choice("adults", "Whom to look at", ADULTS, "all"),
        Choice("experiences", "Positive experiences", EXPERIENCES, "0-2"),
        Slider(
            "group", "Adults in the group", 20, 1000, 20, 100, "adults",
            (20, 40, 60, 80, 100, 140, 200, 300, 400, 500, 1000),
        ),
    )  # fmt: skip

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        every = adults()[checked["adults"]]
        who = "adults" if checked["adults"] == "all" else "adults with four or more kinds of childhood hardship"
        return View(who, every[checked["experiences"]], list(every.values()), checked["group"])

    def alt(self, state: object) -> str:
        view = self._view(state)
        whom = f"{view.group:,} {view.who} who recalled {view.shown.experiences} positive experiences"
        if view.shown.parted(view.group):
            said = [f"A group of {whom}, one mark for each: {_said(view.shown, view.group)}."]
        else:
            said = [f"No marks: for {whom}, we have not seen the share, so it is left empty."]
        for one in view.every:
            if one is not view.shown and one.share:
                said.append(f"Not drawn, with {one.experiences}: {_said(one, view.group)}.")
        said.append(f"Wisconsin survey of 2015, 6,188 adults (Bethell et al., 2019). {NOT_ALONE}")
        return " ".join(said)

    def summary(self, state: object) -> str:
        view = self._view(state)
        whom = f"{view.group:,} {view.who} who recalled {view.shown.experiences} positive experiences"
        parted = view.shown.parted(view.group)
        if not parted:
            return f"For {whom}, we have not seen the share, so it is left empty."
        return (
            f"Of {whom}, about {parted[0]:,} would be expected with depression or poor mental health, and about "
            f"{parted[1]:,} without."
        )

    def table(self, state: object) -> Table:
        view = self._view(state)
        body = []
        for one in view.every:
            parted = one.parted(view.group)
            seen = (f"{one.share}%", f"{parted[0]:,}", f"{parted[1]:,}") if parted else (NOT_SEEN,) * 3
            body.append((one.experiences, *seen))
        return Table(
            (
                "Positive experiences",
                "With depression or poor mental health",
                f"With, expected of {view.group:,} adults",
                "Without",
            ),
            tuple(body),
            f"Percent of {view.who}, by how many of seven positive experiences they recalled. {NOT_ALONE}",
        )

    def sheet(self, state: object) -> canvas.Sheet:
        view = self._view(state)
        heading = f"{view.shown.experiences} positive experiences: of {view.group:,} adults, about …"
        parted = view.shown.parted(view.group)
        hardship = () if view.who == "adults" else ("Adults with four or more kinds of childhood hardship.",)
        if not parted:
            notes = (
                *hardship,
                "We have not seen this number, so it is left empty.",
                "Choose 0 to 2 or 6 to 7 to see those that we have seen.",
            )
            return crowd.sheet(HEIGHT, f"{view.shown.experiences} positive experiences", (), notes)
        lines = (
            crowd.Row(parted[0], WITH.label, f"{view.shown.share}% of the adults", ((parted[0], WITH),)),
            crowd.Row(parted[1], WITHOUT.label, "all the others", ((parted[1], WITHOUT),)),
        )
        return crowd.sheet(
            HEIGHT, heading, lines, (*hardship, "It is a link and no cause.", "It says nothing about one person.")
        )


HEIGHT = 470


def _said(one: Adults, group: int) -> str:
    parted = one.parted(group)
    assert parted
    return f"about {parted[0]:,} ({one.share}%) with depression or poor mental health, about {parted[1]:,} without"
