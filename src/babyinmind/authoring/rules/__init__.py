"""What a module must keep to beyond the sense of single cells. A rule's function: module -> problems."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

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
    objectives,
    order,
    questions,
    references,
    reflections,
    tidy,
    vignettes,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its stable name. What breaks a rule of advice is still released, unless the course takes it as law."""

    name: str
    find: Callable[[AuthoredModule], Iterator[Problem]]
    is_advice: bool = False

    @property
    def summary(self) -> str:
        """What it asks for, in one line."""
        return (self.find.__doc__ or "").strip().partition("\n")[0]

    def problems(self, module: AuthoredModule, law: frozenset[str]) -> Iterator[Problem]:
        """What breaks it in a module, each with the rule's name; advice that is `law` counts as a fault."""
        is_advice = self.is_advice and self.name not in law
        for problem in self.find(module):
            yield replace(problem, rule=self.name, is_advice=is_advice)


RULES: tuple[Rule, ...] = (
    # Faults: what breaks a module for learners or misleads them.
    Rule("begins-and-ends", order.begins_and_ends),
    Rule("no-code", order.holds_no_code),
    Rule("unique-ids", order.ids_stand_once),
    Rule("known-objectives", references.objectives_are_there),
    Rule("known-sections", references.sections_are_there),
    Rule("known-parallels", references.parallels_are_there),
    Rule("known-figures", references.figures_are_there),
    Rule("shared-reflection", reflections.one_is_shared),
    Rule("rubric", reflections.rubrics_follow),
    Rule("options-stand-alone", questions.options_stand_alone),
    Rule("cited-works", citations.have_entries),
    Rule("https-links", links.are_https),
    Rule("whole-dois", links.dois_are_whole),
    Rule("whole-figures", figures.say_what_they_are),
    Rule("folded-parts", folded.have_a_line),
    Rule("stray-files", tidy.nothing_is_stray),
    Rule("hidden-markers", tidy.markers_hide_what_they_should),
    Rule("metadata", tidy.metadata_is_derived),
    # Advice: the standard, of which each course takes as law what it wants (`standard:` in course.yml).
    Rule("culture-objective", objectives.one_is_about_culture, is_advice=True),
    Rule("asked-objectives", objectives.are_asked, is_advice=True),
    Rule("known-covers", covers.are_known, is_advice=True),
    Rule("pre-question", references.pre_question_opens, is_advice=True),
    Rule("vignettes", vignettes.are_told, is_advice=True),
    Rule("minutes", minutes.are_counted, is_advice=True),
    Rule("several-kinds", questions.are_of_several_kinds, is_advice=True),
    Rule("key-length", questions.keys_are_of_like_length, is_advice=True),
    Rule("key-place", questions.keys_stand_in_no_pattern, is_advice=True),
    Rule("no-absolutes", questions.options_claim_no_absolutes, is_advice=True),
    Rule("positive-stems", questions.stems_ask_for_what_is_so, is_advice=True),
    Rule("plain-lesson", language.lesson_is_plain, is_advice=True),
    Rule("plain-prompts", language.instructions_are_plain, is_advice=True),
    Rule("references-are-cited", citations.are_cited, is_advice=True),
    Rule("whole-references", citations.entries_are_whole, is_advice=True),
)
ADVICE = tuple(rule.name for rule in RULES if rule.is_advice)
