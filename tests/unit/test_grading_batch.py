"""A whole cohort in one process: attempts, failures that stay with one learner, two graders at once."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from babyinmind.gradebook.schema import Attempt
from babyinmind.grading import batch
from babyinmind.grading.attempts import History
from babyinmind.grading.batch import Summary, grade_cohort, submitted_learners
from babyinmind.grading.errors import GradingError
from babyinmind.grading.feedback import results_of
from babyinmind.grading.feedback_policy import FeedbackPolicy
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.grader import module_of
from babyinmind.grading.module import stored_module
from babyinmind.processes import environment
from support.learners import hand_in, later
from support.small_module import CELLS, MODULE, POINTS, QUESTIONS, RIGHT, RUBRIC, WRITTEN, WRONG, store


def _hand_in(course: CourseDirectory, learner: str, values: dict[str, Any] | str | None, day: int = 0) -> Path:
    root = Path(course.root)
    notebook = root / "release" / MODULE / f"{MODULE}.ipynb"
    return hand_in(root / "submitted", learner, MODULE, values, notebook, when=later(day))


def _history(course: CourseDirectory, learner: str) -> History:
    with Gradebook(course.db_url) as gradebook:
        book = ModuleGradebook(gradebook, module_of(gradebook, course, MODULE), [learner])
        history = book.history(learner)
        book.close()
    return history


def _rubric(course: CourseDirectory, learner: str) -> tuple[float | None, float | None, bool, str | None, str | None]:
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(RUBRIC, MODULE, MODULE, learner)
        comment = gradebook.find_comment(RUBRIC, MODULE, MODULE, learner)
        return (
            grade.auto_score, grade.manual_score, bool(grade.needs_manual_grade), comment.auto_comment,
            comment.manual_comment,
        )  # fmt: skip


def _read(course: CourseDirectory, learner: str) -> None:
    """What formgrader does when an instructor has read a reflection."""
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(RUBRIC, MODULE, MODULE, learner)
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.find_comment(RUBRIC, MODULE, MODULE, learner).manual_comment = "Well seen."
        gradebook.db.commit()


def _score(course: CourseDirectory, learner: str) -> float:
    with Gradebook(course.db_url) as gradebook:
        return sum(gradebook.find_grade(name, MODULE, MODULE, learner).auto_score for name in QUESTIONS)


def test_cells_stand_in_the_order_of_the_released_page(course: CourseDirectory, tmp_path: Path) -> None:
    with Gradebook(course.db_url) as gradebook:
        assert [cell.name for cell in module_of(gradebook, course, MODULE).cells] == list(CELLS)
        assert [cell.name for cell in stored_module(gradebook, MODULE).cells] == sorted(CELLS)
        for text in ("", "{", "[]", '{"cells": 7}', '{"cells": [1]}', '{"cells": [{"metadata": []}]}'):
            broken = tmp_path / "broken.ipynb"
            broken.write_text(text)
            assert [cell.name for cell in stored_module(gradebook, MODULE, broken).cells] == sorted(CELLS)


def test_a_module_that_was_never_generated_is_named(course: CourseDirectory) -> None:
    with pytest.raises(GradingError, match="nbgrader generate_assignment 09-none"):
        grade_cohort(course, "09-none")


def test_a_cell_that_cannot_be_read_is_named_with_its_mend(course: CourseDirectory) -> None:
    store(course.db_url, {"several": "%%question\nid: [several\n"})
    with pytest.raises(GradingError, match=r"(?s)several.*babyinmind check 00-small"):
        grade_cohort(course, MODULE)


def test_a_module_without_keys_is_not_graded(course: CourseDirectory) -> None:
    store(course.db_url, {"amount": CELLS["amount"].split("### BEGIN")[0]})
    with pytest.raises(GradingError, match="no key for amount"):
        grade_cohort(course, MODULE)


def test_everybody_is_graded_once(course: CourseDirectory) -> None:
    _hand_in(course, "ann", RIGHT | {"look-back": WRITTEN})
    _hand_in(course, "ben", WRONG)
    assert grade_cohort(course, MODULE) == Summary(graded=["ann", "ben"])
    assert (_score(course, "ann"), _score(course, "ben")) == (POINTS, 0.0)
    assert grade_cohort(course, MODULE) == Summary(skipped=["ann", "ben"])


def test_whoever_has_no_autograded_notebook_is_graded_again(course: CourseDirectory) -> None:
    _hand_in(course, "ann", RIGHT)
    grade_cohort(course, MODULE)
    shutil.rmtree(Path(course.root) / "autograded")
    assert grade_cohort(course, MODULE).graded == ["ann"]
    assert _history(course, "ann").count == 1


def test_progress_goes_through_all_learners(course: CourseDirectory) -> None:
    for learner in ("ann", "ben"):
        _hand_in(course, learner, RIGHT)
    seen: list[str] = []

    def progress(learners: list[str]) -> Iterable[str]:
        for learner in learners:
            yield learner
            seen.append(learner)

    grade_cohort(course, MODULE, progress=progress)
    assert seen == ["ann", "ben"]


def test_folders_that_are_no_hand_ins_are_passed_over(course: CourseDirectory) -> None:
    _hand_in(course, "ann", RIGHT)
    _hand_in(course, ".hidden", RIGHT)
    (Path(course.root) / "submitted" / "a-file").write_text("x")
    (Path(course.root) / "submitted" / "empty").mkdir()
    assert submitted_learners(course, MODULE) == ["ann"]


def test_one_learner_alone_is_graded_where_one_is_named(course: CourseDirectory) -> None:
    for learner in ("ann", "ben"):
        _hand_in(course, learner, RIGHT)
    course.student_id = "ben"
    assert grade_cohort(course, MODULE).graded == ["ben"]


@pytest.mark.parametrize("name", ["nobody", "..", "../source", "a/b", "/", ".."])
def test_a_name_without_a_hand_in_is_an_error_never_a_way_elsewhere(course: CourseDirectory, name: str) -> None:
    (Path(course.root) / "source" / MODULE).mkdir(parents=True)
    course.student_id = name
    with pytest.raises(GradingError, match="no hand-in"):
        grade_cohort(course, MODULE)


def test_one_that_cannot_be_written_down_fails_alone_and_leaves_nothing(course: CourseDirectory) -> None:
    for learner in ("ann", "ben", "cleo"):
        _hand_in(course, learner, RIGHT)
    autograded = Path(course.root) / "autograded"
    autograded.mkdir()
    (autograded / "ben").write_text("in the way of a folder")
    summary = grade_cohort(course, MODULE)
    assert summary.graded == ["ann", "cleo"]
    assert list(summary.failed) == ["ben"]
    assert "autograded/ben" in summary.failed["ben"]
    assert _history(course, "ben").count == 0
    with Gradebook(course.db_url) as gradebook:
        assert {each.student_id for each in gradebook.assignment_submissions(MODULE)} == {"ann", "cleo"}
    (autograded / "ben").unlink()
    assert grade_cohort(course, MODULE) == Summary(graded=["ben"], skipped=["ann", "cleo"])


def test_an_error_of_the_database_stays_with_one_learner(
    course: CourseDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for learner in ("ann", "ben", "cleo"):
        _hand_in(course, learner, RIGHT | {"look-back": WRITTEN})
    flush = ModuleGradebook.flush

    def refuse_ben(book: ModuleGradebook) -> None:
        if any(getattr(row, "learner", "") == "ben" for row in book.session.new):
            # A row that the database itself refuses.
            book.session.add(Attempt(module=MODULE, learner="ben", handed_in=None))
        flush(book)

    monkeypatch.setattr(ModuleGradebook, "flush", refuse_ben)
    summary = grade_cohort(course, MODULE)
    assert summary.graded == ["ann", "cleo"]
    assert "IntegrityError" in summary.failed["ben"]
    assert [_history(course, name).count for name in ("ann", "ben", "cleo")] == [1, 0, 1]
    assert not (Path(course.root) / "autograded" / "ben").exists()
    monkeypatch.undo()
    assert grade_cohort(course, MODULE).graded == ["ben"]


def test_a_bug_with_one_learner_stops_nobody(course: CourseDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    for learner in ("ann", "ben", "cleo"):
        _hand_in(course, learner, RIGHT)
    read = batch.read_submission

    def break_on_ben(folder: Path, module: str) -> Any:
        if folder.parent.name == "ben":
            raise ZeroDivisionError("seven")
        return read(folder, module)

    monkeypatch.setattr(batch, "read_submission", break_on_ben)
    summary = grade_cohort(course, MODULE)
    assert (summary.graded, summary.failed) == (["ann", "cleo"], {"ben": "ZeroDivisionError: seven"})


def test_a_gradebook_that_is_in_use_is_said_in_plain_words(course: CourseDirectory) -> None:
    _hand_in(course, "ann", RIGHT)
    grade_cohort(course, MODULE)
    _hand_in(course, "ann", RIGHT, day=1)
    other = sqlite3.connect(Path(course.root) / "gradebook.db", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradingError, match="gradebook"):
            grade_cohort(course, MODULE)
    finally:
        other.close()
    assert grade_cohort(course, MODULE).graded == ["ann"]


def test_every_hand_in_is_kept_and_the_best_counts(course: CourseDirectory) -> None:
    for day, values in enumerate((WRONG, RIGHT, {})):
        _hand_in(course, "ann", values, day)
        assert grade_cohort(course, MODULE).graded == ["ann"]
    history = _history(course, "ann")
    assert [attempt.score for attempt in history.attempts] == [0.0, POINTS, 0.0]
    assert history.best_share == 1.0
    assert history.latest is history.attempts[2]
    assert [attempt.answers.get("amount", {}).get("value") for attempt in history.attempts] == [1, 7421, None]
    assert _score(course, "ann") == 0.0


def test_an_older_hand_in_that_is_graded_later_stands_in_its_place(course: CourseDirectory) -> None:
    _hand_in(course, "ann", RIGHT, day=2)
    grade_cohort(course, MODULE)
    _hand_in(course, "ann", WRONG, day=1)
    grade_cohort(course, MODULE)
    assert [attempt.score for attempt in _history(course, "ann").attempts] == [0.0, POINTS]


def test_a_history_of_nothing() -> None:
    history = History(())
    assert (history.count, history.latest, history.best_share) == (0, None, 0.0)


def test_a_reflection_goes_its_way_through_three_hand_ins(course: CourseDirectory) -> None:
    _hand_in(course, "ann", {"look-back": WRITTEN})
    grade_cohort(course, MODULE)
    assert _rubric(course, "ann") == (None, None, True, None, None)
    _read(course, "ann")
    grade_cohort(course, MODULE, force=True)
    assert _rubric(course, "ann") == (None, 1.0, False, None, "Well seen.")
    _hand_in(course, "ann", {"look-back": WRITTEN}, day=1)
    grade_cohort(course, MODULE)
    assert _rubric(course, "ann") == (None, 1.0, True, None, "Well seen.")
    grade_cohort(course, MODULE, force=True)
    assert _rubric(course, "ann")[2], "a second reflection was taken out of the queue unread"
    _hand_in(course, "ann", {"look-back": {"text": "  "}}, day=2)
    grade_cohort(course, MODULE)
    assert _rubric(course, "ann") == (0.0, None, False, "No response.", "Well seen.")


def test_a_hand_in_that_was_mended_by_hand_is_graded_and_told_alike(course: CourseDirectory) -> None:
    _hand_in(course, "ann", "{damaged")
    assert "damaged" in grade_cohort(course, MODULE).faults["ann"][0]
    _hand_in(course, "ann", RIGHT)
    assert grade_cohort(course, MODULE, force=True) == Summary(graded=["ann"])
    assert _score(course, "ann") == POINTS
    with Gradebook(course.db_url) as gradebook:
        book = ModuleGradebook(gradebook, module_of(gradebook, course, MODULE), ["ann"])
        results = results_of(book, "ann", FeedbackPolicy())
        book.close()
    assert results is not None
    assert (results.score, results.best_share, results.faults) == (POINTS, 1.0, ())


def test_faults_of_an_earlier_hand_in_outlast_a_regrading(course: CourseDirectory) -> None:
    _hand_in(course, "ann", "{damaged")
    grade_cohort(course, MODULE)
    _hand_in(course, "ann", RIGHT, day=1)
    grade_cohort(course, MODULE)
    assert grade_cohort(course, MODULE, force=True).regraded_earlier == 1
    assert "damaged" in _history(course, "ann").attempts[0].faults[0]


def test_a_mended_key_is_scored_anew_for_every_hand_in(course: CourseDirectory) -> None:
    for day, choice in enumerate("ab"):
        _hand_in(course, "ann", {"zebra-first": choice}, day)
        grade_cohort(course, MODULE)
    store(course.db_url, {"zebra-first": CELLS["zebra-first"].replace("answer: b", "answer: a")})
    summary = grade_cohort(course, MODULE, force=True)
    assert (summary.graded, summary.regraded_earlier) == (["ann"], 1)
    assert [attempt.score for attempt in _history(course, "ann").attempts] == [1.0, 0.0]


GRADE_THESE = """
import sys, time
from pathlib import Path
from nbgrader.coursedir import CourseDirectory
from babyinmind.grading.batch import grade_cohort
course = CourseDirectory(root=sys.argv[1])
course.student_id_exclude = sys.argv[2]
Path(sys.argv[3]).touch()
while not Path(sys.argv[4]).exists():
    time.sleep(0.01)
