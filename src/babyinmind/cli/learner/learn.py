"""`babyinmind learn`: the course in JupyterLab, in a learner's own folder on this machine."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from babyinmind.cli import launch
from babyinmind.course import (
    CourseNotFound,
    FolderError,
    Module,
    Placed,
    SourcesMissing,
    course_pages,
    make_folder,
    place,
    released_modules,
    source_folder,
)
from babyinmind.course.folder import keep_news
from babyinmind.course.modules import START_PAGE, course_title
from babyinmind.course.solo import SOLO_VARIABLE

DEFAULT_HOME = "~/baby-in-mind"
_IN_A_COHORT = "If you learn in a cohort, you need no keys: open the course where your instructor told you."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `learn`."""
    parser.add_argument("--home", default=DEFAULT_HOME, metavar="DIR", help="your own folder (default %(default)s)")
    parser.add_argument(
        "--no-prepare",
        action="store_true",
        help="do not make handing in ready beside; the first time then takes longer",
    )
    launch.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Place the modules, open JupyterLab, and stay until it is closed."""
    os.environ[SOLO_VARIABLE] = "1"
    home = Path(args.home).expanduser().absolute()
    beside: list[subprocess.Popen[bytes]] = []
    try:
        modules = released_modules()
        source_folder()  # without keys nothing could be handed in: better said now than after an hour's work
        make_folder(home)
        return launch.stay_open(
            home,
            first_page(home, modules),
            args,
            name=course_title(),
            what="the course",
            prepare=lambda: _tell(place(modules, home, pages=course_pages()), home),
            opened=lambda: None if args.no_prepare else beside.append(_prepare(home)),
            closed=("The course is closed. Your answers are kept in", f"  {home}"),
        )
    except SourcesMissing as missing:
        print(missing, _IN_A_COHORT, sep="\n", file=sys.stderr)
        return 1
    except (CourseNotFound, FolderError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        for process in beside:
            _end(process)


def first_page(home: Path, modules: tuple[Module, ...]) -> str:
    """What is opened first: the start page where there is one, else the first module."""
    known = [home / START_PAGE, *(page for page in course_pages() if page.name == START_PAGE)]
    return START_PAGE if any(page.is_file() for page in known) else modules[0].notebook


def _prepare(home: Path) -> subprocess.Popen[bytes]:
    """Make ready what the first hand-in would wait for, with what the machine has to spare."""
    from babyinmind.processes import command, environment

    process = subprocess.Popen(
        command("prepare", "--home", str(home)),
        env=environment(),
        # Windows knows no nice(): a lower priority is given at the start.
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        start_new_session=True,  # what it starts itself, nbgrader, is ended with it
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # It ends long before the course is closed, and would stay in the list of processes until then.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return  # its number may be another's by now
    if sys.platform == "win32":
        process.terminate()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    process.wait()


def _tell(placed: Placed, home: Path) -> None:
    """Say it here, and have the start page say it: not everybody looks here."""
    keep_news(home, placed)
    for name in placed.renewed:
        if name.endswith(".ipynb"):
            launch.say(f"{Path(name).stem} was renewed from the course; your answers are kept.")
    for name in placed.set_aside:
        launch.say(f"Your copy of a page had been changed. It is kept as {home / name}")
