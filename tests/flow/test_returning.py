"""A cohort from the learner's side: modules brought from the exchange, results fetched and kept, corrections noticed."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from babyinmind.course.sessions import RELEASED, Suggested, suggested_in, to_json
from babyinmind.items import Reflection
from babyinmind.questions import Question
from babyinmind.responses import ResponseStore, answers_path
from babyinmind.results import load_returned
from support.commands import babyinmind
from support.course import COURSE_ID, MODULE, Course, formgrader, people_places
from support.learners import wrong_answer

COMMENT = "You saw the second look. <b>What made you wait?</b>"


def said(home: Path, *arguments: str, ok: bool = True) -> dict[str, Any]:
    """What one of our commands says to the page of a learner whose folder is `home`."""
    ran = babyinmind(*arguments, "--json", cwd=home, ok=ok, **people_places(home.parent / "person"))
    found: dict[str, Any] = json.loads(ran.said.strip().splitlines()[-1])
    return found


@pytest.fixture
def course(generated: Course, tmp_path: Path) -> Course:
    course = generated.with_exchange(tmp_path)
    course.nbgrader("release_assignment", MODULE)
    return course


@pytest.fixture
def home(course: Course, tmp_path: Path, places: Path) -> Path:
    """A learner's folder, its machine configured as a host does it."""
    home = tmp_path / "learner" / "home"
    home.mkdir(parents=True)
    config = Path(people_places(home.parent / "person")["JUPYTER_CONFIG_DIR"])
    config.mkdir(parents=True)
    shutil.copy(course.root / "nbgrader_config.py", config)
    return home


def answer(home: Path, values: dict[str, Any]) -> None:
    store = ResponseStore.open(answers_path(home / MODULE, MODULE), MODULE)
    for item, value in values.items():
        known = store.answer(item)
        store.save(item, value, edited=known.revision if known else 0)


def test_a_module_is_brought_and_a_correction_too_with_the_answers_kept(course: Course, home: Path) -> None:
    notebook = home / MODULE / f"{MODULE}.ipynb"
    assert said(home, "renew") == {"new": [f"{MODULE}/{MODULE}.ipynb"], "renewed": [], "set_aside": []}
    assert notebook.read_bytes() == course.released.read_bytes()
    assert said(home, "renew") == {"new": [], "renewed": [], "set_aside": []}

    answer(home, {"noor-looks-back": "a"})
    answers = answers_path(home / MODULE, MODULE).read_bytes()
    outbound = course.exchange / COURSE_ID / "outbound" / MODULE / f"{MODULE}.ipynb"
    newer = outbound.read_text("utf-8").replace(
        "Attachment theory has two founders", "Attachment theory had two founders"
    )
    outbound.write_text(newer, encoding="utf-8")
    notebook.write_text(
        notebook.read_text("utf-8") + "\n", encoding="utf-8"
    )  # as nbgrader fetched it, or somebody changed it
    suggested = {MODULE: Suggested("Opening", date(2027, 3, 12))}
    (outbound.parents[1] / RELEASED).write_bytes(to_json(suggested))
    told = said(home, "renew")
    assert suggested_in(home) == suggested
    assert told["renewed"] == [f"{MODULE}/{MODULE}.ipynb"] and len(told["set_aside"]) == 1
    assert notebook.read_text("utf-8") == newer
    assert (home / told["set_aside"][0]).is_file() and "/.older/" in told["set_aside"][0]
    assert answers_path(home / MODULE, MODULE).read_bytes() == answers


def test_without_a_course_it_is_said_and_nothing_is_touched(course: Course, home: Path) -> None:
    said(home, "renew")
    Path(people_places(home.parent / "person")["JUPYTER_CONFIG_DIR"], "nbgrader_config.py").unlink()
    told = said(home, "renew", ok=False)
    assert "belongs to no course" in told["failed"] and "course_id" in told["failed"]
    assert (home / MODULE / f"{MODULE}.ipynb").is_file()


def test_results_come_back_by_themselves_and_are_kept(
    course: Course, home: Path, questions: list[Question], reflection: Reflection
) -> None:
    said(home, "renew")
    folder = str(home / MODULE)
    wrong = {question.id: wrong_answer(question) for question in questions}
    answer(home, {**wrong, reflection.id: {"about": "family", "text": "I noticed none."}})
    receipt = said(home, "hand-in", MODULE, "--folder", folder)
    assert receipt["results"] is None and "13 answers were handed in" in receipt["lines"][0]
    assert said(home, "results", MODULE, "--folder", folder) == {"results": False}
    waiting = load_returned(home, MODULE)
    assert waiting is not None and waiting.results is None

    course.nbgrader("collect", MODULE)
    course.grade()
    learner = next(iter(course.grades()))
    with formgrader(course, home.parent / "instructor") as browser:
        browser.grade_reflection(learner, f"{reflection.id}-rubric", 1.0, COMMENT)
    course.nbgrader("generate_feedback", MODULE)
    course.nbgrader("release_feedback", MODULE)
    assert said(home, "results", MODULE, "--folder", folder) == {"results": True}
    returned = load_returned(home, MODULE)
    assert returned is not None and returned.results is not None
    assert returned.when == waiting.when
    assert returned.results["score"] == 0 and not returned.results["everything_told"]
    assert all(each["key"] == [] for each in returned.results["questions"]), "no key before passing"
    assert returned.results["reflections"][0]["comment"] == COMMENT
    assert "rubric" not in returned.results["reflections"][0]
    assert not (home / MODULE / "feedback").exists(), "feedback files are read, not left in the module's folder"

    # Handed in again: the old results stay until the new ones come.
    answer(home, {question.id: question.key for question in questions})
    assert said(home, "hand-in", MODULE, "--folder", folder)["results"]["score"] == 0
    again = load_returned(home, MODULE)
    assert again is not None and again.when > returned.when and again.results == returned.results
