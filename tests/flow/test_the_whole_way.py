"""A module's whole way with real commands: released, fetched, answered, handed in, graded, read, given back."""

from __future__ import annotations

import json
import random
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from babyinmind.grading.feedback_policy import read_results
from babyinmind.items import Reflection
from babyinmind.questions import Question
from support.cohort import COHORT
from support.commands import babyinmind
from support.course import MODULE, Course, Formgrader, Grade, Learner, formgrader
from support.learners import wrong_answer

pytestmark = pytest.mark.timeout(900)  # the scenario's commands run within the first test

WRITTEN = "Noor held on. <script>alert('x')</script> & \"so\" did I."
WRITTEN_AGAIN = "I looked once more, and wondered what she was looking for."
COMMENT = "You saw the hand <b>first</b>. What did it ask for?"
RUBRIC = "reflect-noor-rubric"


@dataclass
class Seen:
    """What was seen on the way, hand-in by hand-in."""

    course: Course
    learners: dict[str, Learner]
    grades: list[dict[str, dict[str, Grade]]] = field(default_factory=list)
    by_batch: list[dict[str, dict[str, Grade]]] = field(default_factory=list)
    feedback: list[dict[str, str]] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    pressed: Any = None
    after_reading: dict[str, dict[str, Grade]] = field(default_factory=dict)
    before_pressing: dict[str, dict[str, Grade]] = field(default_factory=dict)
    after_pressing: dict[str, dict[str, Grade]] = field(default_factory=dict)


def _all_at_once(learners: list[Learner], step: str) -> dict[str, Any]:
    with ThreadPoolExecutor(3) as pool:
        results = pool.map(lambda learner: getattr(learner, step)(), learners)
        return {learner.name: result for learner, result in zip(learners, results, strict=True)}


def _hand_in(seen: Seen, names: list[str], scratch: Path, *, update: bool) -> None:
    """Submit, collect, and grade: a copy by our own command, the course itself by nbgrader's."""
    _all_at_once([seen.learners[name] for name in names], "submit")
    seen.course.nbgrader("collect", MODULE, *(["--update"] if update else []))
    twin = seen.course.copy(scratch / f"twin-{len(seen.grades)}")
    twin.grade()
    seen.by_batch.append(twin.grades())
    seen.course.nbgrader("autograde", MODULE)
    seen.grades.append(seen.course.grades())


def _feedback(seen: Seen, names: list[str]) -> None:
    seen.course.nbgrader("generate_feedback", MODULE, "--force")
    seen.course.nbgrader("release_feedback", MODULE)
    seen.feedback.append(_all_at_once([seen.learners[name] for name in names], "fetch_feedback"))


@pytest.fixture(scope="module")
def seen(
    generated: Course, questions: list[Question], reflection: Reflection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seen]:
    """ann knows it all and writes; ben leaves half of it and the reflection blank; cleo gets everything wrong.

    Then ann hands in again, worse, and cleo twice more, no better.
    """
    scratch = tmp_path_factory.mktemp("whole-way")
    course = generated.with_exchange(scratch)
    (course.root / "cohort.yml").write_text(COHORT, encoding="utf-8")
    course.nbgrader("release_assignment", MODULE)
    learners = {name: Learner(name, scratch / name, course) for name in ("ann", "ben", "cleo")}
    seen = Seen(course, learners)
    _all_at_once(list(learners.values()), "fetch")

    key = {question.id: question.key for question in questions}
    wrong = {question.id: wrong_answer(question) for question in questions}
    learners["ann"].answer({**key, reflection.id: {"about": "practice", "text": WRITTEN}})
    learners["ben"].answer({question.id: question.key for question in questions[::2]})
    learners["cleo"].answer({**wrong, reflection.id: {"about": "family", "text": "I noticed none."}})
    _hand_in(seen, ["ann", "ben", "cleo"], scratch, update=False)

    with formgrader(course, scratch / "instructor") as browser:
        ids = browser.submission_ids()
        seen.pages = {name: browser.page(ids[name]) for name in learners}
        browser.grade_reflection("ann", RUBRIC, 1.0, COMMENT)
        seen.after_reading = course.grades()
        seen.pressed = _press_autograde(browser, "ben")
    seen.after_pressing = course.grades()
    _feedback(seen, ["ann", "ben", "cleo"])

    learners["ann"].answer({**wrong, reflection.id: {"about": "practice", "text": WRITTEN_AGAIN}})
    _hand_in(seen, ["ann", "cleo"], scratch, update=True)
    _hand_in(seen, ["cleo"], scratch, update=True)
    _feedback(seen, ["ann", "cleo"])
    yield seen


