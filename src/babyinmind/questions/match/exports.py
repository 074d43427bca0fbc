"""Pairs: each right one earns its share. GIFT and Moodle keep no feedback for a pair, so it is told together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree as ET

from babyinmind.questions import gift
from babyinmind.questions.exports import QuestionExports
from babyinmind.questions.match import Match
from babyinmind.questions.moodle_xml import add_pair, add_settings
from babyinmind.questions.qti import QtiItem, base_value, identifier, response, tell


class Exports(QuestionExports[Match]):
    moodle_type: ClassVar[str] = "matching"

    def general_feedback(self, question: Match) -> str:
        feedback = question.feedback or {}
        return "\n\n".join(f"{text}: {feedback[name]}" for name, text in question.premises.items() if name in feedback)

    def gift(self, question: Match) -> Iterator[str]:
        for premise, option in _pairs(question):
            yield f"={gift.escaped(premise)} -> {gift.escaped(option)}"

    def moodle_xml(self, question: Match, element: ET.Element) -> None:
        add_settings(element, shuffleanswers="true")
        for premise, option in _pairs(question):
            add_pair(element, premise, option)

    def qti(self, question: Match, item: QtiItem) -> None:
        pairs = {name: f"{identifier(name)} {identifier(question.key[name], 'a')}" for name in question.premises}
        declaration = item.declare("multiple", "directedPair", list(pairs.values()))
        item.score_by_mapping(declaration, dict.fromkeys(pairs.values(), item.points / len(pairs)))
        item.ask_pairs(question.prompt, question.premises, question.options)
        for name, pair in pairs.items():
            if text := (question.feedback or {}).get(name):
                item.feedback[identifier(name)] = text
                made = ET.Element("qti-member")
                made.extend((base_value("directedPair", pair), response()))
                item.when(made, tell(identifier(name)))


def _pairs(question: Match) -> Iterator[tuple[str, str]]:
    """The right pairs, then the options that belong to no premise, with "" for it."""
    for premise, text in question.premises.items():
        yield text, question.options[question.key[premise]]
    for name, text in question.options.items():
        if name not in question.key.values():
            yield "", text
