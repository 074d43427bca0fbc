"""Quizzes taken elsewhere, read back by parsers that others wrote: nothing is lost, and each answer earns what it earns here."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import qti_convert
from lxml import etree
from moodle_xml_parser import parser as moodle_parser
from pygiftparser import parser as gift_parser

from babyinmind.grading.module import Module
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from babyinmind.records.exports.gift import gift
from babyinmind.records.exports.moodle_xml import moodle_xml
from babyinmind.records.exports.qti import ITEM, PACKAGE, qti
from support.learners import modules_of, right_answer, some_answer, wrong_answer

HARD = 'A {brace}, 50% = half ~ about #1: \\ & <b>bold</b> "quotes" 李小龍 فاطمة'
"""Characters that mean something in one of the formats, and letters from elsewhere."""
WHY = 'Why: 50% \\ & <b>bold</b> #1 "quotes" 李小龍'
"""The same without "=", "~" and "}", which the reader of GIFT takes for the end of a feedback, escaped or not."""
NS = {"q": ITEM, "p": PACKAGE}


def questions() -> tuple[Question, ...]:
    """One of each kind; every text holds what is hard for some format."""
    texts = {"a": f"{HARD} a", "b": f"{HARD} b", "c": f"{HARD} c", "d": f"{HARD} d"}
    why = {name: f"{WHY} {name}" for name in texts}
    return (
        Choice(id="one", prompt=HARD, options=texts, answer="b", feedback=why),
        Choices(id="some", prompt=f"{HARD}\n\n- first\n- second", options=texts, answer=["a", "c"], feedback=why, points=2),
        Match(
            id="pairs", prompt=HARD, premises={"x": f"{HARD} x", "y": f"{HARD} y"}, options=texts,
            answer={"x": "d", "y": "a"}, feedback={"x": "Why x", "y": "Why y"},
        ),
        Order(id="steps", prompt=HARD, options=texts, answer=["c", "a", "d", "b"], feedback=why),
        Number(
            id="2-count", prompt=HARD, unit="children", answer=-7.5, tolerance=0.25,
            feedback={"right": f"Yes {WHY}", "low": f"Low {WHY}", "high": f"High {WHY}"},
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def hard() -> Module:
    return Module("00-hard", (), None, questions(), (), frozenset())


@pytest.fixture(scope="module")
def course(project: Path) -> list[Module]:
    return modules_of(project)


def answers(question: Question) -> list[Any]:
    """Answers of all worths: right, wrong, and a beginner's."""
    chance = random.Random(question.id)
    given = [right_answer(question), wrong_answer(question), *(some_answer(question, 0.1, chance) for _ in range(20))]
    return [answer for answer in given if answer is not None]


def unescaped(text: str) -> str:
    for sign in "~=#{}:\\":
        text = text.replace(f"\\{sign}", sign)
    return text


# GIFT, read by pygiftparserrgmf: structure, answers, whole weights, feedback without escapes. It knows no general
# feedback ("####") and no weights with decimals, so those stay in the text that it gives back.


def test_gift_is_read_back_with_every_question_and_its_kind(hard):
    read = gift_parser.parse(gift([hard])).questions
    assert [question.name for question in read] == [question.id for question in hard.questions]
    kinds = [repr(question.answer) for question in read]
    assert kinds == ["MultipleChoiceRadio()", "MultipleChoiceCheckbox()", "Matching()", "Matching()", "Numerical()"]
    assert all(unescaped(question.text).startswith(f"[markdown]{HARD}") for question in read)


def test_gift_keeps_the_key_the_weights_and_the_words(hard):
    one, some, pairs, steps, count = gift_parser.parse(gift([hard])).questions
    assert [unescaped(option.text) for option in one.answer.options] == list(questions()[0].options.values())
    assert [option.percentage for option in one.answer.options] == [0, 1, 0, 0]
    assert [unescaped(option.feedback) for option in one.answer.options] == list(questions()[0].feedback.values())
    assert [option.percentage for option in some.answer.options] == [0.5, -0.5, 0.5, -0.5]
    texts = questions()[0].options
    matched = [pairs.answer.get_pair(option) for option in pairs.answer.options]
    assert [unescaped(pair["second"]) for pair in matched if pair["first"]] == [texts["d"], texts["a"]]
    placed = [steps.answer.get_pair(option) for option in steps.answer.options]
    assert [(unescaped(pair["first"]), pair["second"]) for pair in placed] == [
        (texts[step], str(place)) for place, step in enumerate(("c", "a", "d", "b"), 1)
    ]
    assert (count.answer.get_number(), count.answer.get_error_margin()) == (-7.5, 0.25)


def test_the_whole_course_is_read_back_from_gift(course):
    read = gift_parser.parse(gift(course)).questions
    assert [question.name for question in read] == [one.id for module in course for one in module.questions]
    assert {question.category for question in read} == {f"{module.id} {module.title}" for module in course}


# Moodle XML, read by moodle-xml-parser (choices alone) and by lxml (everything).


def test_moodle_xml_is_read_back_with_fractions_words_and_feedback(hard):
    one, some = moodle_parser.parse_bytes(moodle_xml([hard]).encode())["multichoice"]
    assert (one.name, one.single, some.single, some.default_grade) == ("one", True, False, 2.0)
    assert one.text_pre_parse == HARD
    assert [option.answer for option in one.options] == list(questions()[0].options.values())
    assert [option.score_fraction for option in one.options] == [0, 100, 0, 0]
    assert [option.score_fraction for option in some.options] == [50, -50, 50, -50]
    assert [option.feedback for option in some.options] == list(questions()[1].feedback.values())


