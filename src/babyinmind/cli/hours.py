"""`babyinmind hours`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

FORMATS = ("table", "csv", "json")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cohort", type=Path, metavar="DIR", help="the cohort's course folder (default: here)")
    parser.add_argument("--format", choices=FORMATS, default="table", help="(default: %(default)s)")
    parser.add_argument("--db", metavar="URL", help="the gradebook (default: as nbgrader is configured)")


def run(args: argparse.Namespace) -> int:
    from babyinmind.grading.start import skip_a_slow_import

    skip_a_slow_import()
    from babyinmind.records.opening import CannotOpen, open_records

    try:
        with open_records(args.cohort, args.db) as records:
            from babyinmind.records import hours

            found = hours.hours(records.gradebook, pass_mark=records.pass_mark)
    except CannotOpen as error:
        print(error, file=sys.stderr)
        return 2
    if args.format == "table":
        print(hours.to_table(found) if found else "Nobody has handed anything in, and nobody is on the roster.")
        return 0
    text = hours.to_csv(found) if args.format == "csv" else hours.to_json(found) + "\n"
    # As bytes: the lines end as CSV wants it, and a terminal's own encoding may lack a learner's letters.
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.flush()
    return 0
