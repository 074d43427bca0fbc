"""Attachment in eight countries, and how far small samples scatter by chance (van IJzendoorn & Kroonenberg, 1988)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from . import canvas
from .chance import chance_range
from .model import Control, Figure, Several, Slider, Table, Toggle
from .published import rows
from .words import counted, listed

NAME = "attachment-countries"
KINDS = ("avoidant", "secure", "resistant")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Country:
    """A row of the table; `shares` are whole percent of its children, in the order of `KINDS`."""

    name: str
    studies: int
    children: int
    shares: tuple[int, int, int]

    @property
    def sample(self) -> str:
        """`1 study, 72 children`."""
        return f"{counted(self.studies, 'study', 'studies')}, {counted(self.children, 'child', 'children')}"


@cache
def countries() -> dict[str, Country]:
    """Id to country, the most children first; `all` is the eight together."""
    found = []
    for row in rows(NAME):
        shares = (int(row["avoidant"]), int(row["secure"]), int(row["resistant"]))
        found.append(Country(row["country"], int(row["studies"]), int(row["children"]), shares))
    found.sort(key=lambda country: -country.children)
    return {country.name.lower().replace(" ", "-"): country for country in found}


@dataclass(frozen=True, slots=True)
class Chance:
    """For each kind, the whole percents between which at least 95 of 100 samples of `children` fall.

    Each sample is drawn at random from all eight countries together, and each kind is taken on its own: exact binomial
    ranges (see `chance_range`), rounded to whole percent as the countries' own numbers are.
    """

    children: int

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Low and high percent, in the order of `KINDS`."""
        pairs = (chance_range(self.children, share) for share in countries()[ALL].shares)
        return tuple((round(low / self.children * 100), round(high / self.children * 100)) for low, high in pairs)

    def holds(self, kind: int, share: int) -> bool:
        """Whether `share` percent of that kind (an index of `KINDS`) is within the range."""
        low, high = self.ranges[kind]
        return low <= share <= high

    def outside(self, country: Country) -> Iterator[str]:
        """`27% resistant` for each kind in which the country is outside the range."""
        for kind, share in enumerate(country.shares):
            if not self.holds(kind, share):
                yield f"{share}% {KINDS[kind]}"


# Evenly spaced to the eye, each country's own number of children among them.
STOPS = (10, 15, 20, 25, 30, 36, 42, 51, 60, 72, 84, 96, 118, 136, 160, 200, 251, 300, 400, 500, 650, 800, 1000, 1230)


@dataclass(frozen=True, slots=True)
class View:
    """A state as the figure reads it; `chance` is None when the range is not shown."""

    shown: list[Country]
    chance: Chance | None


