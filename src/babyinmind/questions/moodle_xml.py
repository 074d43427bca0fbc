"""Elements of Moodle XML that several kinds of question need. Source: Moodle documentation, *Moodle XML format*."""

from __future__ import annotations

from xml.etree import ElementTree as ET


def add_answer(
    element: ET.Element, fraction: str, text: str, feedback: str | None, form: str = "markdown"
) -> ET.Element:
    """An `<answer>`; `fraction` is the percentage of the points that it earns."""
    answer = ET.SubElement(element, "answer", fraction=fraction, format=form)
    ET.SubElement(answer, "text").text = text
    if feedback:
        add_text(answer, "feedback", feedback)
    return answer


def add_text(element: ET.Element, name: str, text: str) -> ET.Element:
    """An element that holds Markdown."""
    part = ET.SubElement(element, name, format="markdown")
    ET.SubElement(part, "text").text = text
    return part


def add_pair(element: ET.Element, premise: str, option: str) -> None:
    """A pair of a matching question; an option without a premise ("") belongs to none."""
    pair = add_text(element, "subquestion", premise)
    ET.SubElement(ET.SubElement(pair, "answer"), "text").text = option


def add_settings(element: ET.Element, **values: str) -> None:
    """One element for each setting, in the order given."""
    for name, value in values.items():
        ET.SubElement(element, name).text = value
