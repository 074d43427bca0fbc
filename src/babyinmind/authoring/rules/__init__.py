"""What a module must keep to beyond the sense of single cells. A rule is a function: module -> problems."""

from collections.abc import Callable, Iterator

from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.rules import minutes, order, references, reflections, tidy, vignettes

Rule = Callable[[AuthoredModule], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    order.begins_and_ends,
    order.holds_no_code,
    order.ids_stand_once,
    references.objectives_are_asked,
    references.sections_are_there,
    references.parallels_are_there,
    references.figures_are_there,
    reflections.one_is_shared,
    reflections.rubrics_follow,
    vignettes.are_told,
    minutes.are_counted,
    tidy.nothing_is_stray,
    tidy.markers_hide_what_they_should,
    tidy.metadata_is_derived,
)
