"""What waits for an instructor: oldest first, each with the very page of formgrader on which it is read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babyinmind.desk.cohort_status import Desk

MINUTES_EACH = 4
"""About what one reflection takes to be read and answered."""
NOBODY = ""
"""The reader of those for whom the roster names none."""


@dataclass(frozen=True, slots=True)
class QueuedReflection:
    """One thing to be read. `since` is UTC without a zone, `days` whole days since; `link` is a path on the server.

    `claimed` is when it was handed in as the learner's side said, where that is noticeably otherwise.
    """

    learner: str
    name: str
    module: str
    title: str
    cell: str
    reader: str
    since: datetime
    days: int
    overdue: bool
    link: str
    claimed: datetime | None = None


def grading_queue(desk: Desk, folder: Path, reading_days: int, now: datetime | None = None) -> list[QueuedReflection]:
    """Everything that waits to be read in the course's folder, oldest first. Withdrawn learners' work waits too."""
    now = now or datetime.now(UTC).replace(tzinfo=None)
    titles = {module.id: module.title for module in desk.modules}
    index = cache(lambda module, cell: _index(folder / "release" / module / f"{module}.ipynb", cell))
    found = []
    for learner in (*desk.learners, *desk.withdrawn):
        for module, title in titles.items():
            place = desk.places[learner.id, module]
            since = place.since or now
            days = max((now - since).days, 0)
            for cell in place.unread:
                found.append(
                    QueuedReflection(
                        learner.id, learner.name, module, title, cell, learner.reader or NOBODY, since, days,
                        overdue=days >= reading_days,
                        link=f"formgrader/submissions/{place.submission}/?index={index(module, cell)}#{cell}",
                        claimed=place.claimed,
                    )
                )  # fmt: skip
    return sorted(found, key=lambda one: (one.since, one.name, one.module, one.cell))


def _index(released: Path, cell: str) -> int:
    """Which of formgrader's fields is a cell's score: after the link to the next hand-in, each graded cell has two."""
    try:
        cells = json.loads(released.read_text(encoding="utf-8"))["cells"]
        known = [each["metadata"].get("nbgrader", {}) for each in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0
    fields = 1
    for one in known:
        if one.get("grade_id") == cell:
            return fields
        fields += 2 * bool(one.get("grade")) + 3 * bool(one.get("task"))
    return 0
