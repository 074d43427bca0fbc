"""Three instructors at one gradebook: two read by hand as formgrader does, one grades the cohort over and over meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.grader import module_of
from babyinmind.processes import environment
from support.learners import hand_in, later
from support.small_module import MODULE, POINTS, RIGHT, RUBRIC, WRITTEN, released, store

pytestmark = [pytest.mark.timeout(600), pytest.mark.slow]  # a slow machine that does much else

TOGETHER = """
import sys, time
from pathlib import Path
from nbgrader.api import Gradebook
from babyinmind.cli import main
here, me, all_of_them = Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(",")
def wait_for(what, names):
    end = time.monotonic() + 240
    while not all((here / f"{name}.{what}").exists() for name in names):
        assert time.monotonic() < end, f"{me} waited in vain for {names}: {what}"
        time.sleep(0.01)
"""
READ = """
learners = sys.argv[4].split(",")
with Gradebook(f"sqlite:///{here / 'gradebook.db'}") as gradebook:
    (here / f"{me}.ready").touch()
    wait_for("ready", all_of_them)
    for number, learner in enumerate(learners):  # two requests each, as the page sends them
        if number == len(learners) // 2:
            wait_for("round", ["cy"])  # so that there is grading before, while and after they read
        grade = gradebook.find_grade("look-back-rubric", "00-small", "00-small", learner)
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.db.commit()
        comment = gradebook.find_comment("look-back-rubric", "00-small", "00-small", learner)
        comment.manual_comment = f"{me} to {learner}"
        gradebook.db.commit()
(here / f"{me}.done").touch()
"""
GRADE = """
(here / f"{me}.ready").touch()
wait_for("ready", all_of_them)
rounds = 0
while True:
    over = all((here / f"{name}.done").exists() for name in all_of_them if name != me)
    assert main(["grade", "00-small", "--force", "--cohort", str(here)]) == 0
    rounds += 1
    (here / f"{me}.round").touch()
    if over:
        break
print("rounds", rounds)
"""
COUNT = 12


def test_nobodys_work_is_lost_and_nobody_meets_an_error(tmp_path: Path) -> None:
    course = CourseDirectory(root=str(tmp_path))
    store(course.db_url)
    notebook = released(tmp_path)
    read = {name: [f"{name}-{number:02}" for number in range(COUNT)] for name in ("ada", "bo")}
    new = [f"new-{number:02}" for number in range(COUNT)]
    waiting = [*read["ada"], *read["bo"]]

    def arrive(learners: list[str], day: int) -> None:
        for learner in learners:
            values = RIGHT | {"look-back": WRITTEN}
            hand_in(tmp_path / "submitted", learner, MODULE, values, notebook, when=later(day))

    arrive(waiting, 0)
    program = [sys.executable, "-m", "babyinmind", "grade", MODULE, "--cohort", str(tmp_path)]
    subprocess.run(program, env=environment(), check=True, capture_output=True, timeout=240)
    # Graded while the others read: newcomers for the first time, everybody else anew.
    arrive(new, 1)

    roles = {"ada": READ, "bo": READ, "cy": GRADE}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", TOGETHER + what, str(tmp_path), who, ",".join(roles), ",".join(read.get(who, []))],
            env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for who, what in roles.items()
    ]  # fmt: skip
    said = [each.communicate(timeout=400)[0] for each in running]
    assert [each.returncode for each in running] == [0, 0, 0], said
    assert "NOT GRADED" not in said[2] and "rounds 1\n" not in said[2], "it was graded while they read, and after"

    with Gradebook(course.db_url) as gradebook:
        book = ModuleGradebook(gradebook, module_of(gradebook, course, MODULE))
        assert {learner: book.history(learner).count for learner in (*waiting, *new)} == dict.fromkeys(
            (*waiting, *new), 1
        )
        book.close()
        for name, learners in read.items():
            for learner in learners:
                grade = gradebook.find_grade(RUBRIC, MODULE, MODULE, learner)
                comment = gradebook.find_comment(RUBRIC, MODULE, MODULE, learner)
                assert (grade.manual_score, bool(grade.needs_manual_grade)) == (1.0, False)
                assert comment.manual_comment == f"{name} to {learner}"
        assert all(gradebook.find_grade(RUBRIC, MODULE, MODULE, learner).needs_manual_grade for learner in new)
        scores = {each.student_id: each.score for each in gradebook.assignment_submissions(MODULE)}
    assert scores == dict.fromkeys(waiting, POINTS + 1) | dict.fromkeys(new, POINTS)