summary = grade_cohort(course, "00-small")
sys.exit(f"{summary.failed}" if summary.failed else 0)
"""


@pytest.mark.slow
def test_two_graders_at_once_lose_nothing(course: CourseDirectory, tmp_path: Path) -> None:
    """Each grades half of a cohort into one gradebook, and both begin at the same moment."""
    halves = [[f"{letter}{number:02}" for number in range(15)] for letter in "ab"]
    everybody = [*halves[0], *halves[1]]
    for learner in everybody:
        _hand_in(course, learner, RIGHT | {"look-back": WRITTEN})
    flags = [str(tmp_path / name) for name in ("one", "two")]
    graders = [
        subprocess.Popen(
            [sys.executable, "-c", GRADE_THESE, course.root, ",".join(others), mine, theirs],
            env=environment(), stderr=subprocess.PIPE, text=True,
        )
        for others, mine, theirs in ((halves[1], *flags), (halves[0], *reversed(flags)))
    ]  # fmt: skip
    said = [grader.communicate(timeout=120)[1] for grader in graders]
    assert [grader.returncode for grader in graders] == [0, 0], said
    assert grade_cohort(course, MODULE) == Summary(skipped=everybody)
    with Gradebook(course.db_url) as gradebook:
        assert sorted(each.student_id for each in gradebook.assignment_submissions(MODULE)) == everybody
        assert {each.score for each in gradebook.assignment_submissions(MODULE)} == {POINTS}
