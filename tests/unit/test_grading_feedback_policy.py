"""What a learner is told of a hand-in, and what not yet."""

from __future__ import annotations

import json
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.attempts import History
from babyinmind.grading.feedback import feedback_page
from babyinmind.grading.feedback_policy import (
    FeedbackPolicy,
    ManualGrade,
    QuestionResult,
    Results,
    make_results,
    read_results,
)
from babyinmind.grading.html import faults_html, question_html, reflection_html
from babyinmind.grading.module import Module, StoredCell
from babyinmind.grading.notebook import graded_notebook
from babyinmind.grading.scoring import NO_RESPONSE, Outcome, score
from babyinmind.items import ModuleHeader, Reflection, build, split
from babyinmind.questions import Question
from babyinmind.responses import Answer, Responses
from babyinmind.widgets.results import shown_results
from support.small_module import CELLS, MODULE, POINTS, QUESTIONS, RIGHT, RUBRIC, WRITTEN, WRONG

NASTY = "<script>x</script>&\"'</script><!--"


def _module() -> Module:
    items = {}
    for name, source in CELLS.items():
        text = split(source)
        if text is not None:
            items[name] = build(text.magic, text.body)
    cells = tuple(
        StoredCell(name, "markdown" if name == RUBRIC else "code", source, "sum", 1.0, task=name == RUBRIC)
        for name, source in CELLS.items()
    )
    return Module(
        MODULE,
        cells,
        next(item for item in items.values() if isinstance(item, ModuleHeader)),
        tuple(item for item in items.values() if isinstance(item, Question)),
        tuple(item for item in items.values() if isinstance(item, Reflection)),
        frozenset({MODULE}),
    )


def _outcome(values: dict[str, Any], faults: tuple[str, ...] = ()) -> Outcome:
    answers = {name: Answer(value=value, revision=1, at="") for name, value in values.items()}
    return score(_module(), Responses(module=MODULE, answers=answers), faults)


def _history(*shares: float) -> History:
    return History(
        tuple(
            Attempt(module=MODULE, learner="ann", handed_in=datetime(2026, 11, day), score=share, max_score=1.0)
            for day, share in enumerate(shares, start=1)
        )
    )


def _told(values: dict[str, Any], *shares: float, manual: dict[str, ManualGrade] | None = None) -> Results:
    return make_results(_outcome(values), _history(*(shares or (0.0,))), manual or {}, FeedbackPolicy())


def _question(results: Results, name: str) -> QuestionResult:
    return next(each for each in results.questions if each.id == name)


@pytest.mark.parametrize(
    ("shares", "passed", "everything"),
    [
        ((0.0,), False, False),
        ((0.79,), False, False),
        ((0.79, 0.79), False, False),
        ((0.8,), True, True),
        ((0.1 + 0.7,), True, True),
        ((1.0, 0.0), True, True),
        ((0.0, 0.0, 0.0), False, True),
        ((0.0, 0.0, 0.0, 0.1), False, True),
    ],
)
def test_full_answers_come_with_passing_or_the_third_hand_in(
    shares: tuple[float, ...], passed: bool, everything: bool
) -> None:
    results = _told(WRONG, *shares)
    assert (results.passed, results.everything_told) == (passed, everything)
    assert all(bool(each.key) == everything for each in results.questions)


def test_a_course_may_set_its_own_pass_mark_and_number_of_hand_ins() -> None:
    strict = FeedbackPolicy(pass_mark=1.0, full_answers_after=2)
    assert not strict.shows_everything(_history(0.99))
    assert strict.shows_everything(_history(0.99, 0.99))
    assert FeedbackPolicy(pass_mark=0.0).shows_everything(_history())


@pytest.mark.parametrize(("after", "words"), [(3, "after your third hand-in."), (5, "after hand-in 5.")])
def test_results_say_from_which_hand_in_a_course_shows_full_answers(after: int, words: str) -> None:
    results = make_results(_outcome(WRONG), _history(0.0), {}, FeedbackPolicy(full_answers_after=after))
    assert f"Full answers are shown once you have passed, or {words}" in feedback_page(results)
    shown = shown_results(json.loads(results.as_json()))
    assert shown is not None
    assert shown["full_answers"] == f"Full answers are shown once you have passed, or {words}"


