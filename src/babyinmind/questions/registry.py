"""Which kinds of question there are, in the order in which lists show them. A new kind is a folder and one line here."""

from __future__ import annotations

from babyinmind.questions.base import Question
from babyinmind.questions.kind import Kind

_FOLDERS = (
    "choice",
    "choices",
    "match",
    "order",
    "number",
    "true_false",
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in map(Kind, _FOLDERS)}
"""Name, as in a cell's `kind:`, -> kind."""

_BY_MODEL = {kind.model: kind for kind in KINDS.values()}


def kind_of(question: Question | type[Question]) -> Kind:
    """The kind of a question, or of a kind's model."""
    return _BY_MODEL[question if isinstance(question, type) else type(question)]


def secret_fields() -> tuple[str, ...]:
    """The fields of any kind that must never reach a learner before grading."""
    return tuple(dict.fromkeys(name for kind in KINDS.values() for name in kind.model.secret_fields))
