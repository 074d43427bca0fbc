"""`babyinmind teach`: a cohort's course folder in JupyterLab, with its gradebook, formgrader and the cohort's page."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from babyinmind.cli import launch

DEFAULT_FOLDER = "~/baby-in-mind-cohort"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `teach`."""
    parser.add_argument(
        "--cohort", default=DEFAULT_FOLDER, metavar="DIR", help="the cohort's course folder (default %(default)s)"
    )
    launch.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Make the course folder where it is not there, open JupyterLab, and stay until it is closed."""
    from babyinmind.course import make_folder
    from babyinmind.course.pages import COHORT_PAGE, TEACH_VARIABLE
    from babyinmind.grading.start import course_directory

    os.environ[TEACH_VARIABLE] = "1"
    folder = Path(args.cohort).expanduser().absolute()

    def prepare() -> None:
        from babyinmind.desk.folder import fault_of_no_modules, prepare_folder
        from babyinmind.gradebook.session import open_gradebook

        new = prepare_folder(folder)
        # formgrader looks for the course where the server was started.
        os.chdir(folder)
        coursedir = course_directory(root=folder)
        open_gradebook(coursedir).close()
        if new:
            launch.say(f"Put into {folder}:", *(f"  {name}" for name in new))
        if fault := fault_of_no_modules(folder):
            launch.say(fault)

    make_folder(folder)
    return launch.stay_open(
        folder,
        COHORT_PAGE,
        args,
        name="Your cohort",
        what="the cohort",
        prepare=prepare,
        opened=lambda: None,
        closed=("The cohort is closed. Everything is kept in", f"  {folder}"),
        teaching=True,
    )