KEY_SAYS = {
    "zebra-first": ["The second option", "Why b."],
    "several": ["Pick a", "Pick c", "Why a belongs.", "Why c belongs."],
    "pairs": ["Option one", "Why x is one.", "Why y is two."],
    "steps": ["Why a is second.", "Why b is first.", "Why c is last."],
    "amount": ["7421"],
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_wrong_answer_is_told_apart_from_its_key(name: str) -> None:
    """Only what the learner chose is spoken of. (Match: both options were used; order: all steps were listed.)"""
    before = _question(_told(WRONG, 0.0), name)
    after = _question(_told(WRONG, 0.0, 0.0, 0.0), name)
    own = " ".join(before.own)
    html = question_html(before, 1)
    for words in KEY_SAYS[name]:
        assert words not in html or words in own
        assert words in question_html(after, 1)
    assert before.state == "wrong"
    assert before.key == ()


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_right_answer_is_praised_at_once(name: str) -> None:
    told = _question(_told(RIGHT, 0.0), name)
    assert told.state == "right"
    assert told.remarks
    assert any(remark.text for remark in told.remarks)
    assert "✓" in question_html(told, 1)


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_answer_tells_nothing_but_that(name: str) -> None:
    told = _question(_told({}, 0.0), name)
    assert (told.state, told.own, told.remarks, told.key, told.note) == ("blank", (), (), (), NO_RESPONSE)


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [("several", ["a"], 1.0), ("several", ["a", "c", "b"], 1.0), ("pairs", {"x": "one", "y": "one"}, 0.5),
     ("steps", ["b", "c", "a"], 1 / 3)],
)  # fmt: skip
def test_part_of_an_answer_earns_part_of_the_points(name: str, value: Any, points: float) -> None:
    told = _question(_told({name: value}, 0.0), name)
    assert told.state == "partly"
    assert told.score == pytest.approx(points)
    assert told.key == ()


def test_what_was_missed_is_not_told_before_passing() -> None:
    told = _question(_told({"several": ["a"]}, 0.0), "several")
    assert [remark.about for remark in told.remarks] == ["Pick a"]


def test_the_section_to_read_again_is_told_unless_all_is_right() -> None:
    assert "Read again: On zebras" in question_html(_question(_told(WRONG), "zebra-first"), 1)
    assert "Read again" not in question_html(_question(_told(RIGHT), "zebra-first"), 1)


@pytest.mark.parametrize(
    "value", [[], {}, "", None, 0, 1.5, True, ["b"], {"b": 1}, "zz", [["a"]], {"x": ["one"]}, [{"a": 1}], "\udcff"]
)
@pytest.mark.parametrize("name", QUESTIONS)
def test_whatever_was_sent_gives_a_score_within_bounds_and_a_page(name: str, value: Any) -> None:
    results = _told({name: value}, 0.0)
    told = _question(results, name)
    assert isinstance(told.score, float)
    assert 0.0 <= told.score <= told.points
    assert question_html(told, 1)


def test_an_answer_that_is_not_understood_says_why() -> None:
    told = _question(_told({"zebra-first": ["b"]}), "zebra-first")
    assert (told.score, told.state) == (0.0, "wrong")
    assert "not a choice" in told.note


def test_all_right_is_all_points() -> None:
    outcome = _outcome(RIGHT)
    assert outcome.score == outcome.module.max_score == POINTS
    assert outcome.share == 1.0


def test_answers_nobody_asked_for_are_named_shortly_and_counted() -> None:
    outcome = _outcome({f"q{number}": 1 for number in range(1000)} | {"z" * 5000: 1})
    assert len(outcome.faults) == 21
    assert "981 more" in outcome.faults[-1]
    assert all(len(fault) < 200 for fault in outcome.faults)
    assert outcome.score == 0.0


def test_a_fault_is_told_once() -> None:
    assert _outcome({"q": 1}, _outcome({"q": 1}).faults).faults == _outcome({"q": 1}).faults


