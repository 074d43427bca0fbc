"""Graded on arrival: collected, graded and returned once, whatever else arrives, whoever else grades, whenever it is killed."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import notebook_hash
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from babyinmind.cli import main
from babyinmind.desk.arrivals import Arrivals, Trouble, read_arrivals, write_arrivals
from babyinmind.desk.cohort_status import cohort_status
from babyinmind.gradebook.lock import Busy, only_one
from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.start import course_directory
from babyinmind.hosting import arrivals
from babyinmind.hosting.arrivals import Rounds
from babyinmind.hosting.backoff import FIRST, LONGEST, Backoff
from babyinmind.hosting.feedback_release import SETTLE
from babyinmind.records.cohort_session import CannotOpen, open_records
from babyinmind.results import read_results
from support.cohort import COHORT, read_reflection
from support.gradebooks import opened
from support.learners import arrive
from support.small_module import MODULE, POINTS, RIGHT, WRITTEN, WRONG, released, store

if sys.platform == "win32":
    pytest.skip("nbgrader's exchange does not work on Windows.", allow_module_level=True)

AT = "2026-11-02 20:15:00.000000 UTC"
LATER = "2026-11-03 20:15:00.000000 UTC"
DONE = RIGHT | {"look-back": WRITTEN}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Hosted:
    """A hosted cohort's folder with one small module, and what arrives in it."""

    def __init__(self, folder: Path, original: Path) -> None:
        self.root, self.inbound = folder / "course", folder / "exchange" / "c1" / "inbound"
        self.inbound.mkdir(parents=True)
        shutil.copytree(original, self.root)
        (self.root / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.course_id = 'c1'\nc.Exchange.root = {str(folder / 'exchange')!r}\n"
            "c.ExchangeCollect.check_owner = False\n"
        )
        self.db_url = f"sqlite:///{self.root / 'gradebook.db'}"
        self.notebook = self.root / "release" / MODULE / f"{MODULE}.ipynb"
        self.clock = Clock()
        self.rounds = self.new()

    def new(self) -> Rounds:
        return Rounds(course_directory(root=self.root), clock=self.clock)

    def arrive(self, learner: str, values: dict[str, Any], at: str = AT, module: str = MODULE) -> Path:
        secret = hashlib.sha256(f"{learner} {at}".encode()).hexdigest()
        return arrive(self.inbound, learner, module, values, at=at, secret=secret, notebook=self.notebook)

    def round(self, after: float = 0.0) -> None:
        self.clock.now += after
        self.rounds.round()

    def returned(self, learner: str, at: str = AT) -> dict[str, Any] | None:
        """What a learner's `fetch_feedback` would find for this hand-in."""
        secret = hashlib.sha256(f"{learner} {at}".encode()).hexdigest()
        page = self.inbound.parent / "feedback" / f"{notebook_hash(secret=secret, notebook_id=MODULE)}.html"
        return read_results(page.read_text("utf-8")) if page.is_file() else None

    def attempts(self) -> list[tuple[str, float]]:
        with opened(self.db_url) as gradebook, Session(gradebook.engine) as session:
            order = select(Attempt).order_by(Attempt.learner, Attempt.handed_in)
            return [(one.learner, one.score) for one in session.scalars(order)]

    def told(self) -> Arrivals:
        told = read_arrivals(self.root)
        assert told is not None
        return told


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("original")
    store(f"sqlite:///{root / 'gradebook.db'}")
    released(root)
    (root / "cohort.yml").write_text(COHORT)
    return root


@pytest.fixture
def hosted(original: Path, tmp_path: Path) -> Hosted:
    return Hosted(tmp_path, original)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    caplog.set_level(logging.INFO, logger=arrivals.log.name)

    def since() -> list[str]:
        lines = [record.getMessage() for record in caplog.records if record.name == arrivals.log.name]
        caplog.clear()
        return lines

    return since


