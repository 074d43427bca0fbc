"""Widgets that show items on the page and keep what is answered: `widget_for(item, store=...)`."""

from babyinmind.widgets.base import ItemWidget, SavingWidget
from babyinmind.widgets.dispatch import widget_for
from babyinmind.widgets.evaluation import EvaluationWidget, NotSent
from babyinmind.widgets.hand_in import HandInFailed, HandInWidget, Receipt
from babyinmind.widgets.modules import ModulesWidget, RenewFailed
from babyinmind.widgets.progress import LayOutFailed, ProgressWidget
from babyinmind.widgets.question import QuestionWidget
from babyinmind.widgets.reflection import INSTRUCTOR_READS, NOBODY_READS
from babyinmind.widgets.roles import RolesWidget
from babyinmind.widgets.support import SupportWidget

__all__ = [
    "INSTRUCTOR_READS",
    "NOBODY_READS",
    "EvaluationWidget",
    "HandInFailed",
    "HandInWidget",
    "ItemWidget",
    "LayOutFailed",
    "ModulesWidget",
    "NotSent",
    "ProgressWidget",
    "QuestionWidget",
    "Receipt",
    "RenewFailed",
    "RolesWidget",
    "SavingWidget",
    "SupportWidget",
    "widget_for",
]
