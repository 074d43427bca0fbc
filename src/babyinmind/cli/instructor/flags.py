"""`babyinmind flags`"""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settle", metavar="ID", help="delete a flag that was seen to")
    parser.add_argument("--cohort", type=Path, metavar="DIR", help="the cohort's course folder (default: here)")


def run(args: argparse.Namespace) -> int:
    from babyinmind.desk.flags import flags_in, protocol_in, settle
    from babyinmind.records.cohort import load_cohort

    folder = (args.cohort or Path()).absolute()
    cohort = load_cohort(folder)
    if args.settle:
        settle(folder, cohort, args.settle)
        print("Settled, and deleted here.")
        return 0
    flags = flags_in(folder, cohort)
    for flag in flags:
        print(flag.fault or f"{flag.at}  {flag.learner}, raised by {flag.by}: {flag.reason}\n  id {flag.id}")
    print(f"\n{protocol_in(folder)}" if flags else "No flag waits.")
    return 0
