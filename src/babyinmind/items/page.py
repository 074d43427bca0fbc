"""The parts of a page that ask nothing: its header, its figures, its handing in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from babyinmind.questions.faults import Fault

COMPETENCY_AREAS = (
    "Theoretical Foundations",
    "Law, Regulation & Policy",
    "Systems Expertise",
    "Direct Service Skills",
    "Working with Others",
    "Communicating",
    "Thinking",
    "Reflection",
)
"""The eight competency areas that the training names (source 004)."""

MOST_MINUTES = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What a learner can do afterwards; `areas` are competency areas, `culture` marks an objective on culture.

    `covers` names what the sources ask for and this objective's questions assess (`authoring/coverage/rows.yml`).
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    text: str
    areas: list[str]
    culture: bool = False
    covers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleHeader:
    """What a module is: `minutes` are those of one learner's path, counted by the check."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    kind: Literal["module"] = "module"
    title: str
    minutes: int
    summary: str
    content_note: str
    objectives: dict[str, Objective]

    def faults(self) -> Iterator[Fault]:
        if not 0 < self.minutes <= MOST_MINUTES:
            yield Fault(("minutes",), f"Minutes must be above 0, and {MOST_MINUTES} at most.")
        if not self.objectives:
            yield Fault(("objectives",), "A module needs objectives.")
        for name, objective in self.objectives.items():
            for area in objective.areas:
                if area not in COMPETENCY_AREAS:
                    known = "; ".join(COMPETENCY_AREAS)
                    yield Fault(("objectives", name, "areas"), f"{area!r} is no competency area. They are: {known}.")
            if not objective.areas:
                yield Fault(("objectives", name, "areas"), "Name at least one competency area.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCell:
    """A place on the page for a figure of `babyinmind.figures`. A response is its state, {control id: value}."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    kind: Literal["figure"] = "figure"
    figure: str
    prompt: str

    def faults(self) -> Iterator[Fault]:
        yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """Where a module is handed in."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    kind: Literal["hand_in"] = "hand_in"
    prompt: str = ""

    def faults(self) -> Iterator[Fault]:
        yield from ()
