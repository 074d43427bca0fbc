"""Text as it may be kept: whole Unicode, nothing that cannot be written to a file."""

from __future__ import annotations


def clean_text(text: str) -> str:
    """Give `text` with every lone surrogate replaced by U+FFFD and halves that belong together joined.

    Everything else (right-to-left marks, emoji, control characters, HTML) comes back unchanged.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
