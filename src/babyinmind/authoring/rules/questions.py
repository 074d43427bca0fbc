"""Questions that deserve their points: what can be measured of options, keys and stems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from babyinmind.authoring.notebook import AuthoredCell, AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.questions import KINDS, Question, kind_of
from babyinmind.questions.text import plain

LEAST_KINDS = 4
"""Kinds among the graded questions."""

MOST_AT_ONE_PLACE = 0.5
"""Share of the keys that may stand at one position."""
LONGEST_RUN = 3
"""Keys one after another that may stand at one position."""
FEWEST_FOR_A_PATTERN = 4
"""With fewer questions of one best answer there is no pattern to find."""

_ABSOLUTE = re.compile(r"\b(?:always|never|every|everyone|everything|none|only|must|all)\b", flags=re.IGNORECASE)
# "Not at all" and "all day" claim nothing about every case.
_HARMLESS = re.compile(
    r"\b(?:at|after|above|first of) all\b|\ball (?:right|day|night|evening|morning|afternoon|the same)\b"
    r"|\b(?:one|the|her|his|their|an) only\b|\bevery(?: (?:other|few|two|three))? (?:day|night|morning|evening|week)\b",
    flags=re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|(?<!\w)‘[^’]*’(?!\w)')
_LUMPED = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the )?(?:above|these|those|them)\b|\bthe (?:others|above)\b.*\bright\b",
    flags=re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:which|what|who|whom|whose|where|when|how)\b|^(?:tick|match|choose|select|mark|name|pick|put|find)\b",
    flags=re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|never|except|excepting|neither|nor|cannot|false|incorrect|untrue)\b|n['’]t\b|(?<!at )\bleast\b",
    flags=re.IGNORECASE,
)


def are_of_several_kinds(module: AuthoredModule) -> Iterator[Problem]:
    """The graded questions are of at least four kinds."""
    kinds = Counter(question.kind for _, question in module.questions())
    if kinds and len(kinds) < LEAST_KINDS:
        told = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
        *first, last = KINDS
        known = f"{', '.join(first)} and {last}"
        yield module.problem(
            None,
            f"The graded questions are of {len(kinds)} kinds: {told}. Use at least {LEAST_KINDS} of {known}.",
        )


def keys_are_of_like_length(module: AuthoredModule) -> Iterator[Problem]:
    """A key is neither the longest nor the shortest option by a clear margin, so that length tells nothing."""
    for cell, question in _asked(module):
        for fault in kind_of(question).authoring.length_faults(question):
            yield module.problem(cell, fault.message, fault.path)


def keys_stand_in_no_pattern(module: AuthoredModule) -> Iterator[Problem]:
    """No position holds more than half of the keys, and none holds four one after another."""
    asked = [
        (cell, place)
        for cell, question in module.questions()
        if (place := kind_of(question).authoring.key_place(question)) is not None
    ]
    if len(asked) < FEWEST_FOR_A_PATTERN:
        return
    place, times = Counter(position for _, position in asked).most_common(1)[0]
    if times > MOST_AT_ONE_PLACE * len(asked):
        yield module.problem(
            None,
            f"In {times} of {len(asked)} questions with one best answer the key is option {place + 1}."
            " List the options of some of them otherwise: at most half of the keys stand at one place.",
        )
    run = 1
    for (_, before), (cell, position) in pairwise(asked):
        run = run + 1 if position == before else 1
        if run == LONGEST_RUN + 1:
            yield module.problem(
                cell,
                f"In {run} questions one after another the key is option {position + 1}. List these options otherwise.",
                ("options",),
            )


def options_claim_no_absolutes(module: AuthoredModule) -> Iterator[Problem]:
    """ "Always" and its like tell a tested learner that an option is wrong, and an untested one something untrue."""
    for cell, question in _asked(module):
        claims = kind_of(question).authoring.claims(question)
        for name, text in claims.texts.items():
            # A word that the option quotes is somebody's, not the option's own claim.
            own = _HARMLESS.sub(" ", _QUOTED.sub(_kept_if_whole, plain(text)))
            if found := _ABSOLUTE.search(own):
                yield module.problem(
                    cell,
                    f"The {claims.noun} {name!r} says {found[0]!r}, which gives options away. Say how often, or for whom.",
                    (claims.field, name),
                )


def options_stand_alone(module: AuthoredModule) -> Iterator[Problem]:
    """No "all of the above": options are shuffled, and it can be worked out without knowing the subject."""
    for cell, question in _asked(module):
        claims = kind_of(question).authoring.claims(question)
        for name, text in claims.texts.items():
            if found := _LUMPED.search(plain(text)):
                yield module.problem(
                    cell,
                    f"The {claims.noun} {name!r} speaks of the other options ({found[0]!r}). Say something of its own, or ask"
                    " with `kind: choices`.",
                    (claims.field, name),
                )


def stems_ask_for_what_is_so(module: AuthoredModule) -> Iterator[Problem]:
    """No stem asks by a negative ("Which is not …?"). What somebody says or does in a case may be negative."""
    for cell, question in _asked(module):
        for sentence in asking_sentences(question.prompt):
            if found := _NEGATIVE.search(sentence):
                yield module.problem(
                    cell,
                    f"The stem asks by a negative ({found[0]!r} in {sentence!r}). Ask for what is so.",
                    ("prompt",),
                )


def asking_sentences(prompt: str) -> list[str]:
    """The sentences of a stem that ask something or say what to do; quoted speech is taken out of them."""
    text = _QUOTED.sub("…", plain(prompt))
    sentences = [sentence.strip("() ") for sentence in re.split(r"(?<=[.?!:])\s+", text)]
    return [one for one in sentences if _ASKS.search(one) and (one.endswith("?") or not _ends_as_question(sentences))]


def _ends_as_question(sentences: Sequence[str]) -> bool:
    return any(sentence.endswith("?") for sentence in sentences)


def _kept_if_whole(quoted: re.Match[str]) -> str:
    """An option that is one quotation is the answer itself: its words count."""
    return quoted[0] if quoted[0] == quoted.string.strip().rstrip(".") else " "


def _asked(module: AuthoredModule) -> Iterator[tuple[AuthoredCell, Question]]:
    """Graded and practice questions, in the order of the page."""
    for cell in module.cells:
        if isinstance(cell.item, Question):
            yield cell, cell.item
