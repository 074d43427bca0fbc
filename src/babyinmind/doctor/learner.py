"""A learner's own folder: is every file of answers whole?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babyinmind.course.stored_data import stored_in
from babyinmind.doctor.findings import Finding, note, ok, wrong
from babyinmind.responses import ResponsesError, read_responses


def learners_folder(home: Path) -> Iterator[Finding]:
    stored = stored_in(home)
    yield ok("Your folder", f"{home}: {len(stored)} files are kept of you (`babyinmind my-data` lists them)")
    for one in stored:
        if one.kind in ("answers", "private"):
            yield _answers(one.path, one.module)
        elif one.kind == "damaged":
            yield note(f"{one.module}", f"{one.path} was damaged once, and what could be read of it was recovered")


def _answers(path: Path, module: str) -> Finding:
    try:
        found = read_responses(path, module=module)
    except ResponsesError as error:
        return wrong(
            module, str(error), "Open the module: the course recovers what can be read, and keeps the damaged file."
        )
    return ok(module, f"{len(found.answers)} answers in {path}")
