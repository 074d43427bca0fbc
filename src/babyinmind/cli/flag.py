"""`babyinmind flag LEARNER REASON`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("learner", metavar="LEARNER", help="as the gradebook names them")
    parser.add_argument("reason", metavar="REASON", help="why, in few words, between quotes")
    parser.add_argument("--cohort", type=Path, metavar="DIR", help="the cohort's course folder (default: here)")
    parser.add_argument("--db", metavar="URL", help="the gradebook (default: as nbgrader is configured)")


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.opening import CannotOpen, open_records

    try:
        with open_records(args.cohort, args.db) as records:
            from nbgrader.api import MissingEntry

            from babyinmind.desk.flags import FlagError, contact_of, protocol_in, raise_flag

            try:
                records.gradebook.find_student(args.learner)
                raise_flag(records.folder, records.cohort, args.learner, args.reason)
                contact = contact_of(records.cohort)
                print(f"{contact.name} will find it. If it cannot wait, reach them now: {contact.how}", end="\n\n")
                print(protocol_in(records.folder))
            except MissingEntry:
                print(
                    f"The gradebook knows no learner {args.learner!r}. Look for the id in the roster.", file=sys.stderr
                )
                return 1
            except FlagError as error:
                print(error, file=sys.stderr)
                return 1
    except CannotOpen as error:
        print(error, file=sys.stderr)
        return 2
    return 0
