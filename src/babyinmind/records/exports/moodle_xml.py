"""Quizzes as Moodle XML.

Choices, several choices and matches earn what they earn in the course. An order is Moodle's "ordering" (in its core from
4.4 on, before that a plug-in), graded by "relative to all the previous and next items", the nearest to the course's
pairs: right pairs earn, wrong ones do not take away. Numbers that are wrong get the feedback for low and high together.
Source: Moodle documentation, *Moodle XML format*; `qtype_ordering`.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from babyinmind.grading.module import Module
from babyinmind.items import Choice, Choices, Match, Number, Order, Question
from babyinmind.records.exports.quiz import general_feedback, percent, prompt_of

_TYPES = {Choice: "multichoice", Choices: "multichoice", Match: "matching", Order: "ordering", Number: "numerical"}
_RELATIVE_TO_ALL = "RELATIVE_ALL_PREVIOUS_AND_NEXT"


def moodle_xml(modules: Iterable[Module]) -> str:
    """All graded questions of modules, each module a category below the place where it is imported."""
    quiz = ET.Element("quiz")
    for module in modules:
        category = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
        ET.SubElement(category, "text").text = f"$course$/top/{f'{module.id} {module.title}'.replace('/', '//')}"
        for question in module.questions:
            quiz.append(_question(question))
    ET.indent(quiz)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(quiz, encoding="unicode")}\n'


def _question(question: Question) -> ET.Element:
    element = ET.Element("question", type=_TYPES[type(question)])
    ET.SubElement(ET.SubElement(element, "name"), "text").text = question.id
    _text(element, "questiontext", prompt_of(question))
    _text(element, "generalfeedback", general_feedback(question))
    _set(element, defaultgrade=f"{question.points:.7f}", penalty="0", hidden="0", idnumber=question.id)
    match question:
        case Choice():
            _set(element, single="true", shuffleanswers="true", answernumbering="none")
            for name, text in question.options.items():
                _answer(element, "100" if name == question.key else "0", text, (question.feedback or {}).get(name))
        case Choices():
            _set(element, single="false", shuffleanswers="true", answernumbering="none")
            for name, text in question.options.items():
                worth = percent(1 if name in question.key else -1, len(question.key))
                _answer(element, worth, text, (question.feedback or {}).get(name))
        case Match():
            _set(element, shuffleanswers="true")
            pairs = [(text, question.key[premise]) for premise, text in question.premises.items()]
            pairs += [("", name) for name in question.options if name not in question.key.values()]
            for premise, name in pairs:
                pair = _text(element, "subquestion", premise)
                ET.SubElement(ET.SubElement(pair, "answer"), "text").text = question.options[name]
        case Order():
            _set(element, layouttype="VERTICAL", selecttype="ALL", selectcount="0", gradingtype=_RELATIVE_TO_ALL)
            _set(element, showgrading="HIDE", numberingstyle="none", shownumcorrect="1")
            for place, step in enumerate(question.key, 1):
                _answer(element, str(place), question.options[step], None)
        case Number():
            feedback = question.feedback or {}
            right = _answer(element, "100", f"{question.key:.12g}", feedback.get("right"), form="moodle_auto_format")
            _set(right, tolerance=f"{question.tolerance or 0:.12g}")
            if wrong := general_feedback(question):
                _set(_answer(element, "0", "*", wrong, form="moodle_auto_format"), tolerance="0")
    return element


def _answer(element: ET.Element, fraction: str, text: str, feedback: str | None, form: str = "markdown") -> ET.Element:
    answer = ET.SubElement(element, "answer", fraction=fraction, format=form)
    ET.SubElement(answer, "text").text = text
    if feedback:
        _text(answer, "feedback", feedback)
    return answer


def _text(element: ET.Element, name: str, text: str) -> ET.Element:
    part = ET.SubElement(element, name, format="markdown")
    ET.SubElement(part, "text").text = text
    return part


def _set(element: ET.Element, **values: str) -> None:
    for name, value in values.items():
        ET.SubElement(element, name).text = value
