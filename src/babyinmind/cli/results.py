"""`babyinmind results MODULE`"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("module", metavar="MODULE", help="such as 03-attachment")
    parser.add_argument("--folder", type=Path, default=Path(), help="the module's folder (default: here)")
    parser.add_argument("--json", action="store_true", help="say what came in one line of JSON")


def run(args: argparse.Namespace) -> int:
    from babyinmind.handing_in.exchange import fetch_results
    from babyinmind.handing_in.outcome import CouldNotHandIn

    try:
        returned = fetch_results(args.folder.resolve(), args.module)
    except CouldNotHandIn as error:
        print(json.dumps({"failed": str(error)}) if args.json else error, file=sys.stdout if args.json else sys.stderr)
        return 1
    results = returned.results if returned else None
    if args.json:
        print(json.dumps({"results": results is not None}))
    elif results is None:
        print(f"No results of {args.module} yet.")
    else:
        print(f"{args.module}: {results['score']:.3g} of {results['max_score']:.4g} points. The page shows why.")
    return 0
