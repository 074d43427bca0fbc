"""Credit in words, as learners and instructors read it; `babyinmind.records.credit.weigh` is the same in code."""

from __future__ import annotations

from typing import Literal

RULE = (
    "A module's minutes are credited once two things are so: in one of your hand-ins, however many there are, you reached the "
    "pass mark of {pass_mark}, and you wrote the shared reflection. The credit is provisional until an instructor has read "
    "the reflection; they can send it back to you with a reason. Credit that was given stays: no later hand-in takes it away, "
    "and no later grading. The minutes are those that the module is reckoned at. The time that you worked is never held against you."
)
"""`{pass_mark}` is such as 80 %."""
SOLO_RULE = (
    "A module's minutes count once two things are so: in one of your hand-ins, however many there are, you reached the pass mark of "
    "{pass_mark}, and you wrote the shared reflection. No later hand-in takes them away. The minutes are those that the module is "
    "reckoned at. The time that you worked is never held against you."
)

CreditState = Literal["none", "below", "blank", "sent-back", "provisional", "credited"]
WORDS: dict[CreditState, str] = {
    "none": "not handed in",
    "below": "below the pass mark so far",
    "blank": "the shared reflection is blank",
    "sent-back": "reflection sent back by an instructor",
    "provisional": "provisional credit: an instructor has not read the reflection yet",
    "credited": "credited",
}


def in_hours(total: int) -> str:
    """Minutes in words: "2 h 40 min"."""
    whole, rest = divmod(total, 60)
    return f"{whole} h {rest} min" if whole and rest else f"{whole} h" if whole else f"{rest} min"
