"""An order, which no format counts by pairs of steps as the course does.

GIFT asks "which place has this step?", QTI counts the steps that stand in their place: each earns its share. Moodle's
"ordering" (in its core from 4.4 on, before that a plug-in), graded by "relative to all the previous and next items", is
the nearest to the course's pairs: right pairs earn, wrong ones do not take away. Source: `qtype_ordering`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree as ET

from babyinmind.questions import gift
from babyinmind.questions.exports import QuestionExports
from babyinmind.questions.moodle_xml import add_answer, add_settings
from babyinmind.questions.order import Order
from babyinmind.questions.qti import QtiItem, add_score, base_value, identifier, matches_key, response, tell

_RELATIVE_TO_ALL = "RELATIVE_ALL_PREVIOUS_AND_NEXT"


class Exports(QuestionExports[Order]):
    moodle_type: ClassVar[str] = "ordering"

    def general_feedback(self, question: Order) -> str:
        feedback = question.feedback or {}
        return "\n\n".join(f"{question.options[name]}: {feedback[name]}" for name in question.key if name in feedback)

    def gift(self, question: Order) -> Iterator[str]:
        for place, step in enumerate(question.key, 1):
            yield f"={gift.escaped(question.options[step])} -> {place}"

    def moodle_xml(self, question: Order, element: ET.Element) -> None:
        add_settings(element, layouttype="VERTICAL", selecttype="ALL", selectcount="0", gradingtype=_RELATIVE_TO_ALL)
        add_settings(element, showgrading="HIDE", numberingstyle="none", shownumcorrect="1")
        for place, step in enumerate(question.key, 1):
            add_answer(element, str(place), question.options[step], None)

    def qti(self, question: Order, item: QtiItem) -> None:
        item.declare("ordered", "identifier", [identifier(name) for name in question.key])
        item.ask_order(question.prompt, question.options)
        for place, name in enumerate(question.key, 1):
            there = ET.Element("qti-index", n=str(place))
            there.append(response())
            right = ET.Element("qti-match")
            right.extend((there, base_value("identifier", identifier(name))))
            item.when(right, add_score(item.points / len(question.key)))
        feedback = question.feedback or {}
        item.feedback = {
            "right": "\n\n".join(f"{question.options[name]}: {feedback.get(name, '')}" for name in question.key)
        }
        item.when(matches_key(), tell("right"))
