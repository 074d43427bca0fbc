"""A cohort's course folder with the small module, handed in and read as real people do it, without any command."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from babyinmind.grading.batch import grade_cohort
from support.learners import answers_file, hand_in, later
from support.small_module import MODULE, RUBRIC

COHORT = """name: Autumn 2026
sponsor: Example Agency
instructors: [Ada Example, Bo Example]
contact: {name: Ada Example, how: 555 0100}
"""


def deliver(
    course: CourseDirectory,
    learner: str,
    values: dict[str, Any] | None,
    day: int = 0,
    sittings: list[tuple[datetime, datetime]] | None = None,
) -> None:
    """Lay a hand-in of the small module into the course, and grade it."""
    root = Path(course.root)
    text: str | None = None
    if values is not None:
        data = json.loads(answers_file(MODULE, values, when=later(day)))
        data["sittings"] = [
            {"start": f"{start:%Y-%m-%dT%H:%M:%SZ}", "last": f"{last:%Y-%m-%dT%H:%M:%SZ}"}
            for start, last in sittings or []
        ]
        text = json.dumps(data)
    notebook = root / "release" / MODULE / f"{MODULE}.ipynb"
    hand_in(root / "submitted", learner, MODULE, text, notebook, when=later(day))
    summary = grade_cohort(course, MODULE)
    assert summary.failed == {}


def read_reflection(course: CourseDirectory, learner: str, comment: str = "Well seen.") -> None:
    """What formgrader does when an instructor has read a reflection."""
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(RUBRIC, MODULE, MODULE, learner)
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.find_comment(RUBRIC, MODULE, MODULE, learner).manual_comment = comment
        gradebook.db.commit()
