"""`babyinmind …`: one file a command, loaded only when it is asked for.

A command whose status 1 means something else than an error gives errors the status `ERROR_STATUS` of its module.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module

COMMANDS = {
    "learn": "open the course in JupyterLab, for one learner on this machine",
    "hand-in": "hand a module in, as the button at its end does",
    "results": "fetch what a cohort's instructor has returned, as the page does by itself",
    "renew": "bring newer and new modules of a cohort into your folder, as the start page does by itself",
    "evaluate": "send the evaluation of the course without your name, as the progress page does",
    "prepare": "make the solo course ready to grade, as `learn` does by itself",
    "my-record": "save your own signed record of independent learning, as the progress page does",
    "my-data": "show or delete everything that is kept of a learner on this machine",
    "doctor": "say what is installed and kept here, which version, what is wrong and how to mend it",
    "check": "list every fault of a module, or of all",
    "coverage": "write docs/coverage.md: what the sources ask for, and which questions answer it",
    "normalise": "write nbgrader's metadata into a module's source notebook, collapse its code, drop its outputs",
    "release": "generate the learners' version of the modules by nbgrader",
    "teach": "open a cohort's course folder in JupyterLab, for its instructor on this machine",
    "roster": "bring a cohort's roster from a CSV: learners added, renamed, withdrawn without losing work",
    "cohort": "open or close a cohort; on a hub: add one, list, change and archive them",
    "hub": "back up a hub of cohorts, or restore it",
    "flag": "tell the cohort's contact, and nobody else, that a learner needs a person",
    "flags": "read and settle those flags, for the cohort's contact alone",
    "purge": "send a reflection that holds identifying details back, and delete its text everywhere it was copied to",
    "grade": "grade what was handed in for a module: a whole cohort in one go",
    "arrivals": "collect, grade and return what a hosted cohort hands in, as it arrives: the cohort's grader, for a service",
    "record": "lay out a learner's record of independent learning, signed by the cohort",
    "verify": "tell a true record from an altered one, by the key that you name",
    "hours": "list a cohort's hours: per learner and module what is credited, what was measured, and when",
    "export": "take grades, quizzes or answers for research elsewhere (instructor's side)",
}
"""Command -> what it does. `my-data` is run by the module `my_data`."""


def main(argv: list[str] | None = None) -> int:
    """Run a command; gives the exit status (0 done, 1 something to mend, 2 the call was wrong)."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="babyinmind", description="Baby in Mind: a course given as notebooks.")
    chosen = argv[0] if argv and argv[0] in COMMANDS else None
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == chosen:
            command = import_module(f"babyinmind.cli.{name.replace('-', '_')}")
            command.arguments(subparser)
    args = parser.parse_args(argv)
    from babyinmind.errors import BabyInMindError
    from babyinmind.grading.start import make_ready_for_nbgrader

    make_ready_for_nbgrader()  # most commands come to it somewhere
    try:
        return int(command.run(args))
    except BabyInMindError as error:
        # A page that asked for JSON reads standard output alone.
        if getattr(args, "json", False):
            print(json.dumps({"failed": str(error)}))
        else:
            print(error, file=sys.stderr)
        return int(getattr(command, "ERROR_STATUS", error.exit_status))
