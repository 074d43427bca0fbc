"""`babyinmind evaluate`: the form is read from standard input, since arguments stand in the list of processes."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from babyinmind.cli.learner.learn import DEFAULT_HOME


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", default=DEFAULT_HOME, metavar="DIR", help="your own folder (default %(default)s)")
    parser.add_argument("--json", action="store_true", help="say what came of it in one line of JSON")


def run(args: argparse.Namespace) -> int:
    from babyinmind.handing_in.evaluation import CouldNotSend, send

    try:
        form = json.load(sys.stdin)
    except ValueError as error:
        raise CouldNotSend(f"The form is not JSON: {error}.") from error
    send(Path(args.home).expanduser().absolute(), form)
    print(json.dumps({"sent": True}) if args.json else "Sent, without your name.")
    return 0
