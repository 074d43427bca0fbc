"""What a question or a prompt is, and how a response scores: plain data, no Jupyter, no files."""

from babyinmind.items.cell import (
    BEGIN_HIDDEN,
    BEGIN_RUBRIC,
    END_HIDDEN,
    END_RUBRIC,
    ID_PATTERN,
    MAGICS,
    NESTED,
    QUESTION_KINDS,
    CellText,
    Item,
    build,
    compose_body,
    item_class,
    load_body,
    split,
)
from babyinmind.items.choice import Choice
from babyinmind.items.choices import Choices
from babyinmind.items.faults import Fault, ItemError, ResponseError
from babyinmind.items.match import Match
from babyinmind.items.number import Number
from babyinmind.items.order import Order
from babyinmind.items.page import COMPETENCY_AREAS, FigureCell, HandIn, ModuleHeader, Objective
from babyinmind.items.question import CONFIDENCES, Question, Remark
from babyinmind.items.reflection import Reflection
from babyinmind.items.roles import DEFAULT_VERSION, ROLES, VERSIONS
from babyinmind.items.rubric import Rubric, rubric_of
from babyinmind.items.vignette import Decision, Scene, Vignette

__all__ = [
    "BEGIN_HIDDEN",
    "BEGIN_RUBRIC",
    "COMPETENCY_AREAS",
    "CONFIDENCES",
    "DEFAULT_VERSION",
    "END_HIDDEN",
    "END_RUBRIC",
    "ID_PATTERN",
    "MAGICS",
    "NESTED",
    "QUESTION_KINDS",
    "ROLES",
    "VERSIONS",
    "CellText",
    "Choice",
    "Choices",
    "Decision",
    "Fault",
    "FigureCell",
    "HandIn",
    "Item",
    "ItemError",
    "Match",
    "ModuleHeader",
    "Number",
    "Objective",
    "Order",
    "Question",
    "Reflection",
    "Remark",
    "ResponseError",
    "Rubric",
    "Scene",
    "Vignette",
    "build",
    "compose_body",
    "item_class",
    "load_body",
    "rubric_of",
    "split",
]
