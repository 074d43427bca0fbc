"""Hostile and unlucky hand-ins, all in one cohort with good ones, through both ways of grading.

The course folder holds no configuration at all: what protects it is installed with the package.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from babyinmind.grading.feedback_policy import read_results
from babyinmind.items import Reflection
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from support.commands import Ran, babyinmind, nbgrader
from support.course import MODULE, Course, Grade, formgrader
from support.hostile import ALL, HOSTILE, NAMES, SHADOWS, Lesson, write_cohort

pytestmark = pytest.mark.timeout(900)  # the scenario's commands run within the first test

GOOD = ("good-one", "zz-good-too")
GRADERS = ("babyinmind grade", "nbgrader autograde")
WRITTEN = "She looked up, and her grandmother smiled."


@dataclass(frozen=True)
class Graded:
    """The cohort after one way of grading."""

    grader: str
    course: Course
    ran: Ran
    grades: dict[str, dict[str, Grade]]


@pytest.fixture(scope="module")
def lesson(
    generated: Course, questions: list[Question], reflection: Reflection, tmp_path_factory: pytest.TempPathFactory
) -> Lesson:
    first = {kind: next(each.id for each in questions if isinstance(each, kind)) for kind in
             (Choice, Choices, Match, Order, Number)}  # fmt: skip
    return Lesson(
        MODULE,
        {question.id: question.key for question in questions} | {reflection.id: {"about": "family", "text": WRITTEN}},
        *first.values(),
        reflection.id,
        generated.released.read_bytes(),
        tmp_path_factory.mktemp("canaries"),
    )


@pytest.fixture(scope="module")
def cohorts(generated: Course, lesson: Lesson, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graded]:
    """The same cohort graded by each way, in folders without any configuration."""
    graded = {}
    for grader in GRADERS:
        course = generated.copy(tmp_path_factory.mktemp("attacked") / "course")
        (course.root / "nbgrader_config.py").unlink()
        write_cohort(course.submitted, lesson, GOOD)
        own = grader == "babyinmind grade"
        start, command = (babyinmind, "grade") if own else (nbgrader, "autograde")
        ran = start(command, MODULE, cwd=course.root, ok=False)
        graded[grader] = Graded(grader, course, ran, course.grades())
    return graded


@pytest.fixture(params=GRADERS)
def graded(request: pytest.FixtureRequest, cohorts: dict[str, Graded]) -> Graded:
    return cohorts[request.param]


def _scores(graded: Graded, learner: str, questions: list[Question]) -> dict[str, float | None]:
    return {question.id: graded.grades[learner][question.id].score for question in questions}


@pytest.mark.parametrize("learner", GOOD)
def test_nobody_elses_grade_is_harmed(graded: Graded, learner: str, questions: list[Question]) -> None:
    assert _scores(graded, learner, questions) == {question.id: question.points for question in questions}
    assert graded.grades[learner]["reflect-noor-rubric"].waiting


@pytest.mark.parametrize("learner", HOSTILE)
def test_a_bad_hand_in_earns_what_can_be_read_of_it(
    graded: Graded, learner: str, lesson: Lesson, questions: list[Question]
) -> None:
    hostile = HOSTILE[learner]
    if hostile.unseen_by_nbgrader and graded.grader == "nbgrader autograde":
        assert f"No notebooks were matched by '{graded.course.submitted}/{learner}/" in graded.ran.said
        return
    lost = {getattr(lesson, kind) for kind in hostile.lost if kind != "everything"}
    if hostile.lost == ALL:
        lost = {question.id for question in questions}
    assert _scores(graded, learner, questions) == {
        question.id: 0.0 if question.id in lost else question.points for question in questions
    }
    rubric = graded.grades[learner]["reflect-noor-rubric"]
    if hostile.reflection_counts:
        assert rubric.waiting
        assert rubric.score is None
    else:
        assert not rubric.waiting
        assert rubric.score == 0.0
        assert rubric.auto_comment


@pytest.mark.parametrize("learner", [name for name in HOSTILE if HOSTILE[name].said])
def test_the_instructor_is_told_what_was_wrong_with_whom(graded: Graded, learner: str) -> None:
    lines = [line for line in graded.ran.said.splitlines() if f" {learner}" in line and HOSTILE[learner].said in line]
    assert lines
    assert all(len(line) < 500 for line in lines)
    assert len(lines) <= 25


@pytest.mark.parametrize("learner", [name for name in HOSTILE if HOSTILE[name].told])
def test_the_page_says_what_was_wrong(graded: Graded, learner: str) -> None:
    words = "".join(
        BeautifulSoup(output["data"].get("text/html", ""), "html.parser").get_text()
        for cell in nbformat.reads(graded.course.shown(learner), as_version=4).cells
        for output in cell.get("outputs", [])
    )
    assert HOSTILE[learner].told in words


@pytest.mark.parametrize("learner", NAMES)
def test_odd_names_are_only_names(graded: Graded, learner: str, questions: list[Question]) -> None:
    assert _scores(graded, learner, questions) == {question.id: question.points for question in questions}


def test_the_summary_is_right(cohorts: dict[str, Graded]) -> None:
    ran = cohorts["babyinmind grade"].ran
    everybody = len(GOOD) + len(NAMES) + len(HOSTILE)
    assert f"{MODULE}: {everybody} graded, 0 graded before." in ran.said
    assert "NOT GRADED" not in ran.said
    assert "Traceback" not in ran.said
    assert ran.status == 0


def test_nbgrader_passes_over_nobody_but_who_has_no_notebook(cohorts: dict[str, Graded]) -> None:
    mine, nbgraders = (cohorts[grader] for grader in GRADERS)
    unseen = {name for name, hostile in HOSTILE.items() if hostile.unseen_by_nbgrader}
    assert set(mine.grades) - set(nbgraders.grades) == unseen
    assert "There was an error" not in nbgraders.ran.said
    assert nbgraders.ran.status == 0


def test_both_ways_give_the_same_gradebook(cohorts: dict[str, Graded]) -> None:
    mine, nbgraders = (cohorts[grader] for grader in GRADERS)
    assert {name: mine.grades[name] for name in nbgraders.grades} == nbgraders.grades


def test_both_ways_keep_the_same_attempts(cohorts: dict[str, Graded]) -> None:
    def kept(graded: Graded) -> dict[str, tuple[object, ...]]:
        return {
            each.learner: (each.answers, each.items, each.score, each.max_score, each.faults)
            for each in graded.course.attempts()
        }

    mine, nbgraders = (kept(cohorts[grader]) for grader in GRADERS)
    assert {name: mine[name] for name in nbgraders} == nbgraders


def test_answers_stay_where_they_were_handed_in(graded: Graded) -> None:
    """No second copy in the folders that feedback is made from."""
    names = {path.name for path in graded.course.autograded.rglob("*") if path.is_file()}
    assert names <= {f"{MODULE}.ipynb", "timestamp.txt", "submission_secret.txt"}


def test_nothing_handed_in_was_executed_imported_or_loaded(cohorts: dict[str, Graded], lesson: Lesson) -> None:
    assert cohorts
    assert list(lesson.canary.iterdir()) == []


@pytest.mark.parametrize("name", [name for name in SHADOWS if name.endswith("yaml.py")])
def test_the_canary_sings_where_somebody_does_import(
    name: str, cohorts: dict[str, Graded], lesson: Lesson, tmp_path: Path
) -> None:
    """The trap works: Python started in the hand-in's own folder falls into it."""
    folder = cohorts["babyinmind grade"].course.submitted / "modules-and-configuration" / MODULE
    trap = tmp_path / name
    trap.write_text((folder / name).read_text().replace(str(lesson.canary), str(tmp_path)))
    subprocess.run([sys.executable, "-c", f"import {trap.stem}"], cwd=tmp_path, check=True)
    assert (tmp_path / f"{folder.name}-{name}").exists()


