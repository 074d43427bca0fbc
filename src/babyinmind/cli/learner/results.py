"""`babyinmind results MODULE`"""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("module", metavar="MODULE", help="such as 03-attachment")
    parser.add_argument("--folder", type=Path, default=Path(), help="the module's folder (default: here)")
    parser.add_argument("--json", action="store_true", help="say what came in one line of JSON")


def run(args: argparse.Namespace) -> int:
    from babyinmind.handing_in.exchange import fetch_results

    returned = fetch_results(args.folder.resolve(), args.module)
    results = returned.results if returned else None
    if args.json:
        print(json.dumps({"results": results is not None}))
    elif results is None:
        print(f"No results of {args.module} yet.")
    else:
        print(f"{args.module}: {results['score']:.3g} of {results['max_score']:.4g} points. The page shows why.")
    return 0
