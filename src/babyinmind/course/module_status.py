"""Where a learner stands: each module of the course with its state, and where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from babyinmind.course.modules import in_course_order
from babyinmind.course.outline import OUTLINE, contents_of, planned_modules
from babyinmind.items import Reflection
from babyinmind.questions import Question, ResponseError
from babyinmind.responses import Responses, ResponsesError, answers_path, read_responses
from babyinmind.results import ReturnedResults, load_returned

ModuleState = Literal["unwritten", "new", "begun", "handed-in", "returned", "passed", "unreadable"]

_HANDING_IN = timedelta(minutes=1)
"""A receipt is written when handing in is done, its results carry the time when it began."""


@dataclass(frozen=True, slots=True)
class ModuleStatus:
    """One module as its learner stands in it. Shares are 0 to 1, times ISO 8601, "" where there is none.

    `answered` of `total` count graded questions and shared reflections. `changed` says that answers were changed
    after they were handed in, `waiting` that nothing came back yet of the latest hand-in. `place` is the page, inside the learner's folder, with forward slashes.
    """

    id: str
    title: str
    minutes: int
    state: ModuleState
    place: str = ""
    answered: int = 0
    total: int = 0
    last: str = ""
    handed_in: str = ""
    changed: bool = False
    waiting: bool = False
    best: float | None = None
    latest: float | None = None
    pass_mark: float | None = None


def module_statuses(home: Path) -> tuple[ModuleStatus, ...]:
    """Every module of the course in its order; a planned one that is not in the learner's folder `home` is not written yet."""
    names = [*(module.id for module in planned_modules()), *(path.name for path in _folders(home))]
    return tuple(status for name in in_course_order(names) if (status := _module_status(home, name)) is not None)


def to_go_on(all_of_them: tuple[ModuleStatus, ...]) -> ModuleStatus | None:
    """The module that was worked on last, if it is not done; else the first that is not."""
    open_ones = [one for one in all_of_them if one.place and one.state not in ("passed", "unreadable")]
    worked_on = [one for one in open_ones if one.last]
    if worked_on:
        return max(worked_on, key=lambda one: one.last)
    return open_ones[0] if open_ones else None


def _module_status(home: Path, name: str) -> ModuleStatus | None:
    planned = next((module for module in OUTLINE if module.id == name), None)
    notebook = home / name / f"{name}.ipynb"
    if not notebook.is_file():
        return ModuleStatus(name, planned.title, planned.minutes, "unwritten") if planned else None
    contents = contents_of(notebook)
    if contents is None or contents.header.id != name:
        # Some other notebook in a folder of its own name, or a module whose page is damaged.
        return ModuleStatus(name, planned.title, planned.minutes, "unreadable") if planned else None
    responses, readable = _responses(home / name, name)
    returned = load_returned(home, name)
    results = returned.results if returned else None
    return ModuleStatus(
        id=name,
        title=contents.header.title,
        minutes=contents.header.minutes,
        state=_state(responses, returned, readable),
        place=f"{name}/{name}.ipynb",
        answered=sum(not _is_blank(item, responses) for item in contents.asked),
        total=len(contents.asked),
        last=_last(responses),
        handed_in=returned.when if returned else "",
        changed=bool(returned) and _changed(responses, contents.asked, returned.when if returned else ""),
        waiting=returned is not None and _waits(returned),
        best=float(results["best_share"]) if results else None,
        latest=float(results["score"]) / float(results["max_score"] or 1) if results else None,
        pass_mark=float(results["pass_mark"]) if results else None,
    )


def _state(responses: Responses | None, returned: ReturnedResults | None, readable: bool) -> ModuleState:
    if returned is not None:
        if returned.results is None:
            return "handed-in"
        return "passed" if returned.results["passed"] else "returned"
    if not readable:
        return "unreadable"
    return "begun" if responses and responses.answers else "new"


def _responses(folder: Path, name: str) -> tuple[Responses | None, bool]:
    path = answers_path(folder, name)
    try:
        return read_responses(path, module=name), True
    except ResponsesError:
        return None, not path.exists()


def _is_blank(item: Question | Reflection, responses: Responses | None) -> bool:
    answer = responses.answers.get(item.id) if responses else None
    try:
        return answer is None or item.is_blank(answer.value)
    except ResponseError:
        return True


def _last(responses: Responses | None) -> str:
    if responses is None or not responses.answers:
        return ""  # a page that was only looked at
    return responses.sittings[-1].last if responses.sittings else max(one.at for one in responses.answers.values())


def _changed(responses: Responses | None, asked: tuple[Question | Reflection, ...], when: str) -> bool:
    """Whether an answer is newer than the hand-in, by whole seconds, in UTC as both are kept."""
    try:
        handed_in = datetime.fromisoformat(when).replace(microsecond=0)
        times = [responses.answers[item.id].at for item in asked if responses and item.id in responses.answers]
        return any(datetime.fromisoformat(at) > handed_in for at in times)
    except (ValueError, TypeError):
        return False


def _waits(returned: ReturnedResults) -> bool:
    """Whether the results are those of an earlier hand-in, or none."""
    if returned.results is None:
        return True
    try:
        # By the learner's own clock, as the receipt: the course's may be another.
        claimed = datetime.fromisoformat(returned.results.get("claimed") or returned.results["handed_in"])
        return datetime.fromisoformat(returned.when) - claimed > _HANDING_IN
    except (ValueError, TypeError):
        return False


def _folders(home: Path) -> list[Path]:
    try:
        return [path for path in home.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []
