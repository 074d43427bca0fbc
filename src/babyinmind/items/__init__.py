"""What stands on a page beside its questions, and how a cell is read: plain data, no Jupyter, no files."""

from babyinmind.items.cell import (
    BEGIN_HIDDEN,
    BEGIN_RUBRIC,
    END_HIDDEN,
    END_RUBRIC,
    ID_PATTERN,
    MAGICS,
    NESTED,
    CellText,
    Item,
    build,
    compose_body,
    item_class,
    load_body,
    split,
)
from babyinmind.items.page import COMPETENCY_AREAS, FigureCell, HandIn, ModuleHeader, Objective
from babyinmind.items.reflection import Reflection
from babyinmind.items.roles import DEFAULT_VERSION, ROLES, VERSIONS
from babyinmind.items.rubric import Rubric, rubric_of
from babyinmind.items.vignette import Decision, Scene, Vignette

__all__ = [
    "BEGIN_HIDDEN",
    "BEGIN_RUBRIC",
    "COMPETENCY_AREAS",
    "DEFAULT_VERSION",
    "END_HIDDEN",
    "END_RUBRIC",
    "ID_PATTERN",
    "MAGICS",
    "NESTED",
    "ROLES",
    "VERSIONS",
    "CellText",
    "Decision",
    "FigureCell",
    "HandIn",
    "Item",
    "ModuleHeader",
    "Objective",
    "Reflection",
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
