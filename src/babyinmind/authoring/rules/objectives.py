"""What the standard asks of a module's objectives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from babyinmind.authoring.notebook import AuthoredModule
from babyinmind.authoring.problem import Problem

_QUESTIONS_AN_OBJECTIVE = 2


def one_is_about_culture(module: AuthoredModule) -> Iterator[Problem]:
    """At least one objective is about culture."""
    if module.header and not any(objective.culture for objective in module.header.objectives.values()):
        yield module.problem(
            module.with_magic("module")[0], "One objective must be about culture (`culture: true`).", ("objectives",)
        )


def are_asked(module: AuthoredModule) -> Iterator[Problem]:
    """Every objective has at least two graded questions."""
    if module.header is None:
        return
    asked = Counter(question.objective for _, question in module.questions())
    for name in module.header.objectives:
        if asked[name] < _QUESTIONS_AN_OBJECTIVE:
            yield module.problem(
                module.with_magic("module")[0],
                f"The objective {name!r} has {asked[name]} graded questions; give it {_QUESTIONS_AN_OBJECTIVE}.",
                ("objectives", name),
            )
