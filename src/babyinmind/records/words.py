"""Words of a file that somebody else made, as a terminal and a certificate may have them."""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode's kinds that are never printed: what steers a terminal, turns the direction of writing, breaks a line or is no letter."""
_JOINERS = "\u200c\u200d"
"""Of them, what Persian and the scripts of India need within words."""


def cleaned(text: str, longest: int) -> str:
    """The same on one line, with at most so many characters, and without those that nobody sees."""
    seen = (letter for letter in text if letter in _JOINERS or unicodedata.category(letter) not in _UNSEEN)
    words = " ".join("".join(seen).split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
