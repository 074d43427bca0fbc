"""A reflection purged after the real way there and back: handed in, collected, graded, shown in formgrader, returned."""

from __future__ import annotations

from pathlib import Path

import pytest

from babyinmind.items import Reflection
from babyinmind.questions import Question
from support.commands import babyinmind
from support.course import COURSE_ID, MODULE, Course, Learner

pytestmark = pytest.mark.timeout(900)  # the commands of a whole way

NAMED = "Jonas Weißenfels of 12 Mill Lane didn't look up when his mother came in, and I noticed that I held my breath."
NEEDLES = [b"12 Mill Lane", "Weißenfels".encode(), b"Wei\\u00dfenfels"]


def _holding(folder: Path) -> set[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name for path in files if any(needle in path.read_bytes() for needle in NEEDLES)}


def test_after_the_real_way_nothing_on_the_instructors_side_holds_it(
    generated: Course, questions: list[Question], reflection: Reflection, tmp_path: Path
) -> None:
    course = generated.with_exchange(tmp_path)
    course.nbgrader("release_assignment", MODULE)
    learner = Learner("ann", tmp_path / "ann", course)
    learner.home.mkdir()
    learner.fetch()
    learner.answer({question.id: question.key for question in questions} | {reflection.id: {"text": NAMED}})
    learner.submit()
    course.nbgrader("collect", MODULE)
    course.grade()
    course.nbgrader("generate_feedback", MODULE)
    course.nbgrader("release_feedback", MODULE)
    who = next(iter(course.grades()))  # the account's name, which nbgrader hands in under
    (released,) = (course.exchange / COURSE_ID / "feedback").glob("*.html")
    answers = f"{MODULE}.responses.json"
    assert {answers, f"{MODULE}.ipynb", f"{MODULE}.html", "gradebook.db"} <= _holding(course.root)
    assert {answers, released.name} == _holding(course.exchange)

    said = babyinmind("purge", who, MODULE, "--reason", "It names a child.", "--yes", cwd=course.root).said
    assert "none holds it" in said and "It is sent back." in said
    assert _holding(course.root) == _holding(course.exchange) == set()
    assert answers in _holding(learner.home), "the learner's own copy is the learner's"
    assert "reflection sent back by an instructor" in babyinmind("hours", cwd=course.root).said
    # It does not come back by what nbgrader does next.
    course.nbgrader("collect", MODULE, "--update")
    course.grade("--force")
    course.nbgrader("generate_feedback", MODULE)
    course.nbgrader("release_feedback", MODULE)
    assert _holding(course.root) == _holding(course.exchange) == set()
