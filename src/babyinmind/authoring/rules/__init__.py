"""What a module must keep to beyond the sense of single cells. A rule is a function: module -> problems."""

from collections.abc import Callable, Iterator

from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem
from babyinmind.authoring.rules import (
    citations,
    covers,
    figures,
    folded,
    language,
    links,
    minutes,
    order,
    questions,
    references,
    reflections,
    tidy,
    vignettes,
)

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
    questions.are_of_several_kinds,
    questions.keys_are_of_like_length,
    questions.keys_stand_in_no_pattern,
    questions.options_claim_no_absolutes,
    questions.options_stand_alone,
    questions.stems_ask_for_what_is_so,
    language.lesson_is_plain,
    language.instructions_are_plain,
    citations.have_entries,
    citations.are_cited,
    citations.entries_are_whole,
    links.are_https,
    links.dois_are_whole,
    figures.say_what_they_are,
    folded.have_a_line,
    covers.are_known,
    tidy.nothing_is_stray,
    tidy.markers_hide_what_they_should,
    tidy.metadata_is_derived,
)