def test_what_a_link_points_at_is_not_copied(graded: Graded) -> None:
    passwd = Path("/etc/passwd").read_bytes()
    for path in graded.course.autograded.rglob("*"):
        assert not path.is_symlink()
        assert not path.is_file() or path.read_bytes() != passwd, path


def test_a_name_that_leads_elsewhere_is_refused(cohorts: dict[str, Graded], tmp_path: Path) -> None:
    course = cohorts["babyinmind grade"].course
    for name in ("../x", ".."):
        ran = babyinmind("grade", MODULE, "--student", name, cwd=course.root, ok=False)
        assert ran.status == 2, ran.said
        assert "Traceback" not in ran.said
        assert name in ran.said
    assert not (course.root / "x").exists()


# What an instructor and a learner see.

OURS = {"babyinmind-results"}


def _dangers(page: str) -> list[str]:
    """Whatever a browser would run or follow that no author of ours wrote."""
    soup = BeautifulSoup(page, "html.parser")
    found = [
        str(script) for script in soup.find_all("script") if "pwned" in str(script) and script.get("id") not in OURS
    ]
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            if "pwned" in text or (name.startswith("on") and "pwned" in text):
                found.append(f"<{tag.name} {name}={text!r}>")
    return found


def _math_outside_of_ignored(page: str) -> list[str]:
    """Mathematics that a page's MathJax would set; `\\href` in it is a link that runs."""
    soup = BeautifulSoup(page, "html.parser")
    for ignored in soup.select(".tex2jax_ignore, script, pre, code, style"):
        ignored.decompose()
    return [text for text in soup.find_all(string=True) if "\\href" in text]


