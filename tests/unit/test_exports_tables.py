"""Grades and answers taken elsewhere: every name survives, no spreadsheet runs anything, and nobody is told of who did not agree."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.cli import main
from babyinmind.gradebook.schema import Attempt
from support.cohorts import NAMES, Cohort, simulate

LEARNERS = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def cohort(folder: Path) -> Cohort:
    return simulate(folder, LEARNERS, modules=3, seed=2)


def exported(folder: Path, *arguments: str) -> str:
    file = folder / "exported"
    assert main(["export", arguments[0], str(file), *arguments[1:], "--cohort", str(folder)]) == 0
    return file.read_text(encoding="utf-8")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def nbgraders_scores(cohort: Cohort, module: str) -> dict[str, float]:
    with Gradebook(cohort.db_url) as gradebook:
        return {each.student.id: each.score for each in gradebook.assignment_submissions(module)}


def attempts(cohort: Cohort) -> list[Attempt]:
    with Gradebook(cohort.db_url) as gradebook, Session(gradebook.engine) as session:
        return list(session.scalars(select(Attempt)))


def test_canvas_finds_its_columns_the_points_and_everybody(folder, cohort):
    text = exported(folder, "canvas")
    head = next(csv.reader(io.StringIO(text)))
    assert head[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert head[5:] == [
        "01-foundations What infant mental health is, and who does it",
        "02-development Social and emotional development, from pregnancy to six",
        "03-attachment Attachment theory",
    ]
    possible, *learners = rows(text)
    assert possible["Student"] == "    Points Possible"
    with Gradebook(cohort.db_url) as gradebook:
        assert float(possible[head[7]]) == gradebook.find_assignment("03-attachment").max_score
    assert {row["SIS Login ID"] for row in learners} == set(cohort.learners)


def test_names_with_commas_quotes_equals_signs_and_other_letters_survive(folder, cohort):
    _, *canvas = rows(exported(folder, "canvas"))
    moodle = {row["Username"]: row for row in rows(exported(folder, "moodle"))}
    shown = {row["SIS Login ID"]: row["Student"] for row in canvas}
    for number, learner in enumerate(cohort.learners):
        first, family = NAMES[number % len(NAMES)]
        assert shown[learner] == f"{family} {number}, {first}"
        # What a spreadsheet would run has an apostrophe before it.
        assert moodle[learner]["First name"] == (f"'{first}" if first.startswith("=") else first)
        assert moodle[learner]["Last name"] == f"{family} {number}"
        assert moodle[learner]["Email address"] == f"{learner}@example.org"


def test_grades_are_the_best_hand_in_and_the_reflection_that_was_read(folder, cohort):
    _, *canvas = rows(exported(folder, "canvas", "--module", "03-attachment"))
    moodle = rows(exported(folder, "moodle", "--module", "03-attachment"))
    column = "03-attachment Attachment theory"
    given = {row["SIS Login ID"]: row[column] for row in canvas}
    assert given == {row["Username"]: row[f"{column} (Real)"] for row in moodle}
    handed_in = [each for each in attempts(cohort) if each.module == "03-attachment"]
    latest = nbgraders_scores(cohort, "03-attachment")
    assert {learner for learner, score in given.items() if score} == {each.learner for each in handed_in} == set(latest)
    for learner, score in latest.items():
        scores = [each.score for each in sorted(handed_in, key=lambda each: each.handed_in) if each.learner == learner]
        assert float(given[learner]) == pytest.approx(score - scores[-1] + max(scores), abs=1e-3)


def test_nobody_is_in_the_answers_for_research_until_they_agree(folder, cohort):
    assert rows(exported(folder, "research")) == []


def test_answers_for_research_are_of_those_who_agreed_without_names_words_or_days(folder, cohort):
    agreed = sorted({each.learner for each in attempts(cohort)})[:3]
    text = exported(folder, "research", *(word for learner in agreed for word in ("--consent", learner)))
    found = rows(text)
    people = {row["learner"] for row in found}
    assert len(people) == 3 and all(person.startswith("p-") for person in people)
    mine = [each for each in attempts(cohort) if each.learner in agreed]
    assert len(found) == sum(len(each.items) for each in mine)
    assert sum(float(row["score"]) for row in found) == pytest.approx(sum(each.score for each in mine))
    written = [answer["value"]["text"] for each in mine for answer in each.answers.values()
               if isinstance(answer["value"], dict) and "text" in answer["value"]]  # fmt: skip
    assert written, "there is something that could have been told"
    for secret in (*cohort.learners, *(name for pair in NAMES for name in pair), *written, "2026-"):
        assert secret not in text
    # The same pseudonyms the next time; none, and no way back to the old, once consent is taken back.
    assert exported(folder, "research") == text
    without = rows(exported(folder, "research", "--withdraw", agreed[0]))
    assert len({row["learner"] for row in without} & people) == 2
    again = {row["learner"] for row in rows(exported(folder, "research", "--consent", agreed[0]))}
    assert len(again) == 3 and len(again & people) == 2


def test_words_that_somebody_put_into_an_answer_never_reach_research(folder, cohort):
    with Gradebook(cohort.db_url) as gradebook, Session(gradebook.engine) as session:
        attempt = session.scalars(select(Attempt).where(Attempt.module == "03-attachment")).first()
        secret = "My name is Ana"
        attempt.answers = {name: {"value": secret, "confidence": secret, "at": ""} for name in attempt.items}
        learner = attempt.learner
        session.commit()
    text = exported(folder, "research", "--consent", learner)
    assert secret not in text
    assert any(row["answer"] == "" for row in rows(text))
    answers = [row["answer"] for row in rows(text) if row["answer"] and row["kind"] == "match"]
    assert answers and all(isinstance(json.loads(answer), dict) for answer in answers)


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "qti"])
def test_quizzes_are_written_for_their_owner_and_said_to_hold_the_keys(folder, cohort, capsys, name):
    file = folder / f"quiz-{name}"
    assert main(["export", name, str(file), "--cohort", str(folder)]) == 0
    assert "keep it on the instructor's side" in capsys.readouterr().out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_size > 1000


def test_without_a_gradebook_nothing_is_written_and_the_mend_is_said(tmp_path, capsys):
    assert main(["export", "gift", str(tmp_path / "quiz"), "--cohort", str(tmp_path)]) == 2
    assert "Go to the cohort's course folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_module_that_is_not_there_is_named(folder, cohort, capsys):
    assert main(["export", "gift", str(folder / "x"), "--module", "99-none", "--cohort", str(folder)]) == 2
    assert "does not know 99-none. It knows: 01-foundations, 02-development, 03-attachment." in capsys.readouterr().err
