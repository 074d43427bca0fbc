"""`babyinmind check [MODULE …]`"""

from __future__ import annotations

import argparse
import sys
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
    return 1 if faults else 0
