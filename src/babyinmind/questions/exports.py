"""What a kind of question brings to be taken elsewhere, as GIFT, Moodle XML and QTI 3.0."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Generic, TypeVar
from xml.etree import ElementTree as ET

from babyinmind.questions.base import Question
from babyinmind.questions.qti import QtiItem

Q = TypeVar("Q", bound=Question, contravariant=True)


class QuestionExports(ABC, Generic[Q]):
    """One kind in three formats. Where a format cannot earn what the course gives, `docs.md` of the kind says so."""

    gift_sign: ClassVar[str] = ""
    """What GIFT wants right after the opening brace."""
    moodle_type: ClassVar[str]
    """The `type` of the question in Moodle XML."""

    def prompt(self, question: Q) -> str:
        """What is asked (Markdown)."""
        return question.prompt.strip()

    def general_feedback(self, question: Q) -> str:
        """Feedback on parts for which GIFT and Moodle keep none, told together (Markdown); "" where there is none."""
        return ""

    @abstractmethod
    def gift(self, question: Q) -> Iterator[str]:
        """The lines between GIFT's braces, general feedback left out."""

    @abstractmethod
    def moodle_xml(self, question: Q, element: ET.Element) -> None:
        """Add settings and answers to Moodle's `<question>`, which has its name, texts and points already."""

    @abstractmethod
    def qti(self, question: Q, item: QtiItem) -> None:
        """Add declaration, interaction, scoring and feedback to an item."""


def percent(part: int, of: int) -> str:
    """A share as Moodle lists it: whole, or with five decimals ("33.33333"); others it refuses."""
    return f"{100 * part / of:.5f}".rstrip("0").rstrip(".")
