"""One question as a QTI 3.0 item.

Choices, several choices, matches and numbers earn what they earn in the course, and feedback is told for what was
chosen. An order earns a share for each step in its place (the course counts pairs of steps, for which QTI has no operator).
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import mistune

from babyinmind.grading.module import Module
from babyinmind.items import Choice, Choices, Match, Number, Order, Question
from babyinmind.records.exports.quiz import prompt_of

_html: Callable[[str], str] = mistune.create_markdown(escape=True)  # type: ignore[assignment]


def item(module: Module, question: Question) -> ET.Element:
    """A question as an item that holds its key, scores itself and tells its feedback."""
    element = ET.Element(
        "qti-assessment-item",
        {
            "identifier": identifier(f"{module.id}.{question.id}"),
            "title": question.id,
            "adaptive": "false",
            "time-dependent": "false",
            "xml:lang": "en",
        },
    )
    body = ET.Element("qti-item-body")
    processing = ET.Element("qti-response-processing")
    told: dict[str, str] = {}
    match question:
        case Choice():
            declaration = _declaration(element, "single", "identifier", [identifier(question.key)])
            _choices(body, question.prompt, question.options, most=1)
            _if(processing, _matches_key(), [_score(question.points)])
            _set_outcome(processing, "FEEDBACK", ET.Element("qti-variable", identifier="RESPONSE"))
            told = {identifier(name): text for name, text in (question.feedback or {}).items()}
        case Choices():
            declaration = _declaration(element, "multiple", "identifier", [identifier(name) for name in question.key])
            worth = question.points / len(question.key)
            _mapping(
                declaration,
                {identifier(name): worth if name in question.key else -worth for name in question.options},
                question.points,
            )
            _choices(body, question.prompt, question.options, most=0)
            _set_outcome(processing, "SCORE", ET.Element("qti-map-response", identifier="RESPONSE"))
            _set_outcome(processing, "FEEDBACK", ET.Element("qti-variable", identifier="RESPONSE"))
            told = {identifier(name): text for name, text in (question.feedback or {}).items()}
        case Match():
            pairs = {name: f"{identifier(name)} {identifier(question.key[name], 'a')}" for name in question.premises}
            declaration = _declaration(element, "multiple", "directedPair", list(pairs.values()))
            worth = question.points / len(pairs)
            _mapping(declaration, dict.fromkeys(pairs.values(), worth), question.points)
            _pairs(body, question)
            _set_outcome(processing, "SCORE", ET.Element("qti-map-response", identifier="RESPONSE"))
            for name, pair in pairs.items():
                if text := (question.feedback or {}).get(name):
                    told[identifier(name)] = text
                    member = ET.Element("qti-member")
                    member.extend((_value("directedPair", pair), ET.Element("qti-variable", identifier="RESPONSE")))
                    _if(processing, member, [_tell(identifier(name))])
        case Order():
            declaration = _declaration(element, "ordered", "identifier", [identifier(name) for name in question.key])
            _steps(body, question)
            for place, name in enumerate(question.key, 1):
                there = ET.Element("qti-index", n=str(place))
                ET.SubElement(there, "qti-variable", identifier="RESPONSE")
                right = ET.Element("qti-match")
                right.extend((there, _value("identifier", identifier(name))))
                _if(processing, right, [_score(question.points / len(question.key), more=True)])
            feedback = question.feedback or {}
            told = {
                "right": "\n\n".join(f"{question.options[name]}: {feedback.get(name, '')}" for name in question.key)
            }
            _if(processing, _matches_key(), [_tell("right")])
        case Number():
            declaration = _declaration(element, "single", "float", [f"{question.key:.12g}"])
            _prompt(body, prompt_of(question))
            ET.SubElement(ET.SubElement(body, "p"), "qti-text-entry-interaction", {"response-identifier": "RESPONSE"})
            within = ET.Element(
                "qti-equal",
                {"tolerance-mode": "absolute", "tolerance": " ".join([f"{question.tolerance or 0:.12g}"] * 2)},
            )
            low = ET.Element("qti-lt")
            for test in (within, low):
                ET.SubElement(test, "qti-variable", identifier="RESPONSE")
                ET.SubElement(test, "qti-correct", identifier="RESPONSE")
            condition = _if(processing, within, [_score(question.points), _tell("right")])
            otherwise = ET.SubElement(condition, "qti-response-else-if")
            otherwise.extend((low, _tell("low")))
            high = ET.SubElement(condition, "qti-response-else-if")
            given = ET.SubElement(ET.SubElement(high, "qti-not"), "qti-is-null")
            ET.SubElement(given, "qti-variable", identifier="RESPONSE")
            high.append(_tell("high"))
            told = dict(question.feedback or {})
        case _:
            raise TypeError(f"{question.kind} is no kind of question that QTI is written for.")
    single = isinstance(question, Choice)
    _outcomes(element, question.points, "single" if single else "multiple")
    element.extend((body, processing))
    for name, text in told.items():
        modal = ET.SubElement(
            element,
            "qti-modal-feedback",
            {"outcome-identifier": "FEEDBACK", "identifier": name, "show-hide": "show"},
        )
        ET.SubElement(modal, "qti-content-body").extend(_markup(text))
    return element


def _declaration(item: ET.Element, cardinality: str, kind: str, correct: list[str]) -> ET.Element:
    declaration = ET.SubElement(
        item, "qti-response-declaration", {"identifier": "RESPONSE", "cardinality": cardinality, "base-type": kind}
    )
    right = ET.SubElement(declaration, "qti-correct-response")
    for value in correct:
        ET.SubElement(right, "qti-value").text = value
    return declaration


def _mapping(declaration: ET.Element, worth: dict[str, float], most: float) -> None:
    bounds = {"lower-bound": "0", "upper-bound": f"{most:.12g}", "default-value": "0"}
    mapping = ET.SubElement(declaration, "qti-mapping", bounds)
    for key, value in worth.items():
        ET.SubElement(mapping, "qti-map-entry", {"map-key": key, "mapped-value": f"{value:.12g}"})


def _outcomes(item: ET.Element, points: float, cardinality: str) -> None:
    for name, value in (("SCORE", 0.0), ("MAXSCORE", points)):
        outcome = {"identifier": name, "cardinality": "single", "base-type": "float"}
        default = ET.SubElement(ET.SubElement(item, "qti-outcome-declaration", outcome), "qti-default-value")
        ET.SubElement(default, "qti-value").text = f"{value:.12g}"
    feedback = {"identifier": "FEEDBACK", "cardinality": cardinality, "base-type": "identifier"}
    ET.SubElement(item, "qti-outcome-declaration", feedback)


def _choices(body: ET.Element, prompt: str, options: dict[str, str], most: int) -> None:
    interaction = ET.SubElement(
        body, "qti-choice-interaction", {"response-identifier": "RESPONSE", "shuffle": "true", "max-choices": str(most)}
    )
    _prompt(interaction, prompt, "qti-prompt")
    for name, text in options.items():
        ET.SubElement(interaction, "qti-simple-choice", identifier=identifier(name)).extend(_markup(text))


def _pairs(body: ET.Element, question: Match) -> None:
    most = str(len(question.premises))
    interaction = ET.SubElement(
        body,
        "qti-match-interaction",
        {"response-identifier": "RESPONSE", "shuffle": "true", "max-associations": most},
    )
    _prompt(interaction, question.prompt, "qti-prompt")
    # A premise has one option; an option may be given to all of them.
    for texts, of, each in ((question.premises, "", "1"), (question.options, "a", most)):
        side = ET.SubElement(interaction, "qti-simple-match-set")
        for name, text in texts.items():
            choice = {"identifier": identifier(name, of), "match-max": each}
            ET.SubElement(side, "qti-simple-associable-choice", choice).extend(_markup(text))


def _steps(body: ET.Element, question: Order) -> None:
    interaction = ET.SubElement(body, "qti-order-interaction", {"response-identifier": "RESPONSE", "shuffle": "true"})
    _prompt(interaction, question.prompt, "qti-prompt")
    for name, text in question.options.items():
        ET.SubElement(interaction, "qti-simple-choice", identifier=identifier(name)).extend(_markup(text))


def _prompt(place: ET.Element, text: str, element: str = "div") -> None:
    ET.SubElement(place, element).extend(_markup(text))


def _markup(text: str) -> list[ET.Element]:
    """Markdown as the XHTML that QTI takes."""
    return list(ET.fromstring(f"<div>{_html(text)}</div>"))


def _if(processing: ET.Element, test: ET.Element, then: list[ET.Element]) -> ET.Element:
    condition = ET.SubElement(processing, "qti-response-condition")
    ET.SubElement(condition, "qti-response-if").extend((test, *then))
    return condition


def _matches_key() -> ET.Element:
    right = ET.Element("qti-match")
    ET.SubElement(right, "qti-variable", identifier="RESPONSE")
    ET.SubElement(right, "qti-correct", identifier="RESPONSE")
    return right


def _score(points: float, more: bool = False) -> ET.Element:
    """Set the score, or with `more` add to it."""
    outcome = ET.Element("qti-set-outcome-value", identifier="SCORE")
    value = _value("float", f"{points:.12g}")
    if more:
        ET.SubElement(outcome, "qti-sum").extend((ET.Element("qti-variable", identifier="SCORE"), value))
    else:
        outcome.append(value)
    return outcome


def _tell(name: str) -> ET.Element:
    """Add to the feedback that is shown."""
    outcome = ET.Element("qti-set-outcome-value", identifier="FEEDBACK")
    ET.SubElement(outcome, "qti-multiple").extend(
        (ET.Element("qti-variable", identifier="FEEDBACK"), _value("identifier", name))
    )
    return outcome


def _set_outcome(processing: ET.Element, name: str, value: ET.Element) -> None:
    ET.SubElement(processing, "qti-set-outcome-value", identifier=name).append(value)


def _value(kind: str, text: str) -> ET.Element:
    value = ET.Element("qti-base-value", {"base-type": kind})
    value.text = text
    return value


def identifier(name: str, of: str = "") -> str:
    """An identifier begins with a letter or "_", which the course's ids need not."""
    return f"{of or 'o'}_{name}"
