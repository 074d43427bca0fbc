"""The Chromium that the browser tests drive: found on this machine, else installed from Debian's packages.

`python tests/chromium.py` (a step of `make test`) installs it where it is missing, may be installed and will be used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
HOW = (
    "The browser tests need Chromium or Chrome, and found none. Install it (on Debian: apt install chromium; on Ubuntu: "
    "snap install chromium; elsewhere Google Chrome), or name its program: CHROMIUM=/path/to/chromium make test"
)


def find() -> str | None:
    """The program, or None. What the environment variable CHROMIUM names is taken before all else."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*NAMES, *USUAL_PLACES))
    return next((program for program in found if program), None)


@contextmanager
def running(*options: str) -> Iterator[Browser]:
    """A Chromium of its own, with nothing in its cache; `options` are further ones of its command line.

    Raises LookupError where there is none on this machine.
    """
    from playwright.sync_api import sync_playwright

    program = find()
    if not program:
        raise LookupError(HOW)
    # Chromium's own sandbox does not start for root, as in a container.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    # /dev/shm is tiny in containers, and a page that fills it dies. The rest keeps the browser from asking its maker for news.
    quiet = "disable-dev-shm-usage disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync"
    given = [f"--{name}" for name in quiet.split() + (["no-sandbox"] if as_root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*given, *options])
        try:
            yield browser
        finally:
            browser.close()


def install() -> None:
    """Install Debian's, where this is root on a Debian-like system; else nothing. Raises CalledProcessError."""
    apt = shutil.which("apt-get")
    if not apt or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    print("Installing Chromium for the browser tests ...", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL, "check": True}
    subprocess.run([apt, "update", "-qq"], **quiet)
    subprocess.run([apt, "install", "--yes", "-qq", "--no-install-recommends", "chromium"], **quiet)


def main() -> int:
    """Make sure of it before the tests start; says what is lacking, and leaves it to the tests to fail."""
    if not any(Path(__file__).with_name("browser").glob("test_*.py")) or find():
        return 0
    try:
        install()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Chromium could not be installed: {error}", file=sys.stderr)
    if not find():
        print(HOW, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
