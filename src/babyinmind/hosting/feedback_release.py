"""One learner's feedback on one module, made and released by nbgrader's own steps."""

from __future__ import annotations

import glob
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory

from babyinmind.gradebook.lock import only_one
from babyinmind.grading.batch import grade_cohort
from babyinmind.grading.errors import GradingError
from babyinmind.hosting.feedback_due import Due

SETTLE = 20.0
"""Seconds for which points and comments must have stayed as they are: formgrader saves them one by one."""


class FeedbackRelease:
    """`clock` gives seconds; `settle` is how long a reading must have stayed as it is before it is returned."""

    def __init__(self, coursedir: CourseDirectory, clock: Callable[[], float], settle: float) -> None:
        self._coursedir, self._clock, self._settle = coursedir, clock, settle
        self._reading: dict[tuple[str, str], tuple[str, float]] = {}
        self._reason = _Reason()

    def settled(self, due: list[Due]) -> list[Due]:
        """Those that nobody is at: of a new hand-in always, of a reading once it has stayed as it is for a while."""
        now, before, self._reading = self._clock(), self._reading, {}
        for one in due:
            reading, since = before.get((one.learner, one.module), ("", now))
            self._reading[one.learner, one.module] = (one.reading, since if reading == one.reading else now)
        return [one for one in due if not one.again or now - self._reading[one.learner, one.module][1] >= self._settle]

    def make_and_release(self, due: Due) -> None:
        """By nbgrader's own steps. Raises `GradingError`, and what nbgrader raises."""
        coursedir = self._coursedir
        coursedir.assignment_id, coursedir.student_id = due.module, "*"
        made_with: dict[str, Any] = {"coursedir": coursedir, "config": coursedir.config, "log": self._reason.log}
        self._reason.text = ""
        with only_one(coursedir):
            graded = Path(coursedir.format_path(coursedir.autograded_directory, due.learner, due.module))
            if not (graded / f"{due.module}.ipynb").is_file():
                grade_cohort(coursedir, due.module)  # after a purge, say, which takes it away
            coursedir.student_id = glob.escape(due.learner)
            try:
                maker = GenerateFeedback(**made_with)
                maker.force = True
                maker.start()
                ExchangeFactory(config=coursedir.config).ReleaseFeedback(**made_with).start()
            except (NbGraderException, ExchangeError) as error:
                raise GradingError(self._reason.text or str(error)) from error


class _Reason(logging.Handler):
    """Where nbgrader's objects log to: hears the last line of a traceback, which is the only place where they say why."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.text = ""
        self.log = logging.Logger("nbgrader")
        self.log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage().strip()
        if message.startswith("Traceback"):
            self.text = message.splitlines()[-1]
