"""Quizzes as Moodle XML. What a kind of question loses on the way, its `exports` says.

Source: Moodle documentation, *Moodle XML format*.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from babyinmind.grading.module import Module
from babyinmind.questions import Question, kind_of
from babyinmind.questions.moodle_xml import add_settings, add_text


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
    exports = kind_of(question).exports
    element = ET.Element("question", type=exports.moodle_type)
    ET.SubElement(ET.SubElement(element, "name"), "text").text = question.id
    add_text(element, "questiontext", exports.prompt(question))
    add_text(element, "generalfeedback", exports.general_feedback(question))
    add_settings(element, defaultgrade=f"{question.points:.7f}", penalty="0", hidden="0", idnumber=question.id)
    exports.moodle_xml(question, element)
    return element
