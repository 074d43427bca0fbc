"""What every figure is: its words, its controls, and what it shows for each state of them.

A state is plain JSON, control id to value: a number (slider), a text (choice), a list of texts (several), true or
false (toggle).
Nothing here, nor any figure until `Figure.draw`, imports matplotlib or numpy.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from . import canvas

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Slider:
    """A number from `minimum` to `maximum`, in steps of `step`; `unit` is a plural word, such as "children".

    `stops` are the values worth resting at, ascending, the first and last being the ends. A widget may space them
    evenly on its track, so that a wide range is as fine at its low end as at its high one. They bind nobody: any step
    is a valid value.
    """

    id: str
    label: str
    minimum: int | float
    maximum: int | float
    step: int | float
    initial: int | float
    unit: str = ""
    stops: tuple[int | float, ...] = ()

    def checked(self, value: object) -> int | float:
        """The nearest step within the range; `initial` if `value` is no number."""
        # Not math.isnan: it refuses a whole number too large for a float, which JSON can hold.
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            return self.initial
        if value <= self.minimum:
            return self.minimum
        if value >= self.maximum:
            return self.maximum
        return min(self.maximum, self.minimum + round((value - self.minimum) / self.step) * self.step)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: `options` is id to label."""

    id: str
    label: str
    options: Mapping[str, str]
    initial: str

    def checked(self, value: object) -> str:
        """`value` if it is an option's id, else `initial`."""
        return value if isinstance(value, str) and value in self.options else self.initial


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of several, none included: `options` is id to label."""

    id: str
    label: str
    options: Mapping[str, str]
    initial: tuple[str, ...]

    def checked(self, value: object) -> list[str]:
        """The known ids of `value` in the options' order; `initial` if it is no list, or names nothing known."""
        if not isinstance(value, list | tuple | set | frozenset):
            return list(self.initial)
        known = [option for option in self.options if option in value]
        return known if known or not value else list(self.initial)


@dataclass(frozen=True, slots=True)
class Toggle:
    """Yes or no."""

    id: str
    label: str
    initial: bool

    def checked(self, value: object) -> bool:
        """`value` if it is true or false, else `initial`."""
        return value if isinstance(value, bool) else self.initial


Control = Slider | Choice | Several | Toggle


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers that a picture shows, as texts: every row is as long as `header`, its first cell names the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str


class Figure(ABC):
    """A published finding that can be moved.

    Stateless: every method takes the state that it answers for, and mends it first. `title` stands above the picture
    and `source`, `sample` and `limits` under it, as text of the page: the drawing repeats none of them, so that they
    wrap, can be enlarged and are read aloud.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]
    sample: ClassVar[str]
    limits: ClassVar[str]
    controls: ClassVar[tuple[Control, ...]]

    @property
    def initial_state(self) -> State:
        """A new dict at each call; what `checked` makes of nothing at all."""
        return self.checked({})

    def checked(self, state: object) -> State:
        """A state that can be drawn, from whatever a browser sent.

        Unknown ids are dropped, every control is given a value, bad values are mended.
        """
        given = state if isinstance(state, Mapping) else {}
        missing = object()
        return {control.id: control.checked(given.get(control.id, missing)) for control in self.controls}

    @abstractmethod
    def alt(self, state: object) -> str:
        """What the picture shows in this state, with its numbers, in plain words: it stands in for the picture."""

    @abstractmethod
    def summary(self, state: object) -> str:
        """One plain sentence on what is to be seen in this state, to be read aloud when a control moves."""

    @abstractmethod
    def table(self, state: object) -> Table:
        """The numbers behind the picture in this state."""

    @abstractmethod
    def sheet(self, state: object) -> canvas.Sheet:
        """The picture in this state, before it is an SVG; called by `draw`, which settles matplotlib."""

    def draw(self, state: object) -> str:
        """The picture as an `<svg>` element, with a viewBox and no size of its own; one state always gives one text."""
        with canvas.settled(self.name):
            return canvas.svg(self.sheet(state), self.name)
