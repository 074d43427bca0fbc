"""Graded on arrival: what is handed in to a cohort is collected, graded and returned by one process that stays.

Nothing of what is done rests on this process's memory: what was graded stands in the gradebook, what was returned in
`feedback_due.Delivered`, and a look at both, at inbound and at `submitted/` tells what is left to do. So it may end at any
moment, and another look does the rest and nothing twice.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from nbgrader.api import Assignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.orm import Session

from babyinmind.desk.arrivals import MOST, Arrivals, Trouble, read_arrivals, write_arrivals
from babyinmind.errors import BabyInMindError
from babyinmind.gradebook.session import open_gradebook
from babyinmind.gradebook.upgrade import sqlite_file
from babyinmind.grading.batch import grade_cohort, submitted_learners
from babyinmind.hosting.backoff import Backoff
from babyinmind.hosting.feedback_due import feedback_due, note_delivered
from babyinmind.hosting.feedback_release import SETTLE, FeedbackRelease
from babyinmind.processes import one_line

EVERY = 3.0
"""Seconds between two looks at inbound: a list of names."""
LOOK = 10.0
"""Seconds between two looks at the gradebook, for what instructors have read since."""
_WRITE_EVERY = 30.0
_LONGEST_PAUSE = 60.0
_LONGEST_LINE = 300
_IN_A_ROW = 20
"""Hand-ins of one learner that are graded before others' feedback is made; the rest have their turn the next time."""
_SPAN = 15.0
"""Seconds for which feedback is made before inbound is looked at again."""
_TURN = 0.1
"""Seconds between two learners' feedback: whoever waits for the course folder looks every 0.05."""

log = logging.getLogger(__name__)
_quiet = logging.Logger("nbgrader")
_quiet.addHandler(logging.NullHandler())


class Key(NamedTuple):
    """What can fail: to "collect" the folder `name`, to "grade" a module (of one learner), to "return" feedback."""

    step: str
    module: str
    learner: str = ""
    name: str = ""


