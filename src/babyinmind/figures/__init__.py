"""Published findings that a learner can move: `get(name)` gives a figure, `first_state_svg(name)` its first picture.

matplotlib is loaded by a figure's `draw` and by nothing before it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files

from .model import Choice, Control, Figure, Several, Slider, State, Table, Toggle

__all__ = [
    "Choice",
    "Control",
    "Figure",
    "Several",
    "Slider",
    "State",
    "Table",
    "Toggle",
    "UnknownFigure",
    "first_state_svg",
    "get",
    "names",
]

# A new figure is one line here, one module, its CSV and source in data/, and its first state drawn by redraw.py.
_FIGURES = {
    "attachment-countries": "attachment_countries:AttachmentCountries",
    "attachment-world": "attachment_world:AttachmentWorld",
    "five-brief-separations": "five_brief_separations:FiveBriefSeparations",
    "maltreatment-generations": "maltreatment_generations:MaltreatmentGenerations",
    "placement-stability": "placement_stability:PlacementStability",
    "positive-experiences": "positive_experiences:PositiveExperiences",
    "ptsd-two-sets-of-rules": "ptsd_two_sets_of_rules:PtsdTwoSetsOfRules",
    "two-doors": "two_doors:TwoDoors",
}


class UnknownFigure(LookupError):
    """There is no figure of that name; the message names those that there are."""


def names() -> tuple[str, ...]:
    """The names of all figures."""
    return tuple(_FIGURES)


@cache
def get(name: str) -> Figure:
    """The figure of that name. Raises UnknownFigure."""
    _known(name)
    module, _, kind = _FIGURES[name].partition(":")
    figure = getattr(import_module(f".{module}", __name__), kind)()
    assert isinstance(figure, Figure)
    return figure


def first_state_svg(name: str) -> str:
    """The committed drawing of its first state: `get(name).draw({})` without matplotlib. Raises UnknownFigure."""
    _known(name)
    return (files(__name__) / "drawn" / f"{name}.svg").read_text(encoding="utf-8")


def _known(name: str) -> None:
    if name not in _FIGURES:
        raise UnknownFigure(f"there is no figure {name!r}; write one of: {', '.join(_FIGURES)}")
