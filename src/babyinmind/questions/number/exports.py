"""A number with its tolerance. GIFT and Moodle tell the feedback for low and high together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree as ET

from babyinmind.questions import gift
from babyinmind.questions.exports import QuestionExports
from babyinmind.questions.moodle_xml import add_answer, add_settings
from babyinmind.questions.number import Number
from babyinmind.questions.qti import QtiItem, add_prompt, response, set_score, tell
from babyinmind.words import _


class Exports(QuestionExports[Number]):
    gift_sign: ClassVar[str] = "#"
    moodle_type: ClassVar[str] = "numerical"

    def prompt(self, question: Number) -> str:
        """What is asked, with the unit that the number is wanted in."""
        return question.prompt.strip() + (
            " " + _("(Answer in: {unit}.)").format(unit=question.unit) if question.unit else ""
        )

    def general_feedback(self, question: Number) -> str:
        feedback = question.feedback or {}
        words = (("low", _("Lower")), ("high", _("Higher")))
        return "\n\n".join(f"{word}: {feedback[name]}" for name, word in words if name in feedback)

    def gift(self, question: Number) -> Iterator[str]:
        yield f"={question.key:.12g}:{question.tolerance or 0:.12g}{gift.feedback(question.feedback, 'right')}"

    def moodle_xml(self, question: Number, element: ET.Element) -> None:
        form, right = "moodle_auto_format", (question.feedback or {}).get("right")
        add_settings(
            add_answer(element, "100", f"{question.key:.12g}", right, form),
            tolerance=f"{question.tolerance or 0:.12g}",
        )
        if wrong := self.general_feedback(question):
            add_settings(add_answer(element, "0", "*", wrong, form), tolerance="0")

    def qti(self, question: Number, item: QtiItem) -> None:
        item.declare("single", "float", [f"{question.key:.12g}"])
        add_prompt(item.body, self.prompt(question))
        ET.SubElement(ET.SubElement(item.body, "p"), "qti-text-entry-interaction", {"response-identifier": "RESPONSE"})
        tolerance = " ".join([f"{question.tolerance or 0:.12g}"] * 2)
        within = ET.Element("qti-equal", {"tolerance-mode": "absolute", "tolerance": tolerance})
        low = ET.Element("qti-lt")
        for test in (within, low):
            test.extend((response(), ET.Element("qti-correct", identifier="RESPONSE")))
        condition = item.when(within, set_score(item.points), tell("right"))
        ET.SubElement(condition, "qti-response-else-if").extend((low, tell("low")))
        high = ET.SubElement(condition, "qti-response-else-if")
        ET.SubElement(ET.SubElement(high, "qti-not"), "qti-is-null").append(response())
        high.append(tell("high"))
        item.feedback = dict(question.feedback or {})