class Rounds:
    """Looks at one cohort, again and again. `clock` gives seconds; `settle`: see `FeedbackRelease`."""

    def __init__(
        self, coursedir: CourseDirectory, *, clock: Callable[[], float] = time.monotonic, settle: float = SETTLE
    ) -> None:
        self._coursedir, self._clock = coursedir, clock
        self._feedback = FeedbackRelease(coursedir, clock, settle)
        self._engine = create_engine(coursedir.db_url, poolclass=NullPool)  # no file is kept open that a host restores
        self._backoff: Backoff[Key] = Backoff(clock)
        self._modules: set[str] = set()
        self._seen: set[str] = set()
        self._to_grade: set[str] = set()
        self._begun = False
        self._looked = self._written = -math.inf
        self._arrivals = read_arrivals(Path(coursedir.root)) or Arrivals(datetime.now(UTC))

    def round(self) -> None:
        """Look once, and do what is to be done. What fails for one learner is noted and tried again later.

        Raises `SQLAlchemyError` and `OSError` where the cohort itself cannot be used.
        """
        before = self._arrivals
        graded = 0
        if self._has_gradebook():
            arrived = self._arrived()
            time_to_look = self._clock() - self._looked >= LOOK
            if time_to_look or arrived - self._seen:
                self._know_modules()
            # First of all what was collected: a later hand-in of the same learner's would take its place.
            graded += sum(self._grade(module) for module in sorted(self._modules_to_grade()))
            for module in sorted(self._to_collect(arrived)):
                for _ in range(_IN_A_ROW):
                    if not self._collect(module, arrived):
                        break
                    graded += self._grade(module)
                    if self._failing("grade", module):
                        break
            if graded or time_to_look:
                self._looked = self._clock() if self._give_back() else -math.inf
        self._note(graded, before)

    # Handed in

    def _arrived(self) -> set[str]:
        try:
            arrived: set[str] = self._collector("").arrived()
        except FileNotFoundError:  # before the first module was released
            return set()
        self._seen &= arrived
        self._backoff.done([key for key in self._backoff.failures() if key.name and key.name not in arrived])
        return arrived

    def _to_collect(self, arrived: set[str]) -> set[str]:
        modules = {key.module for key in self._backoff.due() if key.step == "collect"}
        for name in arrived - self._seen:
            module = _module_of(name)
            if module in self._modules:
                modules.add(module)
            elif self._backoff.may(Key("collect", "", "", name)):
                self._trouble(Key("collect", "", "", name), "it names no module of this cohort")
        # While a module cannot be graded, what was collected of it is not replaced.
        ready = self._modules - self._to_grade
        return {module for module in modules & ready if self._backoff.may(Key("collect", module))}

    def _collect(self, module: str, arrived: set[str]) -> bool:
        """Whether anything was taken: of each learner's, the earliest that is left."""
        collector = self._collector(module)
        collector.in_order = True
        try:
            collector.start()
        except ExchangeError as error:
            self._trouble(Key("collect", module), str(error))
            return False
        refused = {Key("collect", module, _learner_of(name), name): why for name, why in collector.refusals}
        self._backoff.done([key for key in self._failing("collect", module) if key not in refused])
        for key, why in refused.items():
            self._trouble(key, why)
        for learner in collector.taken:
            _say(logging.INFO, learner, module, "collected")
        if collector.taken:
            self._to_grade.add(module)
        else:
            of_module = {name for name in arrived if _module_of(name) == module}
            self._seen |= of_module - set(collector.unfinished)
        return bool(collector.taken)

    def _collector(self, module: str) -> Any:
        made_with = {"config": self._coursedir.config, "log": _quiet}
        collector = ExchangeFactory(config=self._coursedir.config).Collect(coursedir=self._of(module), **made_with)
        collector.update = True
        return collector

    # Graded

    def _modules_to_grade(self) -> set[str]:
        ready = {module for module in self._to_grade if self._backoff.may(Key("grade", module))}
        return ready | {key.module for key in self._backoff.due() if key.step == "grade"}

    def _grade(self, module: str) -> int:
        try:
            summary = grade_cohort(self._of(module), module)
        except BabyInMindError as error:
            self._trouble(Key("grade", module), str(error))
            return 0
        self._to_grade.discard(module)
        self._backoff.done([key for key in self._failing("grade", module) if key.learner not in summary.failed])
        for learner in summary.graded:
            _say(logging.INFO, learner, module, "graded", *summary.faults.get(learner, ()))
        for learner, why in summary.failed.items():
            self._trouble(Key("grade", module, learner), why)
        return len(summary.graded)

    # Returned

    def _give_back(self) -> bool:
        """Whether everybody was come to: it ends early where there is much, so that nobody's hand-in waits long."""
        with Session(self._engine) as session:
            due = feedback_due(session)
        begun = self._clock()
        for one in self._feedback.settled(due):
            if self._clock() - begun > _SPAN:
                return False
            key = Key("return", one.module, one.learner)
            if not self._backoff.may(key):
                continue
            try:
                self._feedback.make_and_release(one)
                with Session(self._engine) as session:
                    note_delivered(session, one)
            except Exception as error:  # one learner's feedback never keeps the others from theirs
                self._trouble(key, str(error) or type(error).__name__)
                continue
            self._backoff.done([key])
            again = " again, since an instructor has read it" if one.again else ""
            _say(logging.INFO, one.learner, one.module, f"feedback returned{again}")
            time.sleep(_TURN)
        return True

    # All

    def _of(self, module: str) -> CourseDirectory:
        self._coursedir.assignment_id, self._coursedir.student_id = module, "*"
        return self._coursedir

    def _has_gradebook(self) -> bool:
        file = sqlite_file(self._coursedir.db_url)
        return file is None or file.is_file()

    def _know_modules(self) -> None:
        if not self._begun:
            open_gradebook(self._coursedir).close()
        with Session(self._engine) as session:
            self._modules = set(session.scalars(select(Assignment.name)))
        if not self._begun:
            # Another process may have ended between collecting and grading.
            self._to_grade = {one for one in self._modules if submitted_learners(self._of(one), one)}
            self._begun = True

    def _failing(self, step: str, module: str) -> list[Key]:
        return [key for key in self._backoff.failures() if (key.step, key.module) == (step, module)]

    def _trouble(self, key: Key, why: str) -> None:
        if self._backoff.failed(key, why):
            what = {"collect": "NOT TAKEN", "grade": "NOT GRADED", "return": "FEEDBACK NOT RETURNED"}[key.step]
            _say(logging.ERROR, key.name or key.learner, "" if key.name else key.module, f"{what}: {why}")

    def _note(self, graded: int, before: Arrivals) -> None:
        now = datetime.now(UTC)
        same_day = before.looked.astimezone().date() == now.astimezone().date()
        failures = self._backoff.failures()
        troubles = tuple(
            Trouble(_line(key.learner or _learner_of(key.name)), key.module, _line(why))
            for key, why in islice(failures.items(), MOST)
        )
        after = Arrivals(now, graded + (before.graded if same_day else 0), troubles, len(failures) - len(troubles))
        if replace(after, looked=before.looked) != before or self._clock() - self._written >= _WRITE_EVERY:
            write_arrivals(Path(self._coursedir.root), after)
            self._written = self._clock()
        self._arrivals = after


def stay(rounds: Rounds, stop: Event) -> None:
    """Look until told to stop. Where the cohort cannot be used, that is said once, and it looks ever more seldom."""
    pause, said = EVERY, ""
    while not stop.is_set():
        try:
            rounds.round()
            pause, said = EVERY, ""
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            if why != said:
                log.error("Nothing can be graded now: %s", why)
            pause, said = min(2 * pause, _LONGEST_PAUSE), why
        stop.wait(pause)


def _module_of(name: str) -> str:
    parts = name.rsplit("+", 3)
    return parts[1] if len(parts) >= 3 else ""


def _learner_of(name: str) -> str:
    return Path(name).name.rsplit("+", 3)[0]


def _line(text: str) -> str:
    """What a learner may have written, as part of one line of the log."""
    return one_line(text, _LONGEST_LINE)


def _say(level: int, whose: str, module: str, *what: str) -> None:
    log.log(level, "%s: %s", ", ".join(filter(None, (_line(whose), module))), "; ".join(map(_line, what)))
