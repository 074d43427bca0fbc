"""The solo course's self-study log: what one learner did alone, signed by nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from babyinmind.gradebook.session import open_gradebook
from babyinmind.grading.feedback_policy import PASS_MARK
from babyinmind.records.hours import hours
from babyinmind.records.issuing import content_of

NAME = "Name: ______________________________"
"""Written by hand: the solo course asks nobody's name."""


def solo_log(folder: Path) -> dict[str, Any] | None:
    """What the log says, from the gradebook in the solo course's `folder`; None where nothing is credited."""
    database = folder / "gradebook.db"
    if not database.is_file():
        return None
    with open_gradebook(CourseDirectory(root=str(folder))) as gradebook:
        found = hours(gradebook, pass_mark=PASS_MARK, has_reader=False)
    content = content_of(found[0], None) if found else None
    if content is None:
        return None
    return content | {"learner": NAME, "number": "", "issued": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