def _press_autograde(browser: Formgrader, learner: str) -> Any:
    return browser.post(f"submission/{MODULE}/{learner}/autograde")


def test_what_was_handed_in_is_what_was_answered(seen: Seen) -> None:
    names = {path.name for path in (seen.course.submitted / "ann" / MODULE).iterdir()}
    texts = {"timestamp.txt", "submission_secret.txt", "collected.json"}
    assert names == {f"{MODULE}.ipynb", f"{MODULE}.responses.json", *texts}


def test_every_question_is_scored(seen: Seen, questions: list[Question]) -> None:
    first = seen.grades[0]
    for question in questions:
        assert first["ann"][question.id].auto == question.points
        assert first["cleo"][question.id].auto == 0.0
    assert [first["ben"][question.id].auto for question in questions] == [
        question.points if place % 2 == 0 else 0.0 for place, question in enumerate(questions)
    ]


def test_our_own_command_gives_the_very_same_gradebook(seen: Seen) -> None:
    assert seen.by_batch == seen.grades


def test_a_written_reflection_waits_and_a_blank_one_does_not(seen: Seen) -> None:
    first = {name: cells[RUBRIC] for name, cells in seen.grades[0].items()}
    assert first["ann"] == Grade(None, None, True, None, None)
    assert first["ben"] == Grade(0.0, None, False, "No response.", None)
    assert first["cleo"].waiting


def test_formgrader_shows_the_text_escaped_above_its_rubric(seen: Seen) -> None:
    page = seen.pages["ann"]
    assert "&lt;script&gt;alert(" in page
    assert "<script>alert(" not in page
    soup = BeautifulSoup(page, "html.parser")
    words = soup.get_text()
    assert WRITTEN in words
    assert words.index(WRITTEN) < words.index("The credit is for having written")
    assert "a moment from my own practice" in words


def test_formgrader_keeps_what_the_instructor_gave(seen: Seen) -> None:
    given = seen.after_reading["ann"][RUBRIC]
    assert (given.manual, given.waiting, given.manual_comment) == (1.0, False, COMMENT)


def test_formgraders_own_button_grades_the_same(seen: Seen) -> None:
    assert seen.pressed["success"], seen.pressed
    assert seen.after_pressing["ben"] == seen.grades[0]["ben"]
    assert seen.after_pressing == seen.after_reading


def _results(page: str) -> dict[str, Any]:
    results = read_results(page)
    assert results is not None
    return results


def test_a_learner_gets_results_and_the_comment_back(seen: Seen) -> None:
    page = seen.feedback[0]["ann"]
    results = _results(page)
    assert results["passed"]
    assert results["score"] == results["max_score"] == 12
    assert results["hand_in"] == 1
    assert results["reflections"][0]["comment"] == COMMENT
    words = BeautifulSoup(page, "html.parser").get_text()
    assert COMMENT in words
    assert WRITTEN in words


def test_credit_and_the_signed_record_come_back_and_a_worse_hand_in_takes_nothing(seen: Seen, tmp_path: Path) -> None:
    first, again = (_results(pages["ann"]) for pages in seen.feedback[:2])
    assert first["credit"] == {"state": "credited", "words": "credited", "minutes": 40, "reason": ""}
    assert again["credit"] == first["credit"] and again["score"] < first["score"]
    assert (again["record"], again["record_pdf"]) == (first["record"], first["record_pdf"])
    assert _results(seen.feedback[0]["cleo"])["credit"]["state"] == "below"
    pdf = tmp_path / "ann.pdf"
    babyinmind("record", "ann", "--pdf", str(pdf), cwd=seen.course.root)
    assert pdf.read_bytes() == b64decode(first["record_pdf"])
    assert babyinmind("verify", str(pdf), "--cohort", ".", cwd=seen.course.root).said.startswith("TRUE: ")
    told = json.loads(babyinmind("hours", "--format", "json", cwd=seen.course.root).said)
    assert {one["learner"]: one["credited_minutes"] for one in told} == {"ann": 40, "ben": 0, "cleo": 0}
    # The key stays where it was made.
    assert list(seen.course.exchange.rglob("*.pem")) == []