PERMITTED = {0, 100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5}  # fmt: skip
"""The fractions that Moodle knows (`question_bank::fraction_options_full`), which may be negative too."""


def moodle_share(element: etree._Element, question: Question, answer: Any) -> float | None:
    """What Moodle gives for an answer; None for an order, which it grades otherwise."""
    worth = {each.findtext("text"): float(each.get("fraction")) / 100 for each in element.findall("answer")}
    match question:
        case Choice():
            return worth[question.options[answer]]
        case Choices():
            return max(0.0, sum(worth[question.options[pick]] for pick in answer))
        case Match():
            pairs = {pair.findtext("text"): pair.findtext("answer/text") for pair in element.findall("subquestion")}
            asked = [text for text in pairs if text]
            given = {question.premises[premise]: question.options[option] for premise, option in answer.items()}
            return sum(given.get(text) == pairs[text] for text in asked) / len(asked)
        case Number():
            right = element.find("answer")
            return float(abs(answer - float(right.findtext("text"))) <= float(right.findtext("tolerance")) + 1e-9)
    return None


def test_in_moodle_each_answer_earns_what_it_earns_in_the_course(course, hard):
    modules = [*course, hard]
    read = etree.fromstring(moodle_xml(modules).encode()).xpath("question[@type!='category']")
    asked = [question for module in modules for question in module.questions]
    assert [element.findtext("name/text") for element in read] == [question.id for question in asked]
    for element, question in zip(read, asked, strict=True):
        if isinstance(question, Order):
            steps = sorted(element.findall("answer"), key=lambda each: float(each.get("fraction")))
            assert [step.findtext("text") for step in steps] == [question.options[step] for step in question.key]
            continue
        if not isinstance(question, Match):
            assert {abs(float(each.get("fraction"))) for each in element.findall("answer")} <= PERMITTED
        for answer in answers(question):
            assert moodle_share(element, question, answer) == pytest.approx(question.share(answer), abs=1e-5)


# QTI 3.0, read by lxml and by citolab-qti-convert, which follows every reference and writes all of it as QTI 2.1.


def files(package: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def test_a_qti_package_is_whole_and_can_be_converted_by_others(course, tmp_path):
    package = qti(course)
    (tmp_path / "qti3.zip").write_bytes(package)
    mended = qti_convert.fix_package_references(tmp_path / "qti3.zip", tmp_path / "mended.zip")
    assert (list(mended.fixed), list(mended.unresolved)) == ([], [])
    converted = qti_convert.downgrade_package(tmp_path / "qti3.zip", tmp_path / "qti21.zip")
    assert list(converted.warnings) == []
    older = files((tmp_path / "qti21.zip").read_bytes())
    items = {name for name in older if name.startswith("items/")}
    assert items == {f"items/{module.id}/{one.id}.xml" for module in course for one in module.questions}
    for name in items:
        assert older[name].xpath("//*[local-name()='correctResponse']/*[local-name()='value']"), name
    read = files(package)
    referred = {each.get("href") for each in read["test.xml"].iterfind(".//q:qti-assessment-item-ref", NS)}
    listed = {each.get("href") for each in read["imsmanifest.xml"].iterfind(".//p:file", NS)}
    assert referred == items
    assert listed == {*items, "test.xml"}


def named(name: str, of: str = "o") -> str:
    return f"{of}_{name}"


def qti_score(item: etree._Element, question: Question, answer: Any) -> float:
    """What the item's own declarations give for an answer."""
    key = item.xpath("q:qti-response-declaration/q:qti-correct-response/q:qti-value/text()", namespaces=NS)
    worth = {each.get("map-key"): float(each.get("mapped-value")) for each in item.iterfind(".//q:qti-map-entry", NS)}
    most = float(item.findtext("q:qti-outcome-declaration[@identifier='MAXSCORE']//q:qti-value", namespaces=NS))
    match question:
        case Choice():
            return most * (named(answer) == key[0])
        case Choices():
            return max(0.0, sum(worth.get(named(pick), 0) for pick in answer))
        case Match():
            return sum(worth.get(f"{named(premise)} {named(option, 'a')}", 0) for premise, option in answer.items())
        case Number():
            tolerance = item.find(".//q:qti-equal", NS).get("tolerance").split()[0]
            return most * (abs(answer - float(key[0])) <= float(tolerance) + 1e-9)
    raise TypeError(question)


def test_in_qti_each_answer_earns_what_it_earns_in_the_course(course, hard):
    for module in (*course, hard):
        read = files(qti([module]))
        for question in module.questions:
            item = read[f"items/{module.id}/{question.id}.xml"]
            if isinstance(question, Order):
                key = item.xpath(".//q:qti-correct-response/q:qti-value/text()", namespaces=NS)
                assert key == [named(step) for step in question.key]
                continue
            for answer in answers(question):
                assert qti_score(item, question, answer) == pytest.approx(question.score(answer), abs=1e-9)


def test_qti_tells_feedback_for_what_was_chosen(hard):
    read = files(qti([hard]))
    told: Callable[[str], dict[str, str]] = lambda name: {  # noqa: E731
        each.get("identifier"): "".join(each.itertext()).strip() for each in read[f"items/00-hard/{name}.xml"].iterfind("q:qti-modal-feedback", NS)
    }  # fmt: skip
    assert told("one") == {named(name): f"{WHY} {name}" for name in "abcd"}
    assert set(told("pairs")) == {"o_x", "o_y"}
    assert set(told("2-count")) == {"right", "low", "high"}


def test_each_format_is_the_same_when_it_is_made_again(course):
    assert qti(course) == qti(course)
    assert (gift(course), moodle_xml(course)) == (gift(course), moodle_xml(course))
