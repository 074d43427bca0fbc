"""Quizzes as a QTI 3.0 package: one item a question, one test with a section a module, and the manifest.

Source: 1EdTech, *Question and Test Interoperability (QTI) 3.0: Assessment, Section and Item Information Model*.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from babyinmind.grading.module import Module
from babyinmind.questions import Question, kind_of
from babyinmind.questions.qti import QtiItem, identifier

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/"
_SCHEMAS = {
    ITEM: f"{ITEM} {_SCHEMA}imsqti_asiv3p0p1_v1p0.xsd",
    PACKAGE: f"{PACKAGE} {_SCHEMA}imsqtiv3p0_imscpv1p2_v1p0.xsd",
}
_MADE = (1980, 1, 1, 0, 0, 0)
"""The same modules give the same bytes."""


def qti(modules: Iterable[Module]) -> bytes:
    """The package (a zip) with all graded questions of modules."""
    modules = list(modules)
    items = {
        f"items/{module.id}/{question.id}.xml": (identifier(f"{module.id}.{question.id}"), _item(module, question))
        for module in modules
        for question in module.questions
    }
    files = {href: _text(element, ITEM) for href, (_, element) in items.items()}
    files["test.xml"] = _text(_test(modules), ITEM)
    files["imsmanifest.xml"] = _text(_manifest({href: name for href, (name, _) in items.items()}), PACKAGE)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), text, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def _item(module: Module, question: Question) -> ET.Element:
    """A question as an item that holds its key, scores itself and tells its feedback."""
    item = QtiItem(identifier(f"{module.id}.{question.id}"), question.id, question.points)
    kind_of(question).exports.qti(question, item)
    return item.finished()


def _test(modules: list[Module]) -> ET.Element:
    test = ET.Element("qti-assessment-test", {"identifier": "baby-in-mind", "title": "Baby in Mind"})
    part = ET.SubElement(
        test, "qti-test-part", {"identifier": "part", "navigation-mode": "nonlinear", "submission-mode": "simultaneous"}
    )
    for module in modules:
        section = {"identifier": identifier(module.id), "title": module.title, "visible": "true"}
        place = ET.SubElement(part, "qti-assessment-section", section)
        for question in module.questions:
            name = identifier(f"{module.id}.{question.id}")
            reference = {"identifier": name, "href": f"items/{module.id}/{question.id}.xml"}
            ET.SubElement(place, "qti-assessment-item-ref", reference)
    return test


def _manifest(items: dict[str, str]) -> ET.Element:
    manifest = ET.Element("manifest", identifier="manifest")
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "QTI Package"
    ET.SubElement(metadata, "schemaversion").text = "3.0.0"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    test = {"identifier": "test", "type": "imsqti_test_xmlv3p0", "href": "test.xml"}
    resource = ET.SubElement(resources, "resource", test)
    ET.SubElement(resource, "file", href="test.xml")
    for name in items.values():
        ET.SubElement(resource, "dependency", identifierref=name)
    for href, name in items.items():
        resource = ET.SubElement(
            resources, "resource", {"identifier": name, "type": "imsqti_item_xmlv3p0", "href": href}
        )
        ET.SubElement(resource, "file", href=href)
    return manifest


def _text(root: ET.Element, namespace: str) -> str:
    root.attrib = {
        "xmlns": namespace,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": _SCHEMAS[namespace],
        **root.attrib,
    }
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
