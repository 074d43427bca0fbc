"""Statements that are true or false: what each response earns, here and elsewhere, and what an author is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from lxml import etree
from pygiftparser import parser as gift_parser

from babyinmind.authoring.schema import examine
from babyinmind.grading.module import Module
from babyinmind.items import split
from babyinmind.questions import ResponseError, kind_of
from babyinmind.questions.true_false import TrueFalse
from babyinmind.records.exports.gift import gift
from babyinmind.records.exports.moodle_xml import moodle_xml
from babyinmind.records.exports.qti import ITEM, qti

QUESTION = TrueFalse(
    id="judge",
    prompt="Judge each statement.",
    points=2,
    statements={"a": "Sky is up", "b": "Fish can fly", "c": "Ice is cold"},
    answer={"a": True, "b": False, "c": True},
    feedback={"a": "Look up.", "b": "Look down.", "c": "Touch it."},
)
MODULE = Module("00-judge", (), None, (QUESTION,), (), frozenset())


def responses() -> Iterator[dict[str, bool]]:
    """Every response that can be given: each statement true, false, or not judged."""
    for judged in product((True, False, None), repeat=3):
        yield {name: truth for name, truth in zip("abc", judged, strict=True) if truth is not None}


@pytest.mark.parametrize(
    ("response", "share"),
    [
        ({"a": True, "b": False, "c": True}, 1),
        ({"a": True, "b": False}, 2 / 3),
        ({"a": True, "b": False, "c": False}, 1 / 3),
        ({"a": True, "b": True}, 0),
        ({"a": False, "b": True, "c": False}, 0),
        ({"a": True, "gone": True}, 1 / 3),
        ({}, 0),
        (None, 0),
    ],
)
def test_right_ones_earn_and_wrong_ones_take_away(response, share):
    assert QUESTION.share(response) == pytest.approx(share)
    assert QUESTION.score(response) == pytest.approx(2 * share)


@pytest.mark.parametrize("response", ["a", ["a"], {"a": "true"}, {"a": 1}, {"a": None}, {1: True}])
def test_what_is_no_judgment_is_refused(response):
    with pytest.raises(ResponseError):
        QUESTION.read(response)


def test_no_remark_says_which_judgment_is_wrong():
    for response in responses():
        remarks = QUESTION.remarks(response)
        if all(QUESTION.key[name] == truth for name, truth in response.items()):
            assert [(each.about, each.text) for each in remarks] == [
                (name, QUESTION.feedback[name]) for name in response
            ]
        else:
            assert [(each.about, each.text) for each in remarks] == [(None, "Some statements are not judged right.")]


def test_a_response_is_told_in_the_order_of_the_question():
    assert QUESTION.own_words({"c": True, "a": False}) == ("Sky is up → False", "Ice is cold → True")
    assert QUESTION.key_words() == ("Sky is up → True", "Fish can fly → False", "Ice is cold → True")


def test_in_moodle_each_answer_earns_what_it_earns_in_the_course():
    (read,) = etree.fromstring(moodle_xml([MODULE]).encode()).xpath("question[@type='multichoice']")
    assert (read.findtext("single"), read.findtext("shuffleanswers")) == ("false", "false")
    worth = {each.findtext("text"): float(each.get("fraction")) / 100 for each in read.findall("answer")}
    assert len(worth) == 6
    for response in responses():
        ticked = [f"{QUESTION.statements[name]} **{truth}**" for name, truth in response.items()]
        assert max(0.0, sum(worth[text] for text in ticked)) == pytest.approx(QUESTION.share(response), abs=1e-5)


def test_in_qti_each_answer_earns_what_it_earns_in_the_course():
    with zipfile.ZipFile(io.BytesIO(qti([MODULE]))) as archive:
        item = etree.fromstring(archive.read("items/00-judge/judge.xml"))
    mapping = item.find(".//{*}qti-mapping")
    worth = {
        each.get("map-key"): float(each.get("mapped-value")) for each in mapping.iterfind(f"{{{ITEM}}}qti-map-entry")
    }
    least, most = float(mapping.get("lower-bound")), float(mapping.get("upper-bound"))
    for response in responses():
        pairs = [f"o_{name} a_{'true' if truth else 'false'}" for name, truth in response.items()]
        assert min(most, max(least, sum(worth[pair] for pair in pairs))) == pytest.approx(QUESTION.score(response))
    sides = item.findall(".//{*}qti-simple-match-set")
    assert [[choice.get("match-max") for choice in side] for side in sides] == [["1", "1", "1"], ["3", "3"]]


def test_gift_matches_statements_with_the_two_words():
    (read,) = gift_parser.parse(gift([MODULE])).questions
    pairs = [read.answer.get_pair(option) for option in read.answer.options]
    assert [(each["first"].strip(), each["second"].strip()) for each in pairs] == [
        ("Sky is up", "True"), ("Fish can fly", "False"), ("Ice is cold", "True"),
    ]  # fmt: skip


CELL = """%%question
id: judge
kind: true-false
objective: see
section: lesson
prompt: Judge each statement.
statements:
  a: Sky is up
  b: Fish can fly
### BEGIN HIDDEN TESTS
answer: {a: true, b: false}
feedback: {a: Look up., b: Look down.}
### END HIDDEN TESTS
"""


def told(old: str, new: str) -> dict[int, str]:
    assert old in CELL
    text: Any = split(CELL.replace(old, new))
    return {problem.line: problem.message for problem in examine(text)[1]}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("b: false", "b: true", 11, "All statements are true: whoever judges them alike is right."),
        ("{a: true, b: false}", "{a: false, b: false}", 11, "All statements are false"),
        ("{a: true, b: false}", "{a: true}", 11, "The answer leaves out the statement 'b'."),
        ("b: false", "b: false, z: true", 11, "The answer names a statement 'z' that is not there."),
        ("b: false", "b: perhaps", 11, '`true` or `false` is expected; found "perhaps".'),
        ("  b: Fish can fly\n", "", 7, "There are 1 statements; give 2 to 8."),
        ("b: Fish can fly", "b: Sky is up", 9, "'b' reads the same as 'a'."),
        (", b: Look down.", "", 12, "Feedback for statement 'b' is missing."),
    ],
)
def test_a_fault_names_its_line_and_the_fix(old, new, line, message):
    assert told("see", "see") == {}
    assert told(old, new)[line].startswith(message)


def test_length_and_absolutes_are_looked_at():
    authoring = kind_of(QUESTION).authoring
    assert authoring.claims(QUESTION) == ("statements", "statement", QUESTION.statements)
    long = {**QUESTION.statements, "b": "Fish can fly over the whole of the sea and back again before it is dark"}
    (fault,) = authoring.length_faults(replace(QUESTION, statements=long))
    assert fault.path == ("statements",) and "true statements are shorter than the false ones" in fault.message
