"""Graded on arrival through the real exchange: handed in, graded and returned, read by an instructor, returned again."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from babyinmind.grading.start import course_directory
from babyinmind.hosting.arrivals import Rounds
from babyinmind.items import Reflection
from babyinmind.processes import environment
from babyinmind.questions import Question
from babyinmind.results import read_results
from support.course import MODULE, Course, Learner, formgrader
from support.learners import arrive, wrong_answer

pytestmark = pytest.mark.timeout(900)

COMMENT = "You saw the second look. <b>What made you wait?</b>"
WRITTEN = {"about": "family", "text": "She looked up, and her grandmother smiled."}


@pytest.fixture
def course(generated: Course, tmp_path: Path) -> Course:
    return generated.with_exchange(tmp_path)


def test_a_learner_waits_for_nobody_and_the_comment_follows(
    course: Course, questions: list[Question], reflection: Reflection, tmp_path: Path
) -> None:
    course.nbgrader("release_assignment", MODULE)
    now = [1000.0]
    rounds = Rounds(course_directory(root=course.root), clock=lambda: now[0], settle=20)
    rounds.round()
    ann = Learner("ann", tmp_path / "ann", course)
    ann.fetch()
    ann.answer({questions[0].id: questions[0].key, reflection.id: WRITTEN})
    ann.submit()
    now[0] += 3
    rounds.round()
    told = read_results(ann.fetch_feedback())
    assert told and told["score"] == questions[0].points
    assert told["reflections"][0]["waiting"] and told["reflections"][0]["comment"] == ""

    with formgrader(course, tmp_path / "instructor") as browser:
        # What arrived stands there as if somebody had pressed the buttons; pressing them again grades nothing twice.
        browser.grade_reflection("ann", f"{reflection.id}-rubric", 1.0, COMMENT)
        assert browser.post(f"assignment/{MODULE}/collect")["success"]
        assert browser.post(f"submission/{MODULE}/ann/autograde")["success"]
    now[0] += 10
    rounds.round()
    now[0] += 21
    rounds.round()
    told = read_results(ann.fetch_feedback())
    assert told and told["reflections"][0]["comment"] == COMMENT and not told["reflections"][0]["waiting"]
    assert len(course.attempts("ann")) == 1


def test_beside_nbgraders_own_autograde_nothing_is_graded_twice_or_lost(
    course: Course, questions: list[Question]
) -> None:
    """`nbgrader autograde` and the rounds over the same cohort at once, while more arrives."""
    course.inbound.mkdir(parents=True)
    learners = [f"learner{number}" for number in range(8)]

    def send(some: list[str], at: str, right: bool) -> None:
        values = {one.id: one.key if right else wrong_answer(one) for one in questions}
        for learner in some:
            arrive(course.inbound, learner, MODULE, values, at=at, secret=f"{learner} {at}", notebook=course.released)

    send(learners, "2026-11-02 20:15:00.000000 UTC", right=False)
    course.nbgrader("collect", MODULE)
    graders = [
        subprocess.Popen(
            [str(Path(sys.executable).with_name("nbgrader")), "autograde", MODULE],
            cwd=course.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
    ]  # fmt: skip
    rounds = Rounds(course_directory(root=course.root))
    sent = threading.Thread(target=send, args=(learners[:4], "2026-11-03 20:15:00.000000 UTC", True))
    sent.start()
    while graders[0].poll() is None:
        rounds.round()
    sent.join()
    said = graders[0].communicate()[0]
    assert graders[0].returncode == 0, said
    Rounds(course_directory(root=course.root)).round()
    attempts = [(one.learner, one.share) for one in course.attempts()]
    assert sorted(attempts) == sorted([(one, 0.0) for one in learners] + [(one, 1.0) for one in learners[:4]])
    shown = course.grades()
    assert {one: shown[one][questions[0].id].score == questions[0].points for one in learners} == {
        one: one in learners[:4] for one in learners
    }
    for learner in learners:
        told = read_results(course.feedback(learner))
        assert told and told["passed"] is (learner in learners[:4])
