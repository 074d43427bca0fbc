"""Statements, each true or false, which no format knows as one question with its points.

GIFT's own true/false holds a single statement, and its options with weights belong to no statement, so the nearest is a
match of statements with "True" and "False": each right pair earns, a wrong one takes nothing away. In Moodle XML each
statement stands twice among the options of a question with several answers, as true and as false: right ones earn their
share, wrong ones take as much away, and both together earn nothing, which is what the course gives. QTI matches
statements with the two words, and its mapping of pairs earns what the course gives too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree as ET

from babyinmind.questions import gift
from babyinmind.questions.exports import QuestionExports, percent
from babyinmind.questions.moodle_xml import add_answer, add_settings
from babyinmind.questions.qti import QtiItem, base_value, identifier, response, tell
from babyinmind.questions.true_false import TrueFalse, truth_words

_IDS = {True: "true", False: "false"}


class Exports(QuestionExports[TrueFalse]):
    moodle_type: ClassVar[str] = "multichoice"

    def general_feedback(self, question: TrueFalse) -> str:
        feedback = question.feedback or {}
        return "\n\n".join(
            f"{text}: {feedback[name]}" for name, text in question.statements.items() if name in feedback
        )

    def gift(self, question: TrueFalse) -> Iterator[str]:
        words = truth_words()
        for name, text in question.statements.items():
            yield f"={gift.escaped(text)} -> {gift.escaped(words[question.key[name]])}"

    def moodle_xml(self, question: TrueFalse, element: ET.Element) -> None:
        # Not shuffled: a statement's two options stand together.
        add_settings(element, single="false", shuffleanswers="false", answernumbering="none")
        for name, text in question.statements.items():
            for truth, word in truth_words().items():
                worth = percent(1 if truth == question.key[name] else -1, len(question.key))
                add_answer(element, worth, f"{text} **{word}**", None)

    def qti(self, question: TrueFalse, item: QtiItem) -> None:
        worth = item.points / len(question.key)
        pairs = {(name, truth): _pair(name, truth) for name in question.statements for truth in _IDS}
        right = {name: pairs[name, question.key[name]] for name in question.statements}
        declaration = item.declare("multiple", "directedPair", list(right.values()))
        item.score_by_mapping(
            declaration, {pair: worth if pair == right[name] else -worth for (name, _), pair in pairs.items()}
        )
        item.ask_pairs(
            question.prompt, question.statements, {_IDS[truth]: word for truth, word in truth_words().items()}
        )
        for name, pair in right.items():
            if text := (question.feedback or {}).get(name):
                item.feedback[identifier(name)] = text
                made = ET.Element("qti-member")
                made.extend((base_value("directedPair", pair), response()))
                item.when(made, tell(identifier(name)))


def _pair(name: str, truth: bool) -> str:
    return f"{identifier(name)} {identifier(_IDS[truth], 'a')}"
