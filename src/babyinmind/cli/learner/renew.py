"""`babyinmind renew`"""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="the folder that holds your modules (default: here)"
    )
    parser.add_argument("--json", action="store_true", help="say what was brought in one line of JSON")


def run(args: argparse.Namespace) -> int:
    from babyinmind.course.renew import renew

    placed = renew(args.folder.resolve())
    if args.json:
        print(json.dumps({"new": placed.new, "renewed": placed.renewed, "set_aside": placed.set_aside}))
    else:
        for name in (*placed.new, *placed.renewed):
            print(f"{name} was brought from the course; your answers are kept.")
    return 0
