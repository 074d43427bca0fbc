"""How the questions do: what is counted, what is said in words, and what is said where there is no number."""

from __future__ import annotations

import dataclasses
import math
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from babyinmind.gradebook.schema import Attempt, Table
from babyinmind.grading.attempts import store_answers, store_scores
from babyinmind.grading.module import Module, stored_module
from babyinmind.grading.scoring import score
from babyinmind.items import Objective
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from babyinmind.records.statistics import Estimate, ModuleStatistics, first_hand_ins, module_statistics
from babyinmind.responses import Answer, Responses
from support.gradebooks import opened
from support.small_module import CELLS, MODULE, RIGHT, WRONG, released, store

WHEN = datetime(2026, 11, 2, 20, 15)
PRE = """%%practice
id: before
kind: choice
prompt: What do you think?
parallel: zebra-first
options: {a: One, b: Two}
answer: a
feedback: {a: Why a., b: Why b.}
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("statistics")
    cells = {name: f"{text.partition('###')[0]}objective: see\n###{text.partition('###')[2]}"
             for name, text in CELLS.items() if name in ("zebra-first", "several")}  # fmt: skip
    store(f"sqlite:///{root / 'gradebook.db'}", cells | {"before": PRE})
    released(root)
    return root


@pytest.fixture(scope="module")
def module(stored: Path) -> Module:
    with opened(f"sqlite:///{stored / 'gradebook.db'}") as gradebook:
        return stored_module(gradebook, MODULE, stored / "release" / MODULE / f"{MODULE}.ipynb")


def handed_in(module: Module, learner: str, values: dict[str, Any], when: datetime = WHEN, **first: Any) -> Attempt:
    """A graded hand-in with these answers; `first` are first tries of practice questions."""
    answers = {name: Answer(value, 1, "") for name, value in values.items()}
    answers |= {name: Answer("b", 1, "", first=value, tries=2) for name, value in first.items()}
    responses = Responses(module=module.id, answers=answers)
    attempt = Attempt(module=module.id, learner=learner, handed_in=when)
    store_answers(attempt, responses)
    store_scores(attempt, score(module, responses))
    return attempt


def of(found: ModuleStatistics, question: str) -> Any:
    return next(each for each in found.questions if each.question.id == question)


def shares(found: ModuleStatistics, question: str) -> dict[Any, float | None]:
    return {
        each.about if each.premise is None else (each.premise, each.about): each.share.value
        for each in of(found, question).chosen
    }


def cohort(module: Module, right: int, wrong: int, **values: Any) -> list[Attempt]:
    everybody = [RIGHT] * right + [WRONG] * wrong
    return [handed_in(module, f"learner{n}", answers | values) for n, answers in enumerate(everybody)]


def estimates(found: Any) -> list[Estimate]:
    """Every estimate anywhere within a result."""
    if isinstance(found, Estimate):
        return [found]
    if isinstance(found, tuple):
        return [one for each in found for one in estimates(each)]
    if dataclasses.is_dataclass(found) and not isinstance(found, Question):
        return [one for field in dataclasses.fields(found) for one in estimates(getattr(found, field.name))]
    return []


def test_below_ten_answers_no_number_is_given(module):
    found = module_statistics(module, cohort(module, 5, 4))
    assert all(each.value is None for each in estimates(found))
    assert of(found, "zebra-first").facility.why == "not enough answers yet (9 of 10)"
    assert of(found, "zebra-first").flags == ()
    assert of(found, "steps").chosen == of(found, "amount").chosen == (), "nobody's own answer is shown"


def test_from_ten_on_each_number_has_its_n_and_interval(module):
    found = module_statistics(module, cohort(module, 6, 4))
    facility = of(found, "zebra-first").facility
    assert (facility.n, facility.value) == (10, 0.6)
    assert 0.3 < facility.low < 0.6 < facility.high < 0.85


def test_how_few_are_too_few_can_be_said(module):
    assert of(module_statistics(module, cohort(module, 2, 2), least=4), "several").facility.value == 0.5


def test_what_was_chosen_of_each_kind(module):
    found = module_statistics(module, cohort(module, 9, 3))
    assert shares(found, "zebra-first") == {"a": 0.25, "b": 0.75, "c": 0.0}
    assert shares(found, "several") == {"a": 0.75, "b": 0.25, "c": 0.75, "d": 0.25}
    assert shares(found, "pairs") == {
        ("x", "one"): 0.75, ("x", "two"): 0.25, ("y", "one"): 0.25, ("y", "two"): 0.75,
    }  # fmt: skip
    assert shares(found, "steps") == {"b a c": 0.75, "c a b": 0.25}
    assert shares(found, "amount") == {"7421": 0.75, "1": 0.25}
    assert of(found, "amount").chosen[1].text == "1 children"


def test_blank_answers_earn_nothing_and_are_told_apart_from_what_was_chosen(module):
    blank = [handed_in(module, f"blank{n}", {}) for n in range(10)]
    found = of(module_statistics(module, cohort(module, 10, 0) + blank), "zebra-first")
    assert (found.facility.value, found.facility.n) == (0.5, 20)
    assert found.blank.value == 0.5
    assert {each.about: (each.share.value, each.share.n) for each in found.chosen}["b"] == (1.0, 10)
    assert "50% left this blank" in found.flags


def test_an_answer_that_cannot_be_read_is_told_with_the_blank_ones(module):
    found = of(module_statistics(module, cohort(module, 12, 0, pairs=["no", "pairs"])), "pairs")
    assert (found.facility.value, found.blank.value) == (0.0, 1.0)


def test_options_that_nobody_chose_are_named(module):
    flags = of(module_statistics(module, cohort(module, 6, 6)), "zebra-first").flags
    assert "option c was chosen by nobody" in flags
    assert not any("option a was" in flag for flag in flags)


def test_a_question_that_strong_learners_got_wrong_is_named(module):
    strong = [handed_in(module, f"strong{n}", RIGHT | {"zebra-first": "c"}) for n in range(8)]
    weak = [handed_in(module, f"weak{n}", WRONG | {"zebra-first": "b"}) for n in range(8)]
    found = of(module_statistics(module, strong + weak), "zebra-first")
    assert found.discrimination.value == pytest.approx(-1)
    assert found.efficiency.value == pytest.approx(-1)
    assert "strong learners got this wrong more often than others: look at the key and the wording" in found.flags
    assert "those who chose option c did better on the other questions than those who chose the key" in found.flags


def test_a_wrong_answer_that_many_give_is_named(module):
    found = module_statistics(module, cohort(module, 8, 6))
    assert "43% gave the answer 1 children, which is not the key" in of(found, "amount").flags
    assert "43% gave the order Step c → Step a → Step b, which is not the key" in of(found, "steps").flags
    found = module_statistics(module, cohort(module, 4, 8))
    assert "option a was chosen more often than the key" in of(found, "zebra-first").flags
    assert "premise x was matched with two more often than with the key" in of(found, "pairs").flags


def test_a_question_that_everybody_got_right_is_said_to_tell_nothing_apart(module):
    found = module_statistics(module, [
        handed_in(module, f"learner{n}", (RIGHT if n % 2 else WRONG) | {"zebra-first": "b"}) for n in range(12)
    ])  # fmt: skip
    question = of(found, "zebra-first")
    assert question.discrimination.why == question.efficiency.why == "everybody earned the same here"
    assert question.facility.value == question.facility.high == 1.0
    assert question.flags[0].startswith("everybody got this right")


def test_everybody_alike_gives_no_alpha_and_says_why(module):
    found = module_statistics(module, cohort(module, 12, 0))
    assert (found.alpha.value, found.alpha_error) == (None, None)
    assert found.alpha.why == "everybody's score is the same"


def test_a_single_question_has_neither_alpha_nor_discrimination(module):
    alone = dataclasses.replace(module, questions=module.questions[:1])
    found = module_statistics(alone, cohort(alone, 6, 6))
    assert found.alpha.why == "it takes two questions or more"
    assert found.questions[0].discrimination.why == "there is no other question"


def test_nobody_handed_in(module):
    found = module_statistics(module, [])
    assert found.hand_ins == 0
    assert all(each.n == 0 and each.value is None and each.why for each in estimates(found))


def test_answers_to_an_earlier_revision_are_counted_apart(module):
    before = cohort(module, 0, 12)
    cells = [
        dataclasses.replace(cell, source=cell.source.replace("The first option", "The first one"))
        for cell in module.cells
    ]
    newer = dataclasses.replace(module, cells=tuple(cells))
    after = [handed_in(newer, f"later{n}", RIGHT if n % 2 else WRONG) for n in range(20)]
    found = module_statistics(newer, before + after)
    assert (of(found, "zebra-first").facility.n, of(found, "zebra-first").facility.value) == (20, 0.5)
    assert (of(found, "several").facility.n, of(found, "several").facility.value) == (32, 0.3125)
    assert of(found, "zebra-first").earlier == 12
    assert of(found, "zebra-first").flags[0] == "12 answers to an earlier version of this question: not counted"
    assert found.alpha.n == of(found, "several").discrimination.n == 20, "whole scores of one wording alone"
    assert (found.hand_ins, found.whole) == (32, 20)


def test_objectives_have_the_share_of_their_points(module):
    found = module_statistics(module, cohort(module, 12, 0, several=["a"]))
    (objective,) = found.objectives
    assert (objective.id, objective.text, objective.questions) == ("see", "See.", ("zebra-first", "several"))
    assert objective.right.value == pytest.approx(2 / 3)  # 1 of 1 and half of 2 points
    header = dataclasses.replace(
        module.header,
        objectives=module.header.objectives | {"unasked": Objective(text="Unasked.", areas=["Thinking"])},
    )
    found = module_statistics(dataclasses.replace(module, header=header), cohort(module, 12, 0))
    assert found.objectives[1].right.why == "no question asks for it"


def test_the_pre_questions_first_try_stands_beside_its_parallel_question(module):
    hand_ins = [handed_in(module, f"learner{n}", RIGHT, before="b" if n < 9 else "a") for n in range(12)]
    hand_ins += [handed_in(module, f"skipped{n}", RIGHT) for n in range(5)]
    (found,) = module_statistics(module, hand_ins).before_and_after
    assert (found.question.id, found.parallel.id) == ("before", "zebra-first")
    assert (found.before.n, found.before.value, found.after.value, found.gain.value) == (12, 0.25, 1.0, 0.75)
    assert 0.3 < found.gain.low < 0.75 < found.gain.high < 1


def test_first_hand_ins_alone_are_read_in_one_query(module, request):
    engine = create_engine("sqlite://")
    request.addfinalizer(engine.dispose)
    Table.metadata.create_all(engine)
    with Session(engine) as session:
        for learner in ("ana", "bo"):
            session.add(handed_in(module, learner, RIGHT, WHEN.replace(day=9)))
            session.add(handed_in(module, learner, WRONG, WHEN))
        session.commit()
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    with Session(engine) as session:
        found = first_hand_ins(session)
        scores = [
            (each.learner, each.answers["amount"]["value"], each.items["amount"]["score"]) for each in found[MODULE]
        ]
        assert scores == [("ana", 1, 0), ("bo", 1, 0)]
        assert len(asked) == 1
        assert first_hand_ins(session, ["another"]) == {}
        assert len(first_hand_ins(session, [MODULE])[MODULE]) == 2


def test_cohorts_are_pooled_by_putting_their_hand_ins_together(module):
    one, other = cohort(module, 6, 0), cohort(module, 0, 6)
    assert of(module_statistics(module, one), "zebra-first").facility.value is None
    pooled = of(module_statistics(module, one + other), "zebra-first")
    assert (pooled.facility.n, pooled.facility.value) == (12, 0.5)
    assert pooled.discrimination.value == pytest.approx(1)


ANSWERS = {
    "zebra-first": st.sampled_from(["a", "b", "c", "gone", 3, None]),
    "several": st.one_of(st.none(), st.lists(st.sampled_from(["a", "b", "c", "d", "gone"])), st.just("a")),
    "pairs": st.one_of(st.none(), st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from(["one", "two", "no"]))),
    "steps": st.one_of(st.none(), st.permutations(["a", "b", "c"]), st.just(["b"])),
    "amount": st.one_of(st.none(), st.floats(), st.integers(7419, 7423), st.just(10**400), st.booleans()),
    "before": st.sampled_from(["a", "b", None, ["a"]]),
}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional=ANSWERS), max_size=14), st.integers(1, 12))
def test_whatever_is_handed_in_each_estimate_is_a_number_in_its_interval_or_says_why_not(module, everybody, least):
    hand_ins = [handed_in(module, f"learner{n}", values) for n, values in enumerate(everybody)]
    found = module_statistics(module, hand_ins, least)
    for each in estimates(found):
        assert 0 <= each.n <= len(everybody)
        if each.value is None:
            assert each.why and each.low is None and each.high is None
        else:
            assert not each.why and each.n >= least
            assert math.isfinite(each.value) and each.low <= each.value <= each.high
    for question in found.questions:
        for estimate in (question.facility, question.blank, *(each.share for each in question.chosen)):
            assert estimate.value is None or 0 <= estimate.low <= estimate.high <= 1
        for estimate in (question.discrimination, question.efficiency):
            assert estimate.high is None or estimate.high <= 1
        assert all(flag and "nan" not in flag for flag in question.flags)
        if isinstance(question.question, Choice) and question.chosen[0].share.value is not None:
            assert sum(each.share.value for each in question.chosen) == pytest.approx(1)


def test_every_kind_of_question_is_counted(module):
    assert {type(question) for question in module.questions} == {Choice, Choices, Match, Order, Number}
