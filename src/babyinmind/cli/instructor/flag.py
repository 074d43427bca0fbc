"""`babyinmind flag LEARNER`; the reason is asked for: an argument would stand in the list of processes and in a shell's history."""

from __future__ import annotations

import argparse
import sys

from babyinmind.cli import common_options


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("learner", metavar="LEARNER", help="as the gradebook names them")
    common_options.arguments(parser)


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.cohort_session import open_records

    with open_records(args.cohort, args.db) as records:
        from nbgrader.api import MissingEntry

        from babyinmind.desk.flags import FlagError, contact_of, protocol_in, raise_flag

        try:
            records.gradebook.find_student(args.learner)
        except MissingEntry:
            raise FlagError(
                f"The gradebook knows no learner {args.learner!r}. Look for the id in the roster."
            ) from None
        contact = contact_of(records.cohort)
        print(f"Why, in few words? {contact.name} alone reads it: ", end="", flush=True)
        raise_flag(records.folder, records.cohort, args.learner, sys.stdin.readline())
        print(f"{contact.name} will find it. If it cannot wait, reach them now: {contact.how}", end="\n\n")
        print(protocol_in(records.folder))
    return 0