def test_handed_in_graded_and_returned_in_one_round_and_nothing_twice(
    hosted: Hosted, said: Callable[[], list[str]]
) -> None:
    hosted.round()
    hosted.arrive("ann", DONE)
    hosted.arrive("ben", WRONG)
    hosted.round(3)
    assert hosted.attempts() == [("ann", POINTS), ("ben", 0.0)]
    ann, ben = hosted.returned("ann"), hosted.returned("ben")
    assert ann and ann["score"] == POINTS and ann["reflections"][0]["waiting"]
    assert ben and ben["score"] == 0.0 and not ben["everything_told"]
    assert sorted(said()) == sorted(
        f"{learner}, {MODULE}: {what}"
        for learner in ("ann", "ben")
        for what in ("collected", "graded", "feedback returned")
    )
    assert hosted.told().graded == 2
    before = {path: path.stat().st_mtime_ns for path in hosted.root.rglob("*") if path.is_file()}
    for _ in range(3):
        hosted.round(11)
    hosted.rounds = hosted.new()  # as after a restart
    hosted.round()
    changed = {path for path in before if path.stat().st_mtime_ns != before[path]}
    assert said() == [] and changed <= {hosted.root / "arrivals.json"}
    # Handed in again: another attempt, and feedback of its own.
    hosted.arrive("ben", DONE, at=LATER)
    hosted.round(3)
    assert hosted.attempts() == [("ann", POINTS), ("ben", 0.0), ("ben", POINTS)]
    again = hosted.returned("ben", LATER)
    assert again and again["hand_in"] == 2


def test_a_reading_is_returned_once_the_instructor_has_left_it_alone(hosted: Hosted) -> None:
    hosted.arrive("ann", DONE)
    hosted.round()
    course = course_directory(root=hosted.root)
    read_reflection(course, "ann", "A beg")
    hosted.round(11)
    read_reflection(course, "ann", "A beginning.")  # formgrader saves while somebody writes
    hosted.round(15)
    told = hosted.returned("ann")
    assert told and told["reflections"][0]["waiting"], "it was returned while somebody wrote"
    hosted.round(SETTLE)
    told = hosted.returned("ann")
    assert told and told["reflections"][0]["comment"] == "A beginning." and not told["reflections"][0]["waiting"]
    with open_records(hosted.root) as records:
        assert cohort_status(records).places["ann", MODULE].words == "returned, credited"


