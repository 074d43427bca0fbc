"""What the process that grades on arrival did last, as the desk tells it: one small file in the course folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from babyinmind.files import read_plain, write_atomically

FILE = "arrivals.json"
SILENT = timedelta(minutes=5)
"""After this long without a look the process is taken to have stopped; it notes one at least every minute."""
MOST = 20
"""Troubles that are kept one by one, so that nobody can fill the file by what they hand in."""
_TOLD = 3
_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done for whom. `module` is "" where it concerns none."""

    learner: str
    module: str
    why: str

    def __str__(self) -> str:
        return f"{', '.join(filter(None, (self.learner, self.module)))}: {self.why}"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`looked` is when it last looked (UTC), `graded` how many hand-ins it graded on that day of the server's calendar,
    `more` how many troubles there are besides those that are told, of which there are at most `MOST`.
    """

    looked: datetime
    graded: int = 0
    troubles: tuple[Trouble, ...] = ()
    more: int = 0

    def is_late(self, now: datetime | None = None) -> bool:
        return (now or datetime.now(UTC)) - self.looked > SILENT

    def is_well(self, now: datetime | None = None) -> bool:
        """Whether nobody needs to look after it."""
        return not self.troubles and not self.is_late(now)

    def words(self, now: datetime | None = None) -> str:
        """One line for the desk; times are the server's."""
        now = now or datetime.now(UTC)
        looked, today = self.looked.astimezone(), now.astimezone()
        same_day = looked.date() == today.date()
        when = f"{looked:%H:%M}" if same_day else f"{looked.day} {looked:%B, %H:%M}"
        if self.is_late(now):
            return (
                f"Graded on arrival: not since {when}. Hand-ins wait until it runs again. Tell whoever runs the server,"
                " or collect and grade in formgrader."
            )
        graded = self.graded if same_day else 0
        done = f"{graded} hand-in{'' if graded == 1 else 's'} graded today"
        if not self.troubles:
            return f"Graded on arrival: last looked {when}; {done}."
        count = len(self.troubles) + self.more
        more = count - _TOLD
        named = "; ".join(map(str, self.troubles[:_TOLD])) + (
            f"; and {more} more, which its log names" if more > 0 else ""
        )
        return f"Graded on arrival: last looked {when}; {done}, {count} could not be: {named}"


def read_arrivals(folder: Path) -> Arrivals | None:
    """What the course folder tells; None where nothing was ever graded on arrival there, or it cannot be read."""
    try:
        data = json.loads(read_plain(folder / FILE, _LIMIT))
        troubles = tuple(Trouble(str(one["learner"]), str(one["module"]), str(one["why"])) for one in data["troubles"])
        return Arrivals(
            datetime.fromisoformat(data["looked"]).astimezone(UTC), int(data["graded"]), troubles, int(data["more"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_arrivals(folder: Path, arrivals: Arrivals) -> None:
    """Tell the desk; the file is there whole or as it was. Raises `OSError`."""
    data = asdict(arrivals) | {"looked": arrivals.looked.isoformat()}
    write_atomically(folder / FILE, json.dumps(data).encode(), mode=0o644)
