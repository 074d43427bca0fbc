"""`babyinmind record LEARNER`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babyinmind.cli import common_options

if TYPE_CHECKING:
    from babyinmind.records.issuing import IssuedRecord


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("learner", metavar="LEARNER", help="the learner's id in the gradebook")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="where to write the record, signed")
    parser.add_argument(
        "--badge", type=Path, metavar="FILE", help="where to write the same as an Open Badge 3.0 (VC-JWT)"
    )
    common_options.arguments(parser)


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.cohort_session import open_records

    if not (args.pdf or args.badge):
        print("Say where to: --pdf FILE, --badge FILE, or both.", file=sys.stderr)
        return 2
    with open_records(args.cohort, args.db) as records:
        from babyinmind.records.issuing import issue_for

        issued = issue_for(records, args.learner)
    if issued is None:
        print(f"No module is credited to {args.learner} yet: there is nothing to record.", file=sys.stderr)
        return 1
    return _write(args, issued)


def _write(args: argparse.Namespace, issued: IssuedRecord) -> int:
    from babyinmind.records.record import signed_record
    from babyinmind.records.signing import FOLDER

    record, key = signed_record(issued.envelope)
    try:
        if args.badge:
            args.badge.write_text(f"{issued.envelope['badge']}\n", encoding="ascii")
        if args.pdf and issued.pdf:
            args.pdf.write_bytes(issued.pdf)
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    if args.pdf and not issued.pdf:
        print(issued.fault, file=sys.stderr)
        return 1
    print(f"Record {record['number']}: {record['learner']}, {record['minutes']} minutes.")
    if args.pdf:
        print(f"Fingerprint of the certificate, {FOLDER}/certificate.pem: {issued.fingerprint}")
    if args.badge:
        print(f"Fingerprint of the badge's key, {FOLDER}/public-key.json: {key.fingerprint}")
    return 0
