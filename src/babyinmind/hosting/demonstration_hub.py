"""A hub that is being shown: started, ended, and its people's commands run."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from babyinmind.course.modules import course_root
from babyinmind.course.server import LOOPBACK
from babyinmind.errors import BabyInMindError
from babyinmind.hosting.registry import COURSE_FOLDER, VARIABLE, Hub, grader_of
from babyinmind.processes import environment

SECONDS = 300
"""More than any one step takes on a slow machine."""
_CLOSED_PORTS = range(700, 860)
"""Of those that root alone can open, some that nothing well known uses and no browser refuses."""


class CannotDemonstrate(BabyInMindError):
    """The hub cannot be shown here; the text says why, and the mend."""


@dataclass(slots=True)
class Demonstration:
    """A hub on the loopback; `folder` holds all of it, `accounts` are those that were made for it."""

    folder: Path
    address: str
    password: str
    accounts: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    arrivals: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def hub(self) -> Hub:
        return Hub(self.folder / "hub")

    @property
    def homes(self) -> Path:
        return self.folder / "homes"

    @property
    def log(self) -> Path:
        return self.folder / "hub.log"

    def start(self) -> None:
        """Start the hub, and wait until it answers. Raises `CannotDemonstrate`, with what the hub said last."""
        program = shutil.which("jupyterhub", path=environment()["PATH"])
        if program is None:
            raise CannotDemonstrate("JupyterHub is not installed here. `make environment` installs it.")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [program, "--config", str(course_root() / "hub" / "jupyterhub_config.py")],
                cwd=self.folder, env=environment(**{VARIABLE: str(self.hub.folder)}), stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + SECONDS
        while not _answers(f"{self.address}/hub/login"):
            if self.process.poll() is not None or time.monotonic() > end:
                last = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise CannotDemonstrate(f"JupyterHub did not start. It said:\n{last}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the hub, which ends its proxy and everybody's server, and what grades on arrival."""
        for process in (*self.arrivals, *([self.process] if self.process else [])):
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.process, self.arrivals = None, []

    def grade_on_arrival(self, cohort: str) -> None:
        """Start what grades a cohort's hand-ins as they arrive."""
        grader = grader_of(cohort)
        folder = self.homes / grader / COURSE_FOLDER
        with self.log.open("ab") as log:
            self.arrivals.append(
                subprocess.Popen(
                    [*_as(grader), "babyinmind", "arrivals", "--cohort", str(folder)],
                    cwd=folder, env=self._environment(grader), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )
            )  # fmt: skip

    def run(self, account: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as one of the people, from their home. Nothing is raised for what it gives back."""
        return subprocess.run(
            [*_as(account), *arguments], cwd=cwd or self.homes / account, env=self._environment(account), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=SECONDS, check=False,
        )  # fmt: skip

    def release(self, cohort: str, module: str) -> None:
        """Release a module to a cohort's learners. Raises `CannotDemonstrate`."""
        grader = grader_of(cohort)
        for step in ("generate_assignment", "release_assignment"):
            must(self.run(grader, "nbgrader", step, module, cwd=self.homes / grader / COURSE_FOLDER))

    def _environment(self, account: str) -> dict[str, str]:
        home = str(self.homes / account)
        return {"HOME": home, "USER": account, "LOGNAME": account, "PATH": environment()["PATH"]}


def is_root() -> bool:
    return os.geteuid() == 0


def _as(account: str) -> list[str]:
    return ["runuser", "-u", account, "--"] if is_root() else []


def free_port(wanted: int = 0) -> int:
    """`wanted`, if nobody listens there, else another port of this machine; for root one that root alone can open."""
    others = random.sample(_CLOSED_PORTS, len(_CLOSED_PORTS)) if is_root() else [0]
    for port in (*([wanted] if wanted else []), *others):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return int(probe.getsockname()[1])
    raise CannotDemonstrate("No port of this machine is free.")


def must(done: subprocess.CompletedProcess[str]) -> None:
    """Raises `CannotDemonstrate`, with what the command said, where it failed."""
    if done.returncode:
        raise CannotDemonstrate(f"{' '.join(map(str, done.args))} failed:\n{done.stdout}")


def _answers(address: str) -> bool:
    # Never by way of a proxy: this is a call to the same machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=5):
            return True
    except (OSError, urllib.error.URLError):
        return False
