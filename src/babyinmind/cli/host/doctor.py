"""`babyinmind doctor`"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from babyinmind.cli import common_options
from babyinmind.cli.learner.learn import DEFAULT_HOME

if TYPE_CHECKING:
    from babyinmind.doctor import Finding


def arguments(parser: argparse.ArgumentParser) -> None:
    common_options.arguments(parser)
    parser.add_argument("--home", metavar="DIR", help=f"a learner's own folder (default: {DEFAULT_HOME}, where it is)")


def run(args: argparse.Namespace) -> int:
    from babyinmind.doctor import Severity

    faults = 0
    for finding in _findings(args):
        print(finding, flush=True)
        faults += finding.severity is Severity.WRONG
    print(f"\n{faults} to mend." if faults else "\nNothing is wrong.")
    return 1 if faults else 0


def _findings(args: argparse.Namespace) -> Iterator[Finding]:
    """The installation; the cohort that is named or lies here; the learner's folder that is named or lies in its usual place."""
    from babyinmind.doctor.installation import installation

    yield from installation()
    here = Path.cwd()
    folder = args.cohort or (here if (here / "cohort.yml").is_file() else None)
    if folder is not None:
        from babyinmind.doctor.cohort import cohort

        yield from cohort(folder, args.db)
    home = Path(args.home or DEFAULT_HOME).expanduser()
    if args.home or (folder is None and home.is_dir()):
        from babyinmind.doctor.learner import learners_folder

        yield from learners_folder(home)
