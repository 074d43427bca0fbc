"""A QTI 3.0 item in the making, and the parts of it that several kinds of question need.

Source: 1EdTech, *Question and Test Interoperability (QTI) 3.0: Assessment, Section and Item Information Model*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree import ElementTree as ET

import mistune

_html: Callable[[str], str] = mistune.create_markdown(escape=True)  # type: ignore[assignment]


class QtiItem:
    """One item: a kind declares the response, fills `body` and `processing`, and names `feedback` by identifier."""

    feedback_cardinality = "multiple"
    """It is `single` where the response itself is the identifier of its feedback."""

    def __init__(self, name: str, title: str, points: float) -> None:
        self.points = points
        self.body = ET.Element("qti-item-body")
        self.processing = ET.Element("qti-response-processing")
        self.feedback: dict[str, str] = {}
        attributes = {"adaptive": "false", "time-dependent": "false", "xml:lang": "en"}
        self._element = ET.Element("qti-assessment-item", {"identifier": name, "title": title, **attributes})

    def declare(self, cardinality: str, base_type: str, correct: list[str]) -> ET.Element:
        """Declare the response and its key."""
        declared = {"identifier": "RESPONSE", "cardinality": cardinality, "base-type": base_type}
        declaration = ET.SubElement(self._element, "qti-response-declaration", declared)
        right = ET.SubElement(declaration, "qti-correct-response")
        for each in correct:
            ET.SubElement(right, "qti-value").text = each
        return declaration

    def score_by_mapping(self, declaration: ET.Element, worth: Mapping[str, float]) -> None:
        """Let the score be the sum of the points that each part of the response is worth, from 0 to all points."""
        bounds = {"lower-bound": "0", "upper-bound": f"{self.points:.12g}", "default-value": "0"}
        mapping = ET.SubElement(declaration, "qti-mapping", bounds)
        for key, points in worth.items():
            ET.SubElement(mapping, "qti-map-entry", {"map-key": key, "mapped-value": f"{points:.12g}"})
        self.set_outcome("SCORE", ET.Element("qti-map-response", identifier="RESPONSE"))

    def set_outcome(self, name: str, outcome: ET.Element) -> None:
        ET.SubElement(self.processing, "qti-set-outcome-value", identifier=name).append(outcome)

    def when(self, test: ET.Element, *then: ET.Element) -> ET.Element:
        """Do something where a test holds; gives the condition, to which other branches may be added."""
        condition = ET.SubElement(self.processing, "qti-response-condition")
        ET.SubElement(condition, "qti-response-if").extend((test, *then))
        return condition

    def ask_choices(self, prompt: str, options: Mapping[str, str], most: int) -> None:
        """Options to choose from, `most` of them; 0 is any number."""
        attributes = {"response-identifier": "RESPONSE", "shuffle": "true", "max-choices": str(most)}
        self._ask_options("qti-choice-interaction", attributes, prompt, options)

    def ask_order(self, prompt: str, options: Mapping[str, str]) -> None:
        attributes = {"response-identifier": "RESPONSE", "shuffle": "true"}
        self._ask_options("qti-order-interaction", attributes, prompt, options)

    def _ask_options(self, name: str, attributes: dict[str, str], prompt: str, options: Mapping[str, str]) -> None:
        interaction = ET.SubElement(self.body, name, attributes)
        add_prompt(interaction, prompt, "qti-prompt")
        for option, text in options.items():
            ET.SubElement(interaction, "qti-simple-choice", identifier=identifier(option)).extend(markup(text))

    def ask_pairs(self, prompt: str, premises: Mapping[str, str], options: Mapping[str, str]) -> None:
        """Each premise has one option; an option may be given to all of them. Options' identifiers begin with `a_`."""
        most = str(len(premises))
        attributes = {"response-identifier": "RESPONSE", "shuffle": "true", "max-associations": most}
        interaction = ET.SubElement(self.body, "qti-match-interaction", attributes)
        add_prompt(interaction, prompt, "qti-prompt")
        for texts, of, each in ((premises, "", "1"), (options, "a", most)):
            side = ET.SubElement(interaction, "qti-simple-match-set")
            for name, text in texts.items():
                choice = {"identifier": identifier(name, of), "match-max": each}
                ET.SubElement(side, "qti-simple-associable-choice", choice).extend(markup(text))

    def finished(self) -> ET.Element:
        """The whole item, its parts in the order of the schema."""
        for name, points in (("SCORE", 0.0), ("MAXSCORE", self.points)):
            outcome = {"identifier": name, "cardinality": "single", "base-type": "float"}
            declaration = ET.SubElement(self._element, "qti-outcome-declaration", outcome)
            ET.SubElement(ET.SubElement(declaration, "qti-default-value"), "qti-value").text = f"{points:.12g}"
        feedback = {"identifier": "FEEDBACK", "cardinality": self.feedback_cardinality, "base-type": "identifier"}
        ET.SubElement(self._element, "qti-outcome-declaration", feedback)
        self._element.extend((self.body, self.processing))
        for name, text in self.feedback.items():
            shown = {"outcome-identifier": "FEEDBACK", "identifier": name, "show-hide": "show"}
            modal = ET.SubElement(self._element, "qti-modal-feedback", shown)
            ET.SubElement(modal, "qti-content-body").extend(markup(text))
        return self._element


def identifier(name: str, of: str = "") -> str:
    """An identifier begins with a letter or "_", which the course's ids need not."""
    return f"{of or 'o'}_{name}"


def add_prompt(place: ET.Element, text: str, element: str = "div") -> None:
    ET.SubElement(place, element).extend(markup(text))


def markup(text: str) -> list[ET.Element]:
    """Markdown as the XHTML that QTI takes."""
    return list(ET.fromstring(f"<div>{_html(text)}</div>"))


def response() -> ET.Element:
    """The response, as a variable of an expression."""
    return ET.Element("qti-variable", identifier="RESPONSE")


def base_value(base_type: str, text: str) -> ET.Element:
    """A constant of an expression."""
    value = ET.Element("qti-base-value", {"base-type": base_type})
    value.text = text
    return value


def matches_key() -> ET.Element:
    """The test that the response is the key."""
    right = ET.Element("qti-match")
    right.extend((response(), ET.Element("qti-correct", identifier="RESPONSE")))
    return right


def set_score(points: float) -> ET.Element:
    outcome = ET.Element("qti-set-outcome-value", identifier="SCORE")
    outcome.append(base_value("float", f"{points:.12g}"))
    return outcome


def add_score(points: float) -> ET.Element:
    outcome = ET.Element("qti-set-outcome-value", identifier="SCORE")
    addends = (ET.Element("qti-variable", identifier="SCORE"), base_value("float", f"{points:.12g}"))
    ET.SubElement(outcome, "qti-sum").extend(addends)
    return outcome


def tell(name: str) -> ET.Element:
    """Add to the feedback that is shown."""
    outcome = ET.Element("qti-set-outcome-value", identifier="FEEDBACK")
    told = (ET.Element("qti-variable", identifier="FEEDBACK"), base_value("identifier", name))
    ET.SubElement(outcome, "qti-multiple").extend(told)
    return outcome
