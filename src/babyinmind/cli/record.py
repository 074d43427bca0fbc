"""`babyinmind record LEARNER`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from babyinmind.cli import of_a_cohort


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("learner", metavar="LEARNER", help="the learner's id in the gradebook")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="where to lay the record out")
    parser.add_argument(
        "--badge", type=Path, metavar="FILE", help="where to write the same as an Open Badge 3.0 (VC-JWT)"
    )
    of_a_cohort.arguments(parser)


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.opening import CannotOpen, open_records

    if not (args.pdf or args.badge):
        print("Say where to: --pdf FILE, --badge FILE, or both.", file=sys.stderr)
        return 2
    try:
        with open_records(args.cohort, args.db) as records:
            from babyinmind.records.issuing import issue_for

            envelope = issue_for(records, args.learner)
    except CannotOpen as error:
        print(error, file=sys.stderr)
        return 2
    if envelope is None:
        print(f"No module is credited to {args.learner} yet: there is nothing to record.", file=sys.stderr)
        return 1
    return _write(args, envelope)


def _write(args: argparse.Namespace, envelope: dict[str, object]) -> int:
    from babyinmind.records.page import CannotLayOut, lay_out
    from babyinmind.records.record import signed_record

    record, key = signed_record(envelope)
    try:
        if args.pdf:
            args.pdf.write_bytes(lay_out(record, envelope, key))
        if args.badge:
            args.badge.write_text(f"{envelope['badge']}\n", encoding="ascii")
    except CannotLayOut as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"Record {record['number']}: {record['learner']}, {record['minutes']} minutes.")
    print(f"Fingerprint of the key: {key.fingerprint}")
    return 0
