"""What is kept of a learner: answers, sittings, and what goes wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from babyinmind.errors import BabyInMindError

Confidence = Literal["sure", "unsure", "guessing"]
CONFIDENCES: tuple[Confidence, ...] = ("sure", "unsure", "guessing")

FORMAT = "babyinmind-responses"
VERSION = 1
LIMIT = 1_000_000
"""Bytes that an answers file may have."""


@dataclass(frozen=True, slots=True)
class ConflictingCopy:
    """A value that came from a window which had not seen the latest one: kept, never applied."""

    value: Any
    edited: int
    at: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The latest answer to one item. Times are ISO 8601 in UTC.

    `revision` counts from 1. `first` and `first_at` are the first of the `tries` (values saved with `keep_first`);
    None and 0 for an item that is not tried again and again.
    """

    value: Any
    revision: int
    at: str
    confidence: Confidence | None = None
    first: Any | None = None
    first_at: str | None = None
    tries: int = 0
    conflicting: tuple[ConflictingCopy, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """From the first to the last sign of work, without a pause of more than ten minutes. ISO 8601 in UTC."""

    start: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """What an answers file holds. `faults` are plain sentences on what had to be left out.

    `erased` remembers the last revision of an erased answer, so that an old window is not taken for a current one.
    """

    module: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    sittings: tuple[Sitting, ...] = ()
    faults: tuple[str, ...] = ()
    store_id: str | None = None
    seed: int | None = None
    erased: Mapping[str, int] = field(default_factory=dict)


class ResponsesError(BabyInMindError):
    """An answers file cannot be used. `reason` says why as half a sentence ("it is …"), the text with the file's name."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"The answers in {name} cannot be read: {reason}.")


class MissingResponses(ResponsesError):
    """There is no answers file."""


class UnreachableResponses(ResponsesError):
    """The file is there, but the computer does not let it be read now. It may be whole."""


class NewerVersion(ResponsesError):
    """The file was written by a newer version of the course; `store_id` is None where it cannot be told."""

    store_id: str | None = None


class NotSaved(BabyInMindError):
    """An answer is not on disk. The text names the file, says why and how to mend it, in the learner's words.

    `why` is the reason with its mend alone, as half a sentence.
    """

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"Not saved in {path}: {why}. What you wrote stays on this page until it is saved.")


class StaleRevision(Exception):
    """A window that had not seen the latest answer sent another one, which has been kept aside.

    `current` is the answer that stands.
    """

    def __init__(self, current: Answer) -> None:
        self.current = current
        super().__init__(f"The answer was changed in another window (revision {current.revision}).")
