"""`babyinmind check [MODULE …]`"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from babyinmind.cli import module_options

if TYPE_CHECKING:
    from babyinmind.authoring import Problem


def arguments(parser: argparse.ArgumentParser) -> None:
    module_options.arguments(parser)
    parser.add_argument("--rules", action="store_true", help="only list the rules: which are faults, which are advice")


def run(args: argparse.Namespace) -> int:
    """0 where nothing is wrong but advice, 1 where there is a fault, 2 where nothing could be checked."""
    from babyinmind.authoring import check_course

    if args.rules:
        _list_rules()
        return 0
    found: list[Problem] = []
    for path, problems in check_course(args.course_dir / "source", args.modules):
        for problem in problems:
            print(_in_words(problem))
        found += problems
        if not any(problem.severity == "fault" for problem in problems):
            print(f"{path}: no fault.")
    advice = sum(problem.is_advice for problem in found)
    faults = len(found) - advice
    if found:
        print(_summary(faults, advice))
    for warning in support_warnings(args.course_dir, date.today()):
        print(warning, file=sys.stderr)
    return 1 if faults else 0


def _in_words(problem: Problem) -> str:
    return f"{problem.severity}: {problem}" + (f" [{problem.rule}]" if problem.rule else "")


def _summary(faults: int, advice: int) -> str:
    told = [f"{faults} fault{'s' * (faults != 1)} to mend"] if faults else []
    told += [f"{advice} piece{'s' * (advice != 1)} of advice"] if advice else []
    return f"{', '.join(told)}."


def _list_rules() -> None:
    from babyinmind.authoring.rules import RULES

    for rule in RULES:
        print(f"{rule.name:<21} {'advice' if rule.is_advice else 'fault':<7} {rule.summary}")


def support_warnings(course: Path, today: date) -> Iterator[str]:
    """What a host should look at in the course's support lines: no module is at fault, so nothing fails."""
    from babyinmind.course.support import FILE, LOOK_AGAIN, SupportFaulty, support_lines

    path = course / FILE
    if not path.is_file():
        return
    try:
        lines = support_lines(path)
    except SupportFaulty as error:
        yield f"Warning: {error}"
        return
    for line in lines:
        if line.is_overdue(today):
            yield (
                f"Warning: {path}: {line.id} ({line.name}) was checked on {line.checked}, {(today - line.checked).days} days"
                f" ago; {LOOK_AGAIN} is the most. Look it up again, then mend `checked:`."
            )
