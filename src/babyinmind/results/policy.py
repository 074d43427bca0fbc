"""What results show when, in words."""

from __future__ import annotations

from babyinmind.words import _

FULL_ANSWERS_AFTER = 3
"""The hand-in from which full answers are shown, passed or not, where a course says nothing else."""


def full_answers_words(after: int) -> str:
    """Why results hold no full answers yet; `after` is the hand-in from which they do."""
    if after == FULL_ANSWERS_AFTER:
        return _("Full answers are shown once you have passed, or after your third hand-in.")
    return _("Full answers are shown once you have passed, or after hand-in {number}.").format(number=after)
