"""What becomes of graded hand-ins when an author mends the module."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from babyinmind.questions import Question
from support.course import MODULE, Course
from support.learners import hand_in, later

pytestmark = pytest.mark.timeout(900)  # the scenario's commands run within the first test


def _edit(course: Course, cell: str | None, change: Callable[[str], str]) -> None:
    """Change the source of one cell of the instructor's notebook, or (None) of the first lesson text."""
    notebook = json.loads(course.source.read_text(encoding="utf-8"))
    for each in notebook["cells"]:
        name = each["metadata"].get("nbgrader", {}).get("grade_id")
        if name == cell and (cell is not None or each["cell_type"] == "markdown"):
            before = "".join(each["source"])
            assert change(before) != before
            each["source"] = change(before).splitlines(keepends=True)
            break
    course.source.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _mend_key(text: str) -> str:
    return text.replace("\nanswer: b\n", "\nanswer: c\n")


@pytest.fixture(scope="module")
def course(generated: Course, questions: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Course:
    """ann has handed in twice: first b, then c, to a question whose key is b. Both are graded."""
    course = generated.copy(tmp_path_factory.mktemp("regrading") / "course")
    for number, choice in enumerate("bc"):
        hand_in(course.submitted, "ann", MODULE, {"noor-looks-back": choice}, course.released, when=later(number))
        course.grade()
    return course


def _scores(course: Course) -> tuple[float | None, list[float]]:
    """ann's grade of the question, and that of each hand-in."""
    grade = course.grades()["ann"]["noor-looks-back"].score
    return grade, [attempt.items["noor-looks-back"]["score"] for attempt in course.attempts("ann")]


def test_an_authors_edit_changes_nothing_until_the_module_is_generated_again(course: Course, tmp_path: Path) -> None:
    course = course.copy(tmp_path / "course")
    assert _scores(course) == (0.0, [1.0, 0.0])
    _edit(course, None, lambda text: text + "\n\nA sentence more.")
    _edit(course, "noor-looks-back", _mend_key)
    course.nbgrader("autograde", MODULE, "--force")
    assert _scores(course) == (0.0, [1.0, 0.0])
    course.grade("--force")
    assert _scores(course) == (0.0, [1.0, 0.0])


def test_a_mended_key_counts_for_every_hand_in_once_generated_and_forced(course: Course, tmp_path: Path) -> None:
    course = course.copy(tmp_path / "course")
    before = course.attempts("ann")[0].items["noor-looks-back"]["revision"]
    _edit(course, "noor-looks-back", _mend_key)
    course.nbgrader("generate_assignment", MODULE, "--force")
    assert "0 graded, 1 graded before" in course.grade().said
    ran = course.grade("--force")
    assert "1 earlier hand-ins scored anew." in ran.said
    assert _scores(course) == (1.0, [0.0, 1.0])
    assert course.attempts("ann")[0].items["noor-looks-back"]["revision"] != before