class AttachmentCountries(Figure):
    """Dots on three scales side by side, one row a country; the range of chance shaded behind them."""

    name = NAME
    title = "Avoidant, secure and resistant attachment in eight countries (1988)"
    source = (
        "van IJzendoorn, M. H., & Kroonenberg, P. M. (1988). Cross-cultural patterns of attachment: "
        "A meta-analysis of the Strange Situation. Child Development, 59, 147–156."
    )
    sample = "1,990 children seen in the Strange Situation, in 32 studies in 8 countries."
    limits = (
        "The studies were coded before the fourth group, disorganised, was in use, so it has no column here. Great "
        "Britain, Sweden and China each rest on one study, of 36 to 72 children. Israel includes kibbutz samples. "
        "A sample is not its country: studies within one country differed nearly 1.5 times as much as countries did. "
        "The shaded range is our own calculation: each child drawn at random, each kind taken on its own, so that up "
        "to one dot in 20 would lie outside it by chance alone. It does not show why samples differ, which way of "
        "caring for children is better, or anything about one child."
    )
    controls: ClassVar[tuple[Control, ...]] = (
        Several(
            "countries",
            "Countries",
            {
                key: f"{country.name} ({counted(country.children, 'child', 'children')})"
                for key, country in countries().items()
                if key != ALL
            },
            ("usa", "west-germany", "japan", "great-britain", "china"),
        ),
        Toggle("chance", "What would chance alone give?", False),
        Slider(
            "children",
            "Number of children seen",
            10,
            1230,
            1,
            36,
            "children",
            STOPS,
        ),
    )

    def _view(self, state: object) -> View:
        checked = self.checked(state)
        shown = [countries()[key] for key in checked["countries"]]
        return View(shown, Chance(checked["children"]) if checked["chance"] else None)

    def alt(self, state: object) -> str:
        view = self._view(state)
        said = [
            "Three dot plots side by side, for avoidant, secure and resistant attachment. Each has a scale in percent "
            "of the children, and one row for each country, those with the most children first."
        ]
        for country in (countries()[ALL], *view.shown):
            name = "All eight countries together" if country is countries()[ALL] else country.name
            shares = listed([f"{share}% {kind}" for share, kind in zip(country.shares, KINDS, strict=True)])
            said.append(f"{name} ({country.sample}): {shares}.")
        said.append("A dashed line carries the share of all eight countries down each plot.")
        if view.chance:
            said.append(
                f"Shaded in each plot is the range in which 95 of 100 samples of {view.chance.children:,} children "
                f"would fall by chance alone: {_ranges(view.chance)}."
            )
            far = [(country.name, list(view.chance.outside(country))) for country in view.shown]
            outside = [f"{name} ({listed(shares)})" for name, shares in far if shares]
            if view.shown:
                said.append(f"Outside the range: {'; '.join(outside)}." if outside else "No dot is outside the range.")
        return " ".join(said)

    def summary(self, state: object) -> str:
        view = self._view(state)
        together = countries()[ALL]
        if view.chance:
            samples = f"95 of 100 samples of {view.chance.children:,} children"
            said = f"By chance alone, {samples} would have {_ranges(view.chance)}"
            if not view.shown:
                return f"{said}."
            outside = [country.name for country in view.shown if any(view.chance.outside(country))]
            if not outside:
                return f"{said}; every country shown lies within."
            return f"{said}; outside this range in at least one of the three: {listed(outside)}."
        if not view.shown:
            shares = listed([f"{share} were {kind}" for share, kind in zip(together.shares, KINDS, strict=True)])
            return f"Of every 100 of the {together.children:,} children in all eight countries together, {shares}."
        if len(view.shown) == 1:
            country = view.shown[0]
            shares = listed([f"{share}% were {kind}" for share, kind in zip(country.shares, KINDS, strict=True)])
            studies = counted(country.studies, "study", "studies")
            return f"Of {country.children:,} children seen in {country.name} ({studies}), {shares}."
        spans = []
        for kind, label in enumerate(KINDS):
            low, high = (pick(view.shown, key=lambda c: c.shares[kind]) for pick in (min, max))
            spans.append(f"{label} from {low.shares[kind]}% ({low.name}) to {high.shares[kind]}% ({high.name})")
        return f"In the {len(view.shown)} countries shown: {listed(spans)}."

    def table(self, state: object) -> Table:
        view = self._view(state)
        body = [
            (
                "All eight countries" if country is countries()[ALL] else country.name,
                str(country.studies),
                f"{country.children:,}",
                *(f"{share}%" for share in country.shares),
            )
            for country in (countries()[ALL], *view.shown)
        ]
        if view.chance:
            ranges = tuple(f"{low}% to {high}%" for low, high in view.chance.ranges)
            body.append(("Chance alone, 95 of 100 samples", "–", f"{view.chance.children:,}", *ranges))
        return Table(
            ("Country", "Studies", "Children", "Avoidant (A)", "Secure (B)", "Resistant (C)"),
            tuple(body),
            "Share of the children in each group, 1988, coded before the group disorganised (D) was in use. Great "
            "Britain, Sweden and China each rest on one study, of 36 to 72 children. Israel includes kibbutz samples.",
        )

    def sheet(self, state: object) -> canvas.Sheet:
        return _drawn(self._view(state))


def _ranges(chance: Chance) -> str:
    return listed([f"{low}% to {high}% {kind}" for kind, (low, high) in zip(KINDS, chance.ranges, strict=True)])


WIDTH, HEIGHT = 640, 470
MARGIN = 12
TOP, BOTTOM = 76, 376
# Where the number of children ends, where the first plot begins, and what is between two plots.
NUMBERS, PLOTS, GAP = 196, 226, 26
# Percent at both ends of each scale: one percent is equally wide in all three plots.
SCALES = ((0, 50), (25, 100), (0, 50))


