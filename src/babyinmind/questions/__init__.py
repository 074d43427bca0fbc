"""The kinds of question: one folder each, one line each in `registry`. Plain data, no Jupyter, no files."""

from babyinmind.questions.base import CONFIDENCES, Question, Remark
from babyinmind.questions.faults import Fault, ItemError, ResponseError
from babyinmind.questions.kind import Kind, KindError
from babyinmind.questions.registry import KINDS, kind_of, secret_fields

__all__ = [
    "CONFIDENCES",
    "KINDS",
    "Fault",
    "ItemError",
    "Kind",
    "KindError",
    "Question",
    "Remark",
    "ResponseError",
    "kind_of",
    "secret_fields",
]
