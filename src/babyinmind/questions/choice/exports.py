"""One best answer, in formats that all know it: it earns what it earns here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree as ET

from babyinmind.questions import gift
from babyinmind.questions.choice import Choice
from babyinmind.questions.exports import QuestionExports
from babyinmind.questions.moodle_xml import add_answer, add_settings
from babyinmind.questions.qti import QtiItem, identifier, matches_key, response, set_score


class Exports(QuestionExports[Choice]):
    moodle_type: ClassVar[str] = "multichoice"

    def gift(self, question: Choice) -> Iterator[str]:
        for name, text in question.options.items():
            mark = "=" if name == question.key else "~"
            yield f"{mark}{gift.escaped(text)}{gift.feedback(question.feedback, name)}"

    def moodle_xml(self, question: Choice, element: ET.Element) -> None:
        add_settings(element, single="true", shuffleanswers="true", answernumbering="none")
        for name, text in question.options.items():
            add_answer(element, "100" if name == question.key else "0", text, (question.feedback or {}).get(name))

    def qti(self, question: Choice, item: QtiItem) -> None:
        item.feedback_cardinality = "single"
        item.declare("single", "identifier", [identifier(question.key)])
        item.ask_choices(question.prompt, question.options, most=1)
        item.when(matches_key(), set_score(item.points))
        item.set_outcome("FEEDBACK", response())
        item.feedback = {identifier(name): text for name, text in (question.feedback or {}).items()}
