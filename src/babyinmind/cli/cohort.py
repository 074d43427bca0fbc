"""`babyinmind cohort open`, `babyinmind cohort close`"""

from __future__ import annotations

import argparse
import sys

from babyinmind.cli import of_a_cohort


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["open", "close"])
    of_a_cohort.arguments(parser)
    parser.add_argument(
        "--leave-unread",
        type=int,
        default=0,
        metavar="N",
        help="close though N hand-ins that stand in the list stay unread (default: none may)",
    )


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.opening import CannotOpen, open_records

    try:
        with open_records(args.cohort, args.db) as records:
            from babyinmind.desk.flags import PROTOCOL, FlagError, contact_of
            from babyinmind.desk.term import TermError, close_cohort, open_cohort, unseen

            try:
                if args.what == "open":
                    new = open_cohort(records)
                    print("The cohort is open." if new else "The cohort is open already.")
                    print(
                        f"Its contact is {contact_of(records.cohort).name}. Their protocol: {records.folder / PROTOCOL}"
                    )
                    return 0
                for one in unseen(records):
                    how = "not read" if one.graded else "not graded, so not read"
                    print(f"{one.since:%Y-%m-%d}  {one.name} ({one.learner}): {one.title}: {how}")
                close_cohort(records, leave_unread=args.leave_unread)
            except (FlagError, TermError) as error:
                print(error, file=sys.stderr)
                return 1
    except CannotOpen as error:
        print(error, file=sys.stderr)
        return 2
    print("The cohort is closed. Everything is kept; `babyinmind cohort open` opens it again.")
    return 0