def test_feedback_shows_no_source_and_no_rubric(seen: Seen) -> None:
    for pages in seen.feedback:
        for page in pages.values():
            for secret in ("%%question", "HIDDEN TESTS", "MARK SCHEME", "kind: choice", "For the reader", "objective:"):
                assert secret not in page


def _key_texts(questions: list[Question]) -> dict[str, list[str]]:
    return {question.id: list(question.key_words()) for question in questions}


def test_no_key_is_told_before_passing(seen: Seen, questions: list[Question]) -> None:
    """cleo answered all wrong: no right answer's words may stand in the page, but as an option that cleo chose."""
    page = seen.feedback[0]["cleo"]
    results = _results(page)
    assert not results["passed"]
    assert not results["everything_told"]
    assert all(told["key"] == [] for told in results["questions"])
    words = BeautifulSoup(page, "html.parser").get_text()
    for question in questions:
        if question.kind == "choice":
            assert question.key_words()[0] not in words
        for explanation in question.explanations():
            if explanation.right:
                assert explanation.text.strip() not in words


def test_full_answers_are_told_after_passing(seen: Seen, questions: list[Question]) -> None:
    told = {each["id"]: each["key"] for each in _results(seen.feedback[0]["ann"])["questions"]}
    assert told == _key_texts(questions)


def test_full_answers_are_told_after_the_third_hand_in(seen: Seen, questions: list[Question]) -> None:
    results = _results(seen.feedback[1]["cleo"])
    assert (results["hand_in"], results["passed"], results["everything_told"]) == (3, False, True)
    assert {each["id"]: each["key"] for each in results["questions"]} == _key_texts(questions)


def test_a_second_hand_in_is_kept_beside_the_first(seen: Seen) -> None:
    attempts = seen.course.attempts("ann")
    assert [attempt.score for attempt in attempts] == [12.0, 0.0]
    assert attempts[0].answers["reflect-noor"]["value"]["text"] == WRITTEN
    assert attempts[1].answers["reflect-noor"]["value"]["text"] == WRITTEN_AGAIN
    assert len(seen.course.attempts("cleo")) == 3
    assert len(seen.course.attempts("ben")) == 1


def test_the_gradebook_shows_the_latest_and_the_best_still_counts(seen: Seen, questions: list[Question]) -> None:
    assert all(seen.grades[1]["ann"][question.id].auto == 0.0 for question in questions)
    results = _results(seen.feedback[1]["ann"])
    assert (results["score"], results["best_share"], results["passed"], results["hand_in"]) == (0.0, 1.0, True, 2)


def test_a_second_reflection_waits_again_with_the_old_comment_kept(seen: Seen) -> None:
    again = seen.grades[1]["ann"][RUBRIC]
    assert again.waiting
    assert again.manual_comment == COMMENT
    assert _results(seen.feedback[1]["ann"])["reflections"][0]["waiting"]


def test_grading_by_force_does_not_take_it_out_of_the_queue(seen: Seen, tmp_path: Path) -> None:
    twin = seen.course.copy(tmp_path / "course")
    twin.grade("--force")
    assert twin.grades() == seen.grades[-1]


def test_nothing_new_is_nothing_done(seen: Seen, tmp_path: Path) -> None:
    twin = seen.course.copy(tmp_path / "course")
    assert f"{MODULE}: 0 graded, 3 graded before." in twin.grade().said
    assert twin.grades() == seen.grades[-1]


def test_other_people_are_not_touched_by_somebodys_hand_in(seen: Seen) -> None:
    assert seen.grades[2]["ben"] == seen.grades[0]["ben"]


def test_learners_see_nobody_elses_work(seen: Seen) -> None:
    names = list(seen.learners)
    random.Random(1).shuffle(names)
    for name in ("ben", "cleo"):
        assert "Noor held on." not in seen.feedback[0][name]
