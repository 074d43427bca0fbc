"""The support lines: one file, `support-lines.yml`, which whoever hosts the course edits."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from babyinmind.course.modules import COURSE_VARIABLE, course_places
from babyinmind.settings import SettingsFaulty, read_settings

FILE = "support-lines.yml"
LOOK_AGAIN = 180
"""Days after which a line has to be checked again."""
_KNOWN = {"name", "reach", "region", "for", "not_for", "checked", "short"}
_NEEDED = ("name", "reach", "region", "checked")
_WAYS = ("call", "text")
_EXAMPLE = """lines:
  our-own:
    name: Our agency's line
    region: Example County
    checked: 2026-11-22
    reach: [{number: 555 0100}]
"""


class SupportFaulty(SettingsFaulty):
    """The file with the support lines is not as it must be; the text names it, the line and the mend."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a line: `address` is what its link opens ("tel:988"), `words` what is read."""

    words: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupportLine:
    id: str
    name: str
    ways: tuple[Way, ...]
    region: str
    checked: date
    meant_for: str = ""
    not_for: str = ""
    short: bool = field(default=False)

    def is_overdue(self, today: date) -> bool:
        return (today - self.checked).days > LOOK_AGAIN


def file_of_the_course(name: str) -> Path | None:
    """A file that a host edits: of the course that BABYINMIND_COURSE names, else of the checkout, else of the installation."""
    named = os.environ.get(COURSE_VARIABLE)
    roots = [Path(named).expanduser()] if named else []
    roots += course_places()
    return next((root / name for root in roots if (root / name).is_file()), None)


def support_lines(path: Path | None = None) -> tuple[SupportLine, ...]:
    """The lines in the order of the file. Raises `SupportFaulty`."""
    path = path or file_of_the_course(FILE)
    if path is None:
        raise SupportFaulty(f"The file {FILE} with the support lines was not found. Put it beside release/.")
    lines = read_settings(path, _EXAMPLE, SupportFaulty).values.get("lines")
    if not isinstance(lines, dict) or not lines:
        raise SupportFaulty(f"{path}: under `lines:` the support lines are expected, each with a name of its own.")
    return tuple(_line(path, name, entry) for name, entry in lines.items())


def short_words(lines: tuple[SupportLine, ...]) -> str:
    """The short ones in one Markdown list, for the place above a shared reflection; "" where there are none."""
    return "\n".join(
        f"- {one.name} ({one.region}): " + ", ".join(f"[{way.words}]({way.address})" + _noted(way) for way in one.ways)
        for one in lines
        if one.short
    )


def _noted(way: Way) -> str:
    return f" ({way.note})" if way.note else ""


def _line(path: Path, name: str, entry: Any) -> SupportLine:
    def fault(why: str) -> SupportFaulty:
        return SupportFaulty(f"{path}: the line {name!r} {why}")

    if not isinstance(entry, dict):
        raise fault("needs `name:`, `reach:`, `region:` and `checked:` under it.")
    if unknown := [key for key in entry if key not in _KNOWN]:
        raise fault(f"has {unknown[0]!r}, which is not known here. Known are: {', '.join(sorted(_KNOWN))}.")
    if missing := [key for key in _NEEDED if not entry.get(key)]:
        raise fault(f"lacks `{missing[0]}:`.")
    if not isinstance(entry["reach"], list):
        raise fault("needs a list under `reach:`, each with `number:` or `link:`.")
    try:
        checked = date.fromisoformat(str(entry["checked"]))
    except ValueError:
        raise fault(f"was checked on {entry['checked']!r}, which is no day. Write it as 2026-11-22.") from None
    return SupportLine(
        id=name,
        name=str(entry["name"]),
        ways=tuple(_way(way, fault) for way in entry["reach"]),
        region=str(entry["region"]),
        checked=checked,
        meant_for=str(entry.get("for") or ""),
        not_for=str(entry.get("not_for") or ""),
        short=entry.get("short") is True,
    )


def _way(entry: Any, fault: Any) -> Way:
    if not isinstance(entry, dict) or not (entry.get("number") or entry.get("link")):
        raise fault("has a way to reach it without `number:` or `link:`.")
    note = str(entry.get("note") or "")
    if link := entry.get("link"):
        if not re.fullmatch(r"https?://\S+", str(link)):
            raise fault(f"has the link {link!r}. Write a whole address, with https://.")
        return Way(re.sub(r"^https?://(www\.)?|/$", "", str(link)), str(link), note)
    number = str(entry["number"])
    digits = re.sub(r"[^0-9+]", "", number)
    by = entry.get("by") or "call"
    if by not in _WAYS:
        raise fault(f"is reached by {by!r}. Write `by: text`, or nothing for a call.")
    if not digits or re.search(r"[^0-9+() .-]", number):
        raise fault(f"has the number {number!r}. Write digits, with spaces or '-' between them.")
    if by == "text":
        return Way(f"text {number}", f"sms:{digits}", note)
    return Way(f"call {number}", f"tel:{digits}", note)