PRESSED = ("notebook-of-code", "link-to-endless-zeros", "a-named-pipe", "modules-and-configuration")
WRITERS = ("good-one", "html", "html-ids", "huge-id", "about-html", "choice-of-html", "module-of-html", "<b>bold<b>")


@pytest.fixture(scope="module")
def in_formgrader(
    cohorts: dict[str, Graded], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
    """The pages of those who wrote what could do harm there, and what the Autograde button said of some others."""
    course = cohorts["babyinmind grade"].course
    with formgrader(course, tmp_path_factory.mktemp("instructor")) as browser:
        ids = browser.submission_ids()
        pages = {learner: browser.page(ids[learner]) for learner in WRITERS}
        pressed = {learner: browser.post(f"submission/{MODULE}/{learner}/autograde") for learner in PRESSED}
    return pages, pressed


@pytest.fixture(scope="module")
def pages(in_formgrader: tuple[dict[str, str], dict[str, dict[str, object]]]) -> dict[str, str]:
    return in_formgrader[0]


@pytest.fixture(scope="module")
def pressed(in_formgrader: tuple[dict[str, str], dict[str, dict[str, object]]]) -> dict[str, dict[str, object]]:
    return in_formgrader[1]


def test_formgraders_own_button_takes_the_hostile_too(
    pressed: dict[str, dict[str, object]], cohorts: dict[str, Graded], lesson: Lesson
) -> None:
    course = cohorts["babyinmind grade"].course
    for learner, answer in pressed.items():
        assert answer["success"], answer
        assert course.grades()[learner] == cohorts["babyinmind grade"].grades[learner]
    assert list(lesson.canary.iterdir()) == []


def test_formgrader_shows_what_was_written_and_runs_nothing_of_it(pages: dict[str, str]) -> None:
    assert "&lt;script&gt;window.pwned" in pages["html"]
    assert WRITTEN in pages["good-one"]
    for learner, page in pages.items():
        assert _dangers(page) == [], learner
        assert _math_outside_of_ignored(page) == [], learner


def test_nothing_of_a_learners_is_markdown_or_code_in_what_formgrader_shows(graded: Graded) -> None:
    for learner in graded.grades:
        for cell in nbformat.reads(graded.course.shown(learner), as_version=4).cells:
            assert "pwned" not in cell.source
            for output in cell.get("outputs", []):
                assert _dangers(output["data"].get("text/html", "")) == [], learner


@pytest.fixture(scope="module")
def feedback(cohorts: dict[str, Graded]) -> Course:
    course = cohorts["babyinmind grade"].course
    course.nbgrader("generate_feedback", MODULE)
    return course


@pytest.mark.parametrize("learner", [*GOOD, *NAMES, *HOSTILE])
def test_feedback_is_whole_and_runs_nothing(feedback: Course, learner: str) -> None:
    page = feedback.feedback(learner)
    soup = BeautifulSoup(page, "html.parser")
    assert [script.get("id") for script in soup.find_all("script")] == ["babyinmind-results"]
    assert _dangers(page) == []
    assert not soup.find_all(["img", "iframe", "object", "embed", "form", "link", "base"])
    results = read_results(page)
    assert results is not None
    assert results["module"] == MODULE
    assert len(results["faults"]) == len(set(results["faults"])) <= 45
    assert all(len(fault) < 300 for fault in results["faults"])
