"""`babyinmind renew`"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="the folder that holds your modules (default: here)"
    )
    parser.add_argument("--json", action="store_true", help="say what was brought in one line of JSON")


def run(args: argparse.Namespace) -> int:
    from babyinmind.course.renew import CouldNotRenew, renew

    try:
        placed = renew(args.folder.resolve())
    except CouldNotRenew as error:
        print(json.dumps({"failed": str(error)}) if args.json else error, file=sys.stdout if args.json else sys.stderr)
        return 1
    told = {"new": placed.new, "renewed": placed.renewed, "set_aside": placed.set_aside}
    if args.json:
        print(json.dumps(told))
    else:
        for name in (*placed.new, *placed.renewed):
            print(f"{name} was brought from the course; your answers are kept.")
    return 0
