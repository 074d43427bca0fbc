"""GIFT's own ways to write a text and a feedback. Source: Moodle documentation, *GIFT format*."""

from __future__ import annotations

import re
from collections.abc import Mapping


def escaped(text: str) -> str:
    """A text in which none of GIFT's signs means anything."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text.strip()).replace("\n", "\\n")


def feedback(texts: Mapping[str, str] | None, name: str) -> str:
    """The feedback on one answer as it follows that answer; "" where there is none."""
    text = (texts or {}).get(name, "")
    return f"#{escaped(text)}" if text else ""
