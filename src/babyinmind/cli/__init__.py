"""`babyinmind …`: one file a command, in the package of the person who runs it; loaded only when it is asked for.

A command whose status 1 means something else than an error gives errors the status `ERROR_STATUS` of its module.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import textwrap
from importlib import import_module

_COLUMN = 12
"""Characters of a command's name in the list, with the space after it."""
LEARNER = {
    "learn": "open the course in JupyterLab, for one learner on this machine",
    "hand-in": "hand a module in, as the button at its end does",
    "results": "fetch what a cohort's instructor has returned, as the page does by itself",
    "renew": "bring newer and new modules of a cohort into your folder, as the start page does by itself",
    "evaluate": "send the evaluation of the course without your name, as the progress page does",
    "prepare": "make the solo course ready to grade, as `learn` does by itself",
    "my-record": "save your own signed record of independent learning, as the progress page does",
    "my-data": "show or delete everything that is kept of a learner on this machine",
}
AUTHOR = {
    "new-module": "begin a module of your own: a small one that is whole and runs at once",
    "check": "list what is to mend in a module, or in all: faults, and advice",
    "coverage": "write docs/coverage.md: what the sources ask for, and which questions answer it",
    "normalize": "write nbgrader's metadata into a module's source notebook, collapse its code, drop its outputs",
    "release": "generate the learners' version of the modules by nbgrader",
}
INSTRUCTOR = {
    "teach": "open a cohort's course folder in JupyterLab, for its instructor on this machine",
    "roster": "bring a cohort's roster from a CSV: learners added, renamed, withdrawn without losing work",
    "flag": "tell the cohort's contact, and nobody else, that a learner needs a person",
    "flags": "read and settle those flags, for the cohort's contact alone",
    "purge": "send a reflection that holds identifying details back, and delete its text everywhere it was copied to",
    "grade": "grade what was handed in for a module: a whole cohort in one go",
    "record": "lay out a learner's record of independent learning, signed by the cohort",
    "verify": "tell a true record from an altered one, by the key that you name",
    "hours": "list a cohort's hours: per learner and module what is credited, what was measured, and when",
    "export": "take grades, quizzes or answers for research elsewhere (instructor's side)",
}
HOST = {
    "doctor": "say what is installed and kept here, which version, what is wrong and how to mend it",
    "cohort": "open or close a cohort; on a hub: add one, list, change and archive them",
    "hub": "back up a hub of cohorts, or restore it",
    "arrivals": "collect, grade and return what a hosted cohort hands in, as it arrives: the cohort's grader, for a service",
}
PEOPLE = {
    "learner": ("For learners", LEARNER),
    "author": ("For authors of modules", AUTHOR),
    "instructor": ("For instructors of a cohort, and whoever is given a record", INSTRUCTOR),
    "host": ("For whoever looks after the machine", HOST),
}
"""Package -> its heading in `--help`, and its commands with what they do. `my-data` is run by the module `my_data`."""
COMMANDS = {name: package for package, (_, commands) in PEOPLE.items() for name in commands}
"""Command -> its package."""
ALIASES = {"normalise": "normalize"}
"""Names that commands had before -> the command."""


def main(argv: list[str] | None = None) -> int:
    """Run a command; gives the exit status (0 done, 1 something to mend, 2 the call was wrong)."""
    argv = list(sys.argv[1:] if argv is None else argv)
    argv[:1] = [ALIASES.get(name, name) for name in argv[:1]]
    parser = argparse.ArgumentParser(
        prog="babyinmind",
        description="Baby in Mind: a course given as notebooks.",
        epilog="\n\n".join(_listed(heading, commands) for heading, commands in PEOPLE.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    chosen = argv[0] if argv and argv[0] in COMMANDS else None
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for package, (_, commands) in PEOPLE.items():
        for name, summary in commands.items():
            # Without `help`, argparse leaves the commands out of its own list, which knows no headings.
            subparser = subparsers.add_parser(name, description=summary[0].upper() + summary[1:] + ".")
            if name == chosen:
                command = import_module(f"babyinmind.cli.{package}.{name.replace('-', '_')}")
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


def _listed(heading: str, commands: dict[str, str]) -> str:
    """A heading with its commands, as argparse lays its own list out."""
    width = shutil.get_terminal_size().columns - 2
    lines = [f"{heading}:"]
    for name, summary in commands.items():
        lines += textwrap.wrap(
            f"  {name:<{_COLUMN}}{summary}", width, subsequent_indent=" " * (_COLUMN + 2), break_on_hyphens=False
        )
    return "\n".join(lines)
