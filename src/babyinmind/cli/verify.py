"""`babyinmind verify FILE`: 0 true and signed by the known key, 1 altered or no record, 3 unaltered but the key is unknown."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

UNKNOWN_KEY = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a record as PDF")
    parser.add_argument(
        "--anew", type=Path, metavar="FILE", help="lay out there what was signed, whatever the pages say"
    )
    known = parser.add_mutually_exclusive_group()
    known.add_argument("--fingerprint", metavar="TEXT", help="of the key, as its sponsor gives it")
    known.add_argument("--key", type=Path, metavar="FILE", help="the sponsor's public key (public-key.json)")
    known.add_argument(
        "--cohort", type=Path, metavar="DIR", default=Path(), help="the cohort's course folder (default: here)"
    )


def run(args: argparse.Namespace) -> int:
    from babyinmind.records.page import CannotLayOut
    from babyinmind.records.record import RecordFaulty
    from babyinmind.records.signing import KeyFaulty
    from babyinmind.records.verifying import anew, verify

    try:
        expected = _expected(args)
        if args.anew:
            args.anew.write_bytes(anew(args.file))
        genuine = verify(args.file)
    except (KeyFaulty, CannotLayOut) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    except RecordFaulty as error:
        print(f"NOT A TRUE RECORD: {error}")
        return 1
    record, fingerprint = genuine.record, genuine.key.fingerprint
    if expected is not None and expected != fingerprint.replace(" ", ""):
        print(f"NOT A TRUE RECORD: it was signed with another key than the sponsor's, {fingerprint}.")
        return 1
    print(f"{'TRUE' if expected else 'UNALTERED'}: record {record['number']}, issued {record['issued'][:10]}")
    print(
        f"  {record['learner']}: {record['minutes']} minutes, {record['delivery']}, {record['from']} to {record['to']}"
    )
    for module in record["modules"]:
        print(f"  {module['minutes']:>4} min  {module['completed']}  {module['title']}")
    print(f"  sponsor {record['sponsor']}, instructors {', '.join(record['instructors'])}, cohort {record['cohort']}")
    if expected is None:
        print(f"Whose key it is cannot be told here. Compare its fingerprint with the sponsor's:\n  {fingerprint}")
        return UNKNOWN_KEY
    return 0


def _expected(args: argparse.Namespace) -> str | None:
    """The fingerprint that is known, without its spaces; None where none is."""
    from babyinmind.records.signing import FOLDER, PUBLIC_FILE, published_key

    if args.fingerprint:
        return "".join(args.fingerprint.split()).lower()
    own = args.cohort / FOLDER / PUBLIC_FILE
    path = args.key or (own if own.is_file() else None)
    return published_key(path).fingerprint.replace(" ", "") if path else None
