"""`babyinmind hand-in MODULE`"""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("module", metavar="MODULE", help="such as 03-attachment")
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="the module's folder with its answers (default: here)"
    )
    parser.add_argument("--solo", action="store_true", help="grade on this machine, without a course")
    parser.add_argument("--json", action="store_true", help="say what came of it in one line of JSON")


def run(args: argparse.Namespace) -> int:
    from babyinmind.results import ReturnedResults, load_returned, save_returned

    if args.solo:
        from babyinmind.handing_in.solo import hand_in
    else:
        from babyinmind.handing_in.exchange import hand_in
    folder = args.folder.resolve()
    handed_in = hand_in(folder, args.module)
    when = handed_in.when.isoformat()
    before = load_returned(folder.parent, args.module)
    results = handed_in.results or (before.results if before else None)
    # Handed in it is, whether or not this machine can remember it.
    with suppress(OSError):
        save_returned(folder.parent, args.module, ReturnedResults(when, handed_in.lines, results))
    if args.json:
        print(json.dumps({"when": when, "lines": handed_in.lines, "results": results}))
    else:
        print(f"Handed in at {handed_in.when.astimezone():%H:%M}.", *handed_in.lines, sep="\n")
        if handed_in.results:
            graded = handed_in.results
            print(
                f"Questions: {graded['score']:.3g} of {graded['max_score']:.4g} points. Best so far: {graded['best_share']:.0%}."
            )
    return 0
