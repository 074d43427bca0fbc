"""What was collected of a learner's hand-ins of a module: a small file beside the answers in `submitted/`.

The time that counts stands in nbgrader's own `timestamp.txt`. It is the earliest that our side can vouch for: the change
times that the kernel wrote, which no learner can set. A folder's name, and the time in it, is the learner's: it tells one
hand-in from another, and its time is kept as what was claimed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from babyinmind.grading.texts import TIMESTAMP_FILE, small_text, time_of

COLLECTED_FILE = "collected.json"
NOTICEABLE = timedelta(minutes=5)
"""From here on a difference between the claimed time and the one that counts is shown. Copying a hand-in takes seconds, and
clocks that are set over the network agree within far less: Kerberos refuses whoever is 5 minutes off."""

_FORMAT, _VERSION = "babyinmind-collected", 1
_LIMIT = 20_000_000
_EPOCH = datetime(1970, 1, 1)
_NEXT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Collected:
    """`folders` are the names of the hand-ins that were taken, or passed over for a later one; `at` is the time that counts
    of the one that lies here, `claimed` what its folder's name said (UTC without a zone, None where it is not known).

    `until`: an earlier version went by the times in the names, and had collected up to this one.
    """

    there: bool = False
    folders: frozenset[str] = frozenset()
    at: datetime | None = None
    claimed: datetime | None = None
    until: datetime | None = None

    def has(self, name: str, claimed: datetime) -> bool:
        """Whether the hand-in in a folder of this name is not to be taken again, whatever was done to the folder since."""
        return name in self.folders or (self.until is not None and claimed <= self.until)

    def after(self, names: Iterable[str], *, vouched: datetime, claimed: datetime, now: datetime) -> Collected:
        """What is kept once the hand-in that came at `vouched` is taken; `names` are it and those passed over for it.

        Two within one tick of the kernel's clock are two: the second is a microsecond later. `now` is the latest that
        it can be, since the clock of the machine that holds the files may run ahead.
        """
        first = self.at + _NEXT if self.at is not None and self.at < now else vouched
        at = min(max(vouched, first), now)
        return replace(self, there=True, folders=self.folders | set(names), at=at, claimed=claimed)

    def as_text(self) -> str:
        """The file's content. The time that counts is not in it: one place is enough."""
        data = {
            "format": _FORMAT,
            "version": _VERSION,
            "claimed": self.claimed.isoformat() if self.claimed else None,
            "until": self.until.isoformat() if self.until else None,
            "folders": sorted(self.folders),
        }
        return json.dumps(data, indent=1) + "\n"


def collected_in(folder: Path) -> Collected:
    """What was collected into `submitted/<learner>/<module>`; where the file is missing or damaged, by the time alone."""
    if not folder.is_dir():
        return Collected()
    at = time_of(small_text(folder / TIMESTAMP_FILE))
    try:
        data = json.loads(small_text(folder / COLLECTED_FILE, _LIMIT) or "null")
        if data["format"] != _FORMAT or data["version"] != _VERSION:
            raise ValueError
        claimed, until = (data[name] and datetime.fromisoformat(data[name]) for name in ("claimed", "until"))
        return Collected(True, frozenset(map(str, data["folders"])), at, claimed, until)
    except (ValueError, LookupError, TypeError, RecursionError):
        return Collected(True, at=at, until=at)


def noticeable(claimed: datetime | None, at: datetime) -> datetime | None:
    """The claimed time where it is so far from the one that counts that a reader is told of it."""
    return claimed if claimed is not None and abs(claimed - at) > NOTICEABLE else None


def moment(nanoseconds: int) -> datetime:
    """A time of the kernel's, in UTC without a zone."""
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
