"""`babyinmind learn`: the course in JupyterLab, in a learner's own folder on this machine."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from babyinmind.course import (
    CourseNotFound,
    FolderError,
    Module,
    Placed,
    course_pages,
    make_folder,
    place,
    released_modules,
)
from babyinmind.course.modules import START_PAGE
from babyinmind.course.solo import SOLO_VARIABLE

DEFAULT_HOME = "~/baby-in-mind"
DEFAULT_PORT = 8888


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `learn`."""
    parser.add_argument("--home", default=DEFAULT_HOME, metavar="DIR", help="your own folder (default %(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address to open")
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help="port on this machine (default %(default)s; the next free one if it is taken)",
    )
    parser.add_argument(
        "--no-prepare",
        action="store_true",
        help="do not make handing in ready beside; the first time then takes longer",
    )
    parser.add_argument(
        "--lab-args",
        nargs=argparse.REMAINDER,
        default=[],
        metavar="…",
        help="all that follows goes to JupyterLab as it is",
    )


def run(args: argparse.Namespace) -> int:
    """Place the modules, open JupyterLab, and stay until it is closed."""
    from babyinmind.course import server

    os.environ[SOLO_VARIABLE] = "1"
    home = Path(args.home).expanduser().absolute()
    browser = not args.no_browser and server.has_display()
    try:
        modules = released_modules()
        make_folder(home)
        page = first_page(home, modules)
        with server.only_one(home) as ours:
            at = server.address_of_open_course(home, page) if ours else server.await_open_course(home, page)
            if not at and not ours:
                print(f"Another window is opening the course in {home}. Try again in a moment.", file=sys.stderr)
                return 1
            _tell(place(modules, home, pages=course_pages()), home)
            if at:
                _say_open_already(at, browser)
                return 0
            beside: list[subprocess.Popen[bytes]] = []

            def opened(at: str) -> None:
                _say_open(at, home, browser)
                if not args.no_prepare:
                    beside.append(_prepare(home))

            try:
                server.serve(home, page, port=args.port, browser=browser, more=args.lab_args, opened=opened)
            finally:
                for process in beside:
                    _end(process)
    except (CourseNotFound, FolderError) as problem:
        print(problem, file=sys.stderr)
        return 1
    _say("The course is closed. Your answers are kept in", f"  {home}")
    return 0


def first_page(home: Path, modules: tuple[Module, ...]) -> str:
    """What is opened first: the start page where there is one, else the first module."""
    known = [home / START_PAGE, *(page for page in course_pages() if page.name == START_PAGE)]
    return START_PAGE if any(page.is_file() for page in known) else modules[0].notebook


def _prepare(home: Path) -> subprocess.Popen[bytes]:
    """Make ready what the first hand-in would wait for, with what the machine has to spare."""
    from babyinmind.processes import command, environment

    return subprocess.Popen(
        command("prepare", "--home", str(home)),
        env=environment(),
        # Windows knows no nice(): a lower priority is given at the start.
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        start_new_session=True,  # what it starts itself, nbgrader, is ended with it
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.terminate()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    process.wait()


def _tell(placed: Placed, home: Path) -> None:
    for name in placed.renewed:
        if name.endswith(".ipynb"):
            _say(f"{Path(name).stem} was renewed from the course; your answers are kept.")
    for name in placed.set_aside:
        _say(f"Your copy of a page had been changed. It is kept as {home / name}")


def _say_open(address: str, home: Path, browser: bool) -> None:
    _say(
        f"Baby in Mind is open, in your folder {home}",
        "",
        f"  {address}",
        "",
        "It opens in your browser by itself; if it does not, copy this address into it."
        if browser
        else "Copy this address into a browser on this machine.",
        "Leave this window open while you learn. To close the course, press Ctrl and C here.",
    )


def _say_open_already(address: str, browser: bool) -> None:
    _say("The course is open already, here:", "", f"  {address}", "")
    if browser:
        import webbrowser

        webbrowser.open(address)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)
