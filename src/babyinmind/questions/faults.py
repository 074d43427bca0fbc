"""What is wrong with an item or a response, in words that say how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing an author has to mend.

    `path` leads to the place in the cell's YAML, for example `("options", "b")`; the empty path is the cell itself.
    """

    path: tuple[str | int, ...]
    message: str


class ItemError(ValueError):
    """A cell does not describe an item; `faults` says why, each with its place."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


class ResponseError(ValueError):
    """A response is not of the form that its item asks for. The text is written for the learner."""