def _drawn(view: View) -> canvas.Sheet:
    sheet = canvas.Sheet(WIDTH, HEIGHT)
    lines = [countries()[ALL], *view.shown]
    height = (BOTTOM - TOP) / len(lines)
    middles = [TOP + height * (i + 0.5) for i in range(len(lines))]

    sheet.text(NUMBERS, TOP - 12, "Children", 16, ha="right", color=canvas.QUIET)
    for country, y in zip(lines, middles, strict=True):
        every = country is countries()[ALL]
        sheet.text(MARGIN, y, "All eight" if every else country.name, 18, bold=every, va="center_baseline")
        sheet.text(NUMBERS, y, f"{country.children:,}", 18, bold=every, va="center_baseline", ha="right")

    for y in middles[1:]:
        sheet.rule(y - height / 2, MARGIN, WIDTH - MARGIN)
    percent = (WIDTH - PLOTS - MARGIN - 2 * GAP) / sum(end - start for start, end in SCALES)
    left = float(PLOTS)
    for kind, (start, end) in enumerate(SCALES):
        width = percent * (end - start)
        _plot(sheet, view, kind, left, width, middles)
        left += width + GAP
    sheet.text(PLOTS, BOTTOM + 44, "Percent of the children", 16, color=canvas.QUIET)
    if view.chance:
        said = f"Shaded: 95 of 100 samples of {view.chance.children:,} children, by chance alone"
    else:
        said = "Dashed: all eight countries together"
    sheet.text(MARGIN, HEIGHT - 14, said, 17)
    return sheet


def _plot(sheet: canvas.Sheet, view: View, kind: int, left: float, width: float, middles: list[float]) -> None:
    look = canvas.KINDS[KINDS[kind]]
    every = countries()[ALL]
    middle = every.shares[kind]
    start, end = SCALES[kind]
    axes = sheet.axes(left, TOP, width, BOTTOM - TOP)
    axes.set(xlim=(start, end), ylim=(BOTTOM, TOP), facecolor="none")
    axes.yaxis.set_visible(False)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(canvas.SHADE_EDGE)
    ticks = range(start, end + 1, 25)
    axes.set_xticks(ticks, [str(tick) for tick in ticks], fontproperties=canvas.font(), fontsize=16, color=canvas.QUIET)
    # The outer labels stay within the plot, clear of the next plot's.
    for label, place in zip((axes.get_xticklabels()[0], axes.get_xticklabels()[-1]), ("left", "right"), strict=True):
        label.set_ha(place)
    axes.tick_params(length=5, color=canvas.SHADE_EDGE)
    if view.chance:
        low, high = view.chance.ranges[kind]
        axes.axvspan(low, high, facecolor=canvas.SHADE, linewidth=0, zorder=1)
        # The dark bars mark where the shade ends, without lines that would run through numbers.
        axes.hlines((TOP, BOTTOM), low, high, color=canvas.QUIET, linewidth=3, clip_on=False, zorder=1)
        sheet.text(
            left + width * ((low + high) / 2 - start) / (end - start), TOP - 12, f"{low}–{high}%", 16, ha="center"
        )
    axes.vlines(middle, TOP, BOTTOM, color=look.colour, linewidth=1.3, linestyle=(0, (4, 3)), zorder=2)
    lines = (every, *view.shown)
    axes.scatter(
        [country.shares[kind] for country in lines], middles,
        s=look.size(12), marker=look.marker, color=look.colour, edgecolors="white", zorder=3,
    )  # fmt: skip
    for country, y in zip(lines, middles, strict=True):
        share = country.shares[kind]
        bold = country is every or bool(view.chance and not view.chance.holds(kind, share))
        # The number stands on the side away from the dashed line.
        side, to = ("right", -10) if share < middle else ("left", 10)
        axes.annotate(
            str(share), (share, y), (to, 0), textcoords="offset points", ha=side, va="center_baseline", fontsize=17,
            color=canvas.INK, fontproperties=canvas.font(bold), zorder=4,
        )  # fmt: skip
    sheet.text(left, TOP - 40, look.label, 18, bold=True, color=look.colour)