@pytest.mark.parametrize(
    "value", [None, {}, {"text": ""}, {"text": " \n "}, {"about": "practice"}, {"text": None}, "t", 3]
)
def test_a_reflection_that_is_none_is_blank_and_says_so(value: Any) -> None:
    told = _told({"look-back": value}).reflections[0]
    assert told.blank
    assert told.note
    assert not told.waiting


def test_a_reflection_waits_until_it_was_read() -> None:
    told = _told({"look-back": WRITTEN}).reflections[0]
    assert (told.waiting, told.about, told.text) == (True, "my practice", "I saw her look.")
    read = _told({"look-back": WRITTEN}, manual={"look-back": ManualGrade(1.0, "Thank you.", False)}).reflections[0]
    assert (read.waiting, read.comment, read.score) == (False, "Thank you.", 1.0)
    assert "Thank you." in reflection_html(read)


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _harmless(html: str) -> str:
    tags = _Tags(html)
    assert {tag for tag, _ in tags.found} <= {
        "section", "h3", "h4", "span", "div", "p", "ol", "ul", "li", "strong", "em"
    }  # fmt: skip
    assert {name for _, attributes in tags.found for name in attributes} <= {"class", "style", "dir", "aria-hidden"}
    return "".join(tags.words)


def test_every_character_of_a_learners_and_an_instructors_is_escaped() -> None:
    results = _told(
        {"look-back": {"about": NASTY, "text": NASTY}, "zebra-first": NASTY, "several": [NASTY], "pairs": {NASTY: NASTY},
         "steps": [NASTY], "amount": NASTY, NASTY: 1},
        manual={"look-back": ManualGrade(1.0, NASTY, False)},
    )  # fmt: skip
    assert _harmless(reflection_html(results.reflections[0])).count(NASTY) == 2
    assert NASTY.replace("'", "\\'") in _harmless(faults_html(results.faults))
    for number, told in enumerate(results.questions):
        _harmless(question_html(told, number))


def test_an_option_of_the_authors_may_hold_angle_brackets() -> None:
    assert "The <third> option" in _harmless(question_html(_question(_told({"zebra-first": "c"}), "zebra-first"), 1))


def test_results_travel_within_the_page_as_data() -> None:
    results = _told({"look-back": {"text": NASTY}, NASTY: 1}, 0.5)
    block = results.as_json()
    assert "<" not in block
    assert block.isascii()
    page = feedback_page(results)
    read = read_results(page)
    assert read is not None
    assert read == json.loads(block)
    assert read["reflections"][0]["text"] == NASTY
    assert [attributes.get("type") for tag, attributes in _Tags(page).found if tag == "script"] == ["application/json"]


@pytest.mark.parametrize(
    "page",
    ["", "<html></html>", '<script type="application/json" id="babyinmind-results">', "x" * 1000,
     '<script type="application/json" id="babyinmind-results">{</script>',
     '<script type="application/json" id="babyinmind-results">[1]</script>',
     '<script type="application/json" id="babyinmind-results">{"format": "babyinmind-results", "version": 2}</script>',
     '<script type="application/json" id="babyinmind-results">' + "[" * 100_000 + "</script>"],
)  # fmt: skip
def test_a_page_without_results_that_are_known_has_none(page: str) -> None:
    assert read_results(page) is None


def test_a_module_without_questions_has_a_page_too() -> None:
    module = _module()
    bare = Module(MODULE, module.cells, module.header, (), module.reflections, frozenset())
    results = make_results(score(bare, None), _history(0.0), {}, FeedbackPolicy())
    assert "0 of 0 points" in feedback_page(results)


def test_formgraders_notebook_holds_floats_and_no_source_of_a_question() -> None:
    outcome = _outcome(RIGHT, (NASTY,))
    notebook = graded_notebook(
        _module(), outcome, make_results(outcome, _history(1.0), {}, FeedbackPolicy(pass_mark=0.0))
    )
    assert [cell["id"] for cell in notebook["cells"]] == ["faults", *QUESTIONS, "look-back", RUBRIC]
    for cell in notebook["cells"]:
        assert NASTY not in cell["source"]
        assert "answer:" not in cell["source"]
        if cell["id"] in QUESTIONS:
            assert float(cell["outputs"][1]["data"]["text/plain"]) == (2.0 if cell["id"] == "several" else 1.0)
