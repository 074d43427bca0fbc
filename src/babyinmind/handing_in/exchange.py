"""A cohort's exchange of nbgrader's, from the learner's side: hand in, and fetch what came back."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.apps import FetchFeedbackApp, SubmitApp
from nbgrader.exchange import ExchangeError

from babyinmind.course.exchange import course_of
from babyinmind.handing_in.outcome import CouldNotHandIn, HandInOutcome
from babyinmind.responses import answers_path, read_responses
from babyinmind.responses.model import ResponsesError
from babyinmind.results import ReturnedResults, load_returned, read_results, save_returned

_FEEDBACK_LIMIT = 10_000_000


def hand_in(folder: Path, module_id: str) -> HandInOutcome:
    """Submit a module by nbgrader's own `submit`, as this machine is configured. Raises `CouldNotHandIn`."""
    app = SubmitApp()
    app.initialize([module_id])
    exchange_root, course = _course(app, folder)
    inbound = exchange_root / course / "inbound"
    if inbound.is_dir() and not os.access(inbound, os.W_OK | os.X_OK):
        raise CouldNotHandIn(
            f"The course {course} is closed, so nothing can be handed in to it now. Your answers are kept."
            " If it should be open, tell your instructor."
        )
    with tempfile.TemporaryDirectory() as scratch:
        stage = Path(scratch, module_id)
        stage.mkdir()
        answered = _stage(folder, stage, module_id, exchange_root / course / "outbound" / module_id)
        _run(app, course, Path(scratch), "The course's inbox did not take it")
    return HandInOutcome(datetime.now(UTC), (f"{answered} answers were handed in to {course}.",))


def fetch_results(folder: Path, module_id: str) -> ReturnedResults | None:
    """Fetch feedback by nbgrader's own `fetch_feedback`, keep the results of the latest hand-in that has any, and give
    what is kept then. None where nothing was handed in from here. Raises `CouldNotHandIn`.
    """
    home = folder.parent
    before = load_returned(home, module_id)
    if before is None:
        return None
    app = FetchFeedbackApp()
    app.initialize([module_id])
    exchange_root, course = _course(app, folder)
    # Made by nbgrader when an instructor first returns something; without it `fetch_feedback` fails.
    if not (exchange_root / course / "feedback").is_dir():
        return before
    with tempfile.TemporaryDirectory() as scratch:
        _run(app, course, Path(scratch), "The results could not be fetched")
        results = _latest(Path(scratch, module_id, "feedback"), module_id)
    if results is None:
        return before
    after = ReturnedResults(before.when, before.lines, results)
    try:
        save_returned(home, module_id, after)
    except OSError as error:
        raise CouldNotHandIn(f"The results came but could not be kept: {error.strerror or error}.") from error
    return after


def _latest(fetched: Path, module_id: str) -> dict[str, Any] | None:
    """The results of the latest hand-in among the feedback files, one folder a hand-in, named by its time."""
    for folder in sorted(fetched.glob("*"), reverse=True):
        page = folder / f"{module_id}.html"
        if page.is_file() and page.stat().st_size <= _FEEDBACK_LIMIT:
            results = read_results(page.read_text(encoding="utf-8", errors="replace"))
            if results is not None and results["module"] == module_id:
                return results
    return None


def _course(app: Any, folder: Path) -> tuple[Path, str]:
    """Where the exchange lies, and which course this folder belongs to."""
    exchange_root, course = course_of(app, folder.parent)
    if not course:
        raise CouldNotHandIn(
            "This page belongs to no course. Ask whoever runs the course to set its course_id in nbgrader_config.py."
        )
    return exchange_root, course


def _run(app: Any, course: str, scratch: Path, what: str) -> None:
    """Let nbgrader's command work in `scratch`, in the place of the learner's folder. Raises `CouldNotHandIn`."""
    app.config.Exchange.assignment_dir = str(scratch)
    app.config.Exchange.path_includes_course = False
    app.coursedir.course_id = course
    messages = _Messages()
    app.log.addHandler(messages)
    try:
        app.start()
    except (SystemExit, ExchangeError, OSError) as error:
        why = messages.last or str(error) or "nbgrader did not say why"
        raise CouldNotHandIn(f"{what}: {why}") from error


def _stage(folder: Path, stage: Path, module_id: str, outbound: Path) -> int:
    """Lay out what is handed in; gives the number of answers."""
    released = outbound / f"{module_id}.ipynb"
    notebook = released if released.is_file() else folder / f"{module_id}.ipynb"
    if not notebook.is_file():
        raise CouldNotHandIn(f"{notebook} is not there. Fetch the module again; your answers stay.")
    shutil.copyfile(notebook, stage / f"{module_id}.ipynb")
    answers = answers_path(folder, module_id)
    try:
        count = len(read_responses(answers, module=module_id).answers)
    except ResponsesError as error:
        raise CouldNotHandIn(str(error)) from error
    shutil.copyfile(answers, answers_path(stage, module_id))
    return count


class _Messages(logging.Handler):
    """Keeps the last error that nbgrader logged, which is the only place where it says why."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()
