"""The simulated cohorts that benchmarks and pages are tried with are what grading would have left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.course.outline import header_of
from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.attempts import stored_responses
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.module import stored_module
from babyinmind.grading.scoring import score
from support.cohorts import Cohort, simulate

LEARNERS, MODULES = 40, 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("simulated")


@pytest.fixture(scope="module")
def cohort(folder: Path) -> Cohort:
    return simulate(folder / "one", LEARNERS, MODULES, seed=1)


def answers(cohort: Cohort) -> list[tuple]:
    with Gradebook(cohort.db_url) as gradebook, Session(gradebook.engine) as session:
        attempts = session.scalars(select(Attempt).order_by(Attempt.module, Attempt.learner, Attempt.handed_in))
        return [(each.module, each.learner, each.handed_in, each.answers, each.sittings) for each in attempts]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_cohort(folder, cohort):
    again = simulate(folder / "again", LEARNERS, MODULES, seed=1)
    assert answers(again) == answers(cohort)
    assert len(answers(cohort)) == cohort.hand_ins > LEARNERS


def test_scores_are_those_of_the_one_scoring_function_and_nbgrader_sums_the_latest(cohort):
    with Gradebook(cohort.db_url) as gradebook:
        module = stored_module(gradebook, "03-attachment")
        book = ModuleGradebook(gradebook, module)
        assert len(book.histories) > LEARNERS / 4
        for learner, history in book.histories.items():
            for attempt in history.attempts:
                assert attempt.score == pytest.approx(score(module, stored_responses(attempt)).score)
            reflection = sum(grade.score or 0 for grade in book.manual_grades(learner).values())
            submission = gradebook.find_submission(module.id, learner)
            assert submission.score == pytest.approx(history.latest.score + reflection)
            assert submission.timestamp == history.latest.handed_in
        book.close()


def test_there_is_everything_that_a_page_may_meet(folder, cohort):
    with Gradebook(cohort.db_url) as gradebook:
        module = stored_module(gradebook, "03-attachment")
        book = ModuleGradebook(gradebook, module)
        attempts = [attempt for history in book.histories.values() for attempt in history.attempts]
        grades = [grade for learner in book.histories for grade in book.manual_grades(learner).values()]
        assert {history.count for history in book.histories.values()} >= {1, 2}
        assert any(
            attempt.answers.keys().isdisjoint({question.id}) for attempt in attempts for question in module.questions
        )
        assert {attempt.share >= 0.8 for attempt in attempts} == {True, False}
        assert any(grade.waiting for grade in grades) and any(grade.comment for grade in grades)
        assert any("first" in answer for attempt in attempts for answer in attempt.answers.values())
        assert len(cohort.withdrawn) in range(1, LEARNERS // 2)
        book.close()
    # A module that nobody wrote yet has its own id, title and minutes, and no key where learners look.
    released = folder / "one" / "release" / "01-foundations" / "01-foundations.ipynb"
    header = header_of(released)
    assert (header.id, header.minutes) == ("01-foundations", 20)
    assert "BEGIN HIDDEN" not in released.read_text(encoding="utf-8")
