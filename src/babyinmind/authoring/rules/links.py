"""Addresses: links that nobody on the way can read or change, and DOIs that resolve."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babyinmind.authoring.notebook import AuthoredCell, AuthoredModule
from babyinmind.authoring.problem import Problem

_PLAIN_HTTP = re.compile(r"\bhttp://[^\s)>\]]+", flags=re.IGNORECASE)
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)")
_ALLOWED = re.compile(r"https://[^\s]+\.[^\s]+|(?:tel|sms|mailto):\S+|#\S+", flags=re.IGNORECASE)

_DOI = re.compile(r"(?:https?://)?(?:[\w-]+\.)*doi\.org\S*|\bdoi:\s*\S*|(?<![\w./])10\.\d{3,}/\S*", flags=re.IGNORECASE)
_WHOLE_DOI = re.compile(r"https://doi\.org/10\.\d{4,9}/[^\s<>\"{}|\\^`*]*[\w)]")


def are_https(module: AuthoredModule) -> Iterator[Problem]:
    """Every link is https (or dials, or writes a message)."""
    for cell, number, line in _lines(module):
        for found in _PLAIN_HTTP.finditer(line):
            yield module.problem(
                cell, f"The link {found[0]} is not https. Write https:// and look whether it opens.", line=number
            )
        for target in _TARGET.findall(line):
            if not _ALLOWED.fullmatch(target) and not _PLAIN_HTTP.match(target):
                yield module.problem(
                    cell, f"The link {target!r} leads nowhere. Write a whole address, with https://.", line=number
                )


def dois_are_whole(module: AuthoredModule) -> Iterator[Problem]:
    """A DOI stands as https://doi.org/10.…/…, the one form that opens wherever it is copied to."""
    for cell, number, line in _lines(module):
        for found in _DOI.finditer(line):
            written = found[0].rstrip(".,;:>*_")
            if not _WHOLE_DOI.fullmatch(written):
                yield module.problem(
                    cell,
                    f"The DOI {written!r} is malformed. Write it whole, as in https://doi.org/10.1002/imhj.22079.",
                    line=number,
                )


def _lines(module: AuthoredModule) -> Iterator[tuple[AuthoredCell, int, str]]:
    for cell in module.cells:
        for number, line in enumerate(cell.source.split("\n"), start=1):
            yield cell, number, line
