"""Several right answers: a right pick is worth its share of the points, a wrong one takes as much away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree as ET

from babyinmind.questions import gift
from babyinmind.questions.choices import Choices
from babyinmind.questions.exports import QuestionExports, percent
from babyinmind.questions.moodle_xml import add_answer, add_settings
from babyinmind.questions.qti import QtiItem, identifier, response


class Exports(QuestionExports[Choices]):
    moodle_type: ClassVar[str] = "multichoice"

    def gift(self, question: Choices) -> Iterator[str]:
        for name, text in question.options.items():
            worth = _worth(question, name)
            yield f"~%{worth}%{gift.escaped(text)}{gift.feedback(question.feedback, name)}"

    def moodle_xml(self, question: Choices, element: ET.Element) -> None:
        add_settings(element, single="false", shuffleanswers="true", answernumbering="none")
        for name, text in question.options.items():
            add_answer(element, _worth(question, name), text, (question.feedback or {}).get(name))

    def qti(self, question: Choices, item: QtiItem) -> None:
        declaration = item.declare("multiple", "identifier", [identifier(name) for name in question.key])
        worth = item.points / len(question.key)
        item.score_by_mapping(
            declaration, {identifier(name): worth if name in question.key else -worth for name in question.options}
        )
        item.ask_choices(question.prompt, question.options, most=0)
        item.set_outcome("FEEDBACK", response())
        item.feedback = {identifier(name): text for name, text in (question.feedback or {}).items()}


def _worth(question: Choices, name: str) -> str:
    return percent(1 if name in question.key else -1, len(question.key))
