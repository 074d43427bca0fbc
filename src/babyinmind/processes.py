"""The processes that the course starts: their environment, and what they say."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import sysconfig
from typing import Any

from babyinmind.errors import BabyInMindError

SECONDS = 120
"""More than anything takes that a page waits for."""


class Unanswered(BabyInMindError):
    """Another process did not do what it was asked; the text says why, in the learner's words."""


def environment(**more: str) -> dict[str, str]:
    """This process's environment, with the folders of installed commands on PATH: nbgrader starts `alembic` by name."""
    scripts = sysconfig.get_path("scripts")
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if scripts not in path:
        path.insert(0, scripts)
    if site.ENABLE_USER_SITE:  # installed with --user, where a shell need not look
        own = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
        path += [] if own in path else [own]
    return {**os.environ, "PATH": os.pathsep.join(path), **more}


def one_line(text: str, longest: int) -> str:
    """What another program or person wrote, as part of one line: control characters become spaces, and the end is cut."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:longest]


def command(*arguments: str) -> list[str]:
    """How `babyinmind ...` of this very environment is started."""
    return [sys.executable, "-m", "babyinmind", *arguments]


def ask(arguments: list[str], what: str, *, given: str = "", seconds: float = SECONDS) -> dict[str, Any]:
    """Run `babyinmind ... --json` to its end and give what its last line says. Raises `Unanswered`.

    `what` names it for a learner: "Handing in"; `given` is what it reads from standard input. nbgrader in the page's own
    process would cost it 100 MB.
    """
    try:
        done = subprocess.run(
            command(*arguments), env=environment(), capture_output=True, input=given, text=True, timeout=seconds,
            check=False, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unanswered(f"{what} took longer than {seconds:g} seconds and was given up.") from error
    except OSError as error:
        raise Unanswered(f"{what} could not be started: {error.strerror}.") from error
    try:
        said: Any = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise Unanswered(f"{what} did not work ({last[0]}).") from None
    if not isinstance(said, dict):
        raise Unanswered(f"{what} did not work (it said {said!r}).")
    if "failed" in said:
        raise Unanswered(str(said["failed"]))
    return said
