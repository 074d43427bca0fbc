"""Opening JupyterLab for one person on this machine: what `learn` and `teach` have in common."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from babyinmind.course import server

DEFAULT_PORT = 8888


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how it is opened."""
    parser.add_argument("--no-browser", action="store_true", help="only print the address to open")
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help="port on this machine (default %(default)s; the next free one if it is taken)",
    )
    parser.add_argument(
        "--lab-args",
        nargs=argparse.REMAINDER,
        default=[],
        metavar="…",
        help="all that follows goes to JupyterLab as it is",
    )


def stay_open(
    home: Path,
    page: str,
    args: argparse.Namespace,
    *,
    name: str,
    what: str,
    prepare: Callable[[], None],
    opened: Callable[[], None],
    closed: tuple[str, ...],
    teaching: bool = False,
) -> int:
    """Open `page` of the folder `home` and stay until it is closed; gives the exit status.

    Where the folder is open already, its address is said instead. `prepare` fills the folder in any case, `opened` is called
    once it is open here; `name`, `what` ("the course") and `closed` are words for the person.
    """
    browser = not args.no_browser and server.has_display()
    with server.only_one(home) as ours:
        at = server.address_of_open_course(home, page) if ours else server.await_open_course(home, page)
        if not at and not ours:
            print(f"Another window is opening {what} in {home}. Try again in a moment.", file=sys.stderr)
            return 1
        prepare()
        if at:
            _say_open_already(what, at, browser)
            return 0

        def say_open(at: str) -> None:
            _say_open(name, what, at, home, browser)
            opened()

        server.serve(
            home, page, port=args.port, browser=browser, more=args.lab_args, opened=say_open, teaching=teaching
        )
    say(*closed)
    return 0


def say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def _say_open(name: str, what: str, address: str, home: Path, browser: bool) -> None:
    say(
        f"{name} is open, in your folder {home}",
        "",
        f"  {address}",
        "",
        "It opens in your browser by itself; if it does not, copy this address into it."
        if browser
        else "Copy this address into a browser on this machine.",
        f"Leave this window open meanwhile. To close {what}, press Ctrl and C here.",
    )


def _say_open_already(what: str, address: str, browser: bool) -> None:
    say(f"{what.capitalize()} is open already, here:", "", f"  {address}", "")
    if browser:
        import webbrowser

        webbrowser.open(address)
