"""`babyinmind prepare`: what `learn` starts beside itself, so that the first hand-in need not wait for it."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

_TURN = 0.2
"""Seconds between two modules: longer than a waiting hand-in takes to look whether the lock is free."""


def arguments(parser: argparse.ArgumentParser) -> None:
    from babyinmind.cli.learner.learn import DEFAULT_HOME

    parser.add_argument("--home", default=DEFAULT_HOME, metavar="DIR", help="your own folder (default %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Prepare every module, one after the other, with what the machine has to spare; 1 where one could not be."""
    if hasattr(os, "nice"):
        os.nice(10)
    from babyinmind.course import released_modules
    from babyinmind.handing_in.outcome import CouldNotHandIn
    from babyinmind.handing_in.solo import prepare

    home = Path(args.home).expanduser().absolute()
    failed = 0
    for module in released_modules():
        try:
            prepare(home, module.id)
        except (CouldNotHandIn, OSError) as error:
            print(f"{module.id}: {error}")  # handing in tries once more, and says it where it is read
            failed = 1
        time.sleep(_TURN)
    return failed
