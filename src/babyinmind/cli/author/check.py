"""`babyinmind check [MODULE …]`"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as 03-attachment; all when left out")
    parser.add_argument("--course-dir", type=Path, default=Path(), help="the folder that holds source/ (default: here)")


def run(args: argparse.Namespace) -> int:
    from babyinmind.authoring import NoSuchModule, check_course

    faults = 0
    try:
        for path, problems in check_course(args.course_dir / "source", args.modules):
            for problem in problems:
                print(problem)
            faults += len(problems)
            if not problems:
                print(f"{path}: no fault.")
    except NoSuchModule as error:
        print(error, file=sys.stderr)
        return 2
    if faults:
        print(f"{faults} to mend.")
    for warning in support_warnings(args.course_dir, date.today()):
        print(warning, file=sys.stderr)
    return 1 if faults else 0


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