def test_one_bad_hand_in_stops_nobody_and_is_tried_ever_more_seldom(
    hosted: Hosted, said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = hosted.arrive("bad", DONE) / f"{MODULE}.responses.json"
    answers.write_bytes(b" " * 2_000_000)
    hosted.arrive("good", DONE)
    hosted.arrive("odd", DONE, module="99-nothing\nX")
    tried = []
    collect = Rounds._collect

    def noted(self: Rounds, *args: Any) -> bool:
        tried.append(hosted.clock.now)
        return collect(self, *args)

    monkeypatch.setattr(Rounds, "_collect", noted)
    for _ in range(200):
        hosted.round(3)
    lines = said()
    assert [line for line in lines if "bad" in line] == [
        f"bad+{MODULE}+{AT}+c2VjcmV0: NOT TAKEN: its {MODULE}.responses.json is larger than 1,000,000 bytes"
    ]
    assert [line for line in lines if "odd" in line] == [
        f"odd+99-nothing X+{AT}+c2VjcmV0: NOT TAKEN: it names no module of this cohort"
    ]
    assert len(tried) <= 10, "ten minutes of rounds: at once, and after 5, 10, 20, 40 … seconds"
    assert hosted.attempts() == [("good", POINTS)]
    assert (
        Trouble("bad", MODULE, f"its {MODULE}.responses.json is larger than 1,000,000 bytes") in hosted.told().troubles
    )
    # Once it can be taken it is, and the trouble is over.
    hosted.arrive("bad", RIGHT, at=LATER)
    hosted.round(3)
    assert hosted.attempts() == [("bad", POINTS), ("good", POINTS)]
    assert [one.learner for one in hosted.told().troubles] == ["odd"]


def test_grading_and_returning_that_fail_are_told_and_tried_again(
    hosted: Hosted, said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from babyinmind.grading import batch
    from babyinmind.records.returning import CreditFeedback

    grade, page = batch.grade, CreditFeedback.from_filename

    def failing(book: Any, module: Any, learner: str, handed_in: Any) -> Any:
        if learner == "ann":
            raise OSError(28, "No space left on device")
        return grade(book, module, learner, handed_in)

    def unreadable(self: Any, filename: str, *args: Any, **kw: Any) -> Any:
        if "/ben/" in filename:
            raise ValueError("the page tore")
        return page(self, filename, *args, **kw)

    monkeypatch.setattr(batch, "grade", failing)
    monkeypatch.setattr(CreditFeedback, "from_filename", unreadable)
    for learner in ("ann", "ben", "cy"):
        hosted.arrive(learner, DONE)
    for _ in range(10):
        hosted.round(3)
    lines = said()
    assert [line for line in lines if "NOT" in line] == [
        f"ann, {MODULE}: NOT GRADED: No space left on device (no file named)",
        f"ben, {MODULE}: FEEDBACK NOT RETURNED: ValueError: the page tore",
    ]
    assert hosted.returned("cy") and not hosted.returned("ben")
    assert "2 could not be" in hosted.told().words()
    monkeypatch.setattr(batch, "grade", grade)
    monkeypatch.setattr(CreditFeedback, "from_filename", page)
    hosted.round(60)
    hosted.round(60)
    assert hosted.attempts() == [("ann", POINTS), ("ben", POINTS), ("cy", POINTS)]
    assert hosted.returned("ann") and hosted.returned("ben")
    assert hosted.told().troubles == ()


def test_nobody_can_fill_what_the_desk_is_told(hosted: Hosted) -> None:
    for number in range(300):
        (hosted.inbound / f"{'é' * 60}{number}+{MODULE}+soon+x").mkdir()
    hosted.round()
    assert (hosted.root / "arrivals.json").stat().st_size < 100_000
    assert "300 could not be" in hosted.told().words()


def test_a_hand_in_is_left_alone_until_it_is_whole(hosted: Hosted, said: Callable[[], list[str]]) -> None:
    folder = hosted.arrive("ann", DONE)
    secret = (folder / "submission_secret.txt").read_text()
    (folder / "submission_secret.txt").unlink()
    hosted.round()
    assert hosted.attempts() == [] and said() == []
    (folder / "submission_secret.txt").write_text(secret)
    hosted.round(3)
    assert hosted.attempts() == [("ann", POINTS)] and hosted.returned("ann")


def test_each_of_several_hand_ins_is_an_attempt_of_its_own(hosted: Hosted) -> None:
    hosted.arrive("ann", WRONG)
    hosted.arrive("ann", DONE, at=LATER)
    hosted.arrive("ann", WRONG, at="2026-11-04 20:15:00.000000 UTC")
    hosted.arrive("ben", WRONG)
    hosted.round()
    assert hosted.attempts() == [("ann", 0.0), ("ann", POINTS), ("ann", 0.0), ("ben", 0.0)]
    told = hosted.returned("ann", "2026-11-04 20:15:00.000000 UTC")
    assert told and told["hand_in"] == 3 and told["best_share"] == 1.0


STEPS = {
    "while it is collected": ("babyinmind.grading.collect", "_swap"),
    "after it was collected": ("babyinmind.hosting.arrivals", "grade_cohort"),
    "before it is saved": ("babyinmind.grading.batch", "_write"),
    "after it was graded": ("babyinmind.hosting.arrivals", "feedback_due"),
    "while feedback is made": ("babyinmind.grading.feedback", "feedback_page"),
    "after feedback was made": ("nbgrader.exchange.default.release_feedback", "notebook_hash"),
    "after feedback was released": ("babyinmind.hosting.arrivals", "note_delivered"),
}


def _child(work: Callable[[], object]) -> int:
    """Fork, do the work in the child, and give how it ended (as `os.waitpid` says)."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.slow
@pytest.mark.parametrize("when", STEPS)
def test_killed_at_any_moment_nothing_is_lost_or_doubled(
    hosted: Hosted, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosted.arrive("ann", WRONG)
    hosted.round()
    hosted.arrive("ann", DONE, at=LATER)
    hosted.arrive("ben", DONE)

    def killed_there() -> None:
        import importlib

        where, name = STEPS[when]
        monkeypatch.setattr(importlib.import_module(where), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        hosted.new().round()

    assert _child(killed_there) == signal.SIGKILL
    hosted.rounds = hosted.new()
    hosted.round()
    assert hosted.attempts() == [("ann", 0.0), ("ann", POINTS), ("ben", POINTS)]
    for learner, at in (("ann", LATER), ("ben", AT)):
        told = hosted.returned(learner, at)
        assert told and told["score"] == POINTS
    assert hosted.told().troubles == ()


def test_two_at_once_grade_nothing_twice(hosted: Hosted) -> None:
    for number in range(6):
        hosted.arrive(f"learner{number}", DONE)
    reading, writing = os.pipe()
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            try:
                rounds = hosted.new()
                os.write(writing, b"r")
                rounds.round()
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    os.close(reading)
    os.close(writing)
    hosted.round()
    assert hosted.attempts() == [(f"learner{number}", POINTS) for number in range(6)]
    assert all(hosted.returned(f"learner{number}") for number in range(6))


def test_a_round_asks_the_gradebook_little_whatever_the_number_of_learners(hosted: Hosted) -> None:
    for number in range(12):
        hosted.arrive(f"learner{number}", WRONG)
    hosted.round()
    asked: list[str] = []
    event.listen(hosted.rounds._engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    hosted.round(3)
    assert asked == [], "between two looks at the gradebook only names in inbound are listed"
    hosted.round(10)
    assert len(asked) <= 5


def test_without_a_gradebook_or_an_inbox_it_waits(hosted: Hosted, said: Callable[[], list[str]]) -> None:
    gradebook = hosted.root / "gradebook.db"
    gradebook.rename(hosted.root / "elsewhere")
    hosted.inbound.rmdir()
    hosted.round()
    assert not gradebook.exists()
    (hosted.root / "elsewhere").rename(gradebook)
    hosted.round()
    assert said() == []


# The lock


def test_whoever_holds_the_course_folder_may_ask_again_and_others_wait_for_a_bounded_time(hosted: Hosted) -> None:
    course = course_directory(root=hosted.root)

    def wait_in_vain() -> None:
        with (
            pytest.raises(Busy, match=r"for more than 0\.2 seconds. Nothing was done. Try again"),
            only_one(course, seconds=0.2),
        ):
            pass
        os._exit(7)

    with only_one(course), only_one(course):
        assert os.waitstatus_to_exitcode(_child(wait_in_vain)) == 7
    with only_one(course, seconds=0.2):
        pass


@pytest.fixture
def held(hosted: Hosted, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    """The course folder is held by another process, and nobody waits long."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with only_one(course_directory(root=hosted.root)):
            os.write(writing, b"h")
            signal.pause()
    assert os.read(reading, 1) == b"h"
    monkeypatch.setattr(only_one.__wrapped__, "__defaults__", (None, 0.1))
    yield hosted
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_every_way_of_collecting_and_grading_waits_and_says_so(
    held: Hosted, capsys: pytest.CaptureFixture[str]
) -> None:
    from nbgrader.apps.api import NbGraderAPI

    held.arrive("ann", DONE)
    course = course_directory(root=held.root)
    api = NbGraderAPI(coursedir=course, config=course.config)
    collected = api.collect(MODULE)
    assert not collected["success"] and "Nothing was done. Try again" in collected["error"]
    arrive(held.root / "elsewhere", "ann", MODULE, DONE, at=AT, secret="s", notebook=held.notebook).rename(
        _made(held.root / "submitted" / "ann") / MODULE
    )
    graded = api.autograde(MODULE, "ann")
    assert not graded["success"] and "Nothing was done. Try again" in graded["log"]
    assert main(["grade", MODULE, "--cohort", str(held.root)]) == 2
    assert "Nothing was done. Try again" in capsys.readouterr().err
    assert held.attempts() == []


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# The command


def test_it_never_runs_as_root(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    hosted.arrive("ann", DONE)
    assert main(["arrivals", "--once", "--cohort", str(hosted.root)]) == 2
    assert "does not run as root" in capsys.readouterr().err
    assert hosted.attempts() == []


def test_one_a_cohort(hosted: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from filelock import FileLock

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    hosted.arrive("ann", DONE)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with FileLock(hosted.root / ".arrivals.lock"):
            os.write(writing, b"h")
            signal.pause()
    os.read(reading, 1)
    try:
        assert main(["arrivals", "--once", "--cohort", str(hosted.root)]) == 1
        assert "looks after" in capsys.readouterr().err
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert hosted.attempts() == []
    assert main(["arrivals", "--once", "--cohort", str(hosted.root)]) == 0
    assert hosted.attempts() == [("ann", POINTS)]


# What is told


def test_the_desk_is_told_in_one_line() -> None:
    now = datetime.now(UTC).astimezone().replace(hour=12, minute=3)
    one = Arrivals(now, 3)
    assert one.words(now) == "Graded on arrival: last looked 12:03; 3 hand-ins graded today."
    troubles = tuple(Trouble(f"l{number}", MODULE, "it is not a folder") for number in range(5))
    assert Arrivals(now, 1, troubles).words(now) == (
        "Graded on arrival: last looked 12:03; 1 hand-in graded today, 5 could not be: l0, 00-small: it is not a folder;"
        " l1, 00-small: it is not a folder; l2, 00-small: it is not a folder; and 2 more, which its log names"
    )
    assert "105 could not be" in Arrivals(now, 1, troubles, 100).words(now)
    late = one.words(now + timedelta(minutes=6))
    assert late.startswith("Graded on arrival: not since 12:03. Hand-ins wait until it runs again.")
    assert "not since" in one.words(now + timedelta(days=2)) and one.is_late(now + timedelta(days=2))


def test_what_is_told_is_kept_whole_and_a_damaged_file_tells_nothing(tmp_path: Path) -> None:
    assert read_arrivals(tmp_path) is None
    told = Arrivals(datetime(2026, 11, 2, 12, 3, tzinfo=UTC), 2, (Trouble("ann", MODULE, "“why”"),))
    write_arrivals(tmp_path, told)
    assert read_arrivals(tmp_path) == told
    for damaged in ("", "{", json.dumps({"looked": 1, "graded": 1, "troubles": [], "more": 0}), "[]"):
        (tmp_path / "arrivals.json").write_text(damaged)
        assert read_arrivals(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["arrivals.json"]


def test_patience_grows_to_an_hour_and_is_new_after_it_went_well() -> None:
    clock = Clock()
    backoff: Backoff[str] = Backoff(clock)
    assert backoff.may("it") and backoff.failed("it", "why")
    waits = []
    for _ in range(14):
        begun = clock.now
        while not backoff.may("it"):
            clock.now += 1
        waits.append(clock.now - begun)
        assert not backoff.failed("it", "why"), "the same is no news"
    assert waits[:4] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST] and waits[-1] == LONGEST
    assert backoff.failed("it", "another reason")
    backoff.done(["it"])
    assert backoff.may("it") and backoff.failures() == {}


def test_a_gradebook_that_takes_nothing_is_said_in_words(hosted: Hosted, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.api import InvalidEntry

    def refused(self: Gradebook, course_id: str = "", **kw: Any) -> None:
        raise InvalidEntry("UNIQUE constraint failed: course.id")

    monkeypatch.setattr(Gradebook, "check_course", refused)
    with (
        pytest.raises(CannotOpen, match=r"did not take .*UNIQUE constraint failed.*try again"),
        open_records(hosted.root),
    ):
        pass
