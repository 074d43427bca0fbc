"""The latest hand-in of a module as its learner was told of it: in the data folder, never in one that is handed in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from babyinmind.files import read_plain, write_atomically
from babyinmind.responses.places import learner_folder
from babyinmind.results.reading import checked

STORED_FORMAT = "babyinmind-handed-in"
STORED_VERSION = 1
ENDING = ".handed-in.json"
_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class ReturnedResults:
    """`when` is that of the latest hand-in (ISO 8601 with its zone), `lines` what its receipt says.

    `results` are the newest that came back, None before any did: in a cohort they may be those of an earlier hand-in.
    """

    when: str
    lines: tuple[str, ...]
    results: dict[str, Any] | None = None


def returned_path(home: Path, module_id: str) -> Path:
    """Where it is kept for the learner whose modules lie in `home`."""
    return learner_folder(home) / f"{module_id}{ENDING}"


def save_returned(home: Path, module_id: str, returned: ReturnedResults) -> None:
    """Keep it, whole or not at all, readable by its owner alone. Raises `OSError`."""
    path = returned_path(home, module_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = {"format": STORED_FORMAT, "version": STORED_VERSION, **asdict(returned)}
    write_atomically(path, json.dumps(data, ensure_ascii=True).encode())


def load_returned(home: Path, module_id: str) -> ReturnedResults | None:
    """What is kept; None where nothing is, or nothing that can be read: it can always be handed in again."""
    path = returned_path(home, module_id)
    try:
        data = json.loads(read_plain(path, _LIMIT))
        if data["format"] != STORED_FORMAT or data["version"] != STORED_VERSION:
            return None
        when, lines = data["when"], tuple(str(line) for line in data["lines"])
        return ReturnedResults(when, lines, checked(data["results"])) if isinstance(when, str) else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def load_all_returned(home: Path) -> dict[str, ReturnedResults]:
    """Module -> what is kept, for every module of which anything is."""
    names = sorted(path.name.removesuffix(ENDING) for path in learner_folder(home).glob(f"*{ENDING}"))
    return {name: returned for name in names if (returned := load_returned(home, name)) is not None}
