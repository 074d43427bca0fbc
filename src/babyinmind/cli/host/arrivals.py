"""`babyinmind arrivals`"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from threading import Event

from babyinmind.cli import common_options

_LOCK = ".arrivals.lock"


def arguments(parser: argparse.ArgumentParser) -> None:
    common_options.arguments(parser)
    parser.add_argument("--once", action="store_true", help="look once, do what is to be done, and end")


def run(args: argparse.Namespace) -> int:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return _refuse(
            "This does not run as root: what learners hand in is read by the cohort's grader account, which can reach"
            " this one cohort alone. Run it as that account, such as: runuser -u grader-2027-spring -- babyinmind"
            " arrivals --cohort /home/grader-2027-spring/course"
        )
    folder = (args.cohort or Path.cwd()).resolve()
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return _refuse(f"{folder} is no folder that this account can write to. Name the cohort's course folder.")
    from babyinmind.locks import try_lock

    with try_lock(folder / _LOCK) as ours:
        if ours:
            return _grade_arrivals(folder, args.db, once=args.once)
    return _refuse(f"Another `babyinmind arrivals` looks after {folder} already. One a cohort is enough.", status=1)


def _grade_arrivals(folder: Path, db_url: str | None, *, once: bool) -> int:
    from babyinmind.grading.start import course_directory

    coursedir = course_directory(root=folder, db_url=db_url)
    if not coursedir.course_id:
        return _refuse(
            f"{folder} belongs to no course. Write into its nbgrader_config.py: c.CourseDirectory.course_id = …"
        )
    from babyinmind.hosting.arrivals import Rounds, log, stay
    from babyinmind.hosting.feedback_release import SETTLE

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    rounds = Rounds(coursedir, settle=0 if once else SETTLE)
    if once:
        rounds.round()
        return 0
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log.info("Looking after %s.", folder)
    stay(rounds, stop)
    log.info("Ended.")
    return 0


def _refuse(why: str, status: int = 2) -> int:
    print(why, file=sys.stderr)
    return status
