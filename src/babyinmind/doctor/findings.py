"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """`WRONG` is what keeps the course from working as it should; a `NOTE` is to be known."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` names the thing, `words` what was found; `mend` is what to do, "" where nothing is to be done."""

    severity: Severity
    about: str
    words: str
    mend: str = ""

    def __str__(self) -> str:
        line = f"{self.severity.upper() if self.severity is Severity.WRONG else self.severity:<6} {self.about}: {self.words}"
        return f"{line}\n       Mend: {self.mend}" if self.mend else line


def ok(about: str, words: str) -> Finding:
    return Finding(Severity.OK, about, words)


def note(about: str, words: str, mend: str = "") -> Finding:
    return Finding(Severity.NOTE, about, words, mend)


def wrong(about: str, words: str, mend: str) -> Finding:
    return Finding(Severity.WRONG, about, words, mend)
