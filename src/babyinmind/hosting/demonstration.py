"""A hub to look at and to test with, on this machine alone: `make hub`. Everything that it makes and starts ends with it.

As root its people are real accounts of the machine. Without root there is one account for all of them, so nothing keeps one
person from another's files; everything else is as it is on a real hub.
"""

from __future__ import annotations

import csv
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from babyinmind.course.modules import course_root
from babyinmind.hosting.living import end_all_of
from babyinmind.hosting.registry import VARIABLE, HostedCohort, Hub, grader_of
from babyinmind.hosting.singleuser import COURSE_FOLDER
from babyinmind.processes import command, environment

LOOPBACK = "127.0.0.1"
_SECONDS = 300
"""More than any one step takes on a slow machine."""
_SETTINGS = """c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.JupyterHub.hub_bind_url = "http://{host}:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://{host}:{api}"
c.JupyterHub.cleanup_servers = True
"""
_ONE_ACCOUNT = """c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
"""


class CannotDemonstrate(Exception):
    """The hub cannot be shown here; the text says why, and the mend."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A cohort to be shown: `learners` are accounts with names, `modules` what has been released to them."""

    name: str
    instructors: Sequence[str]
    learners: Mapping[str, str]
    modules: Sequence[str]


@dataclass(slots=True)
class Demonstration:
    """A hub on the loopback; `folder` holds all of it, `accounts` are those that were made for it."""

    folder: Path
    address: str
    password: str
    accounts: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

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
        end = time.monotonic() + _SECONDS
        while not _answers(f"{self.address}/hub/login"):
            if self.process.poll() is not None or time.monotonic() > end:
                last = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise CannotDemonstrate(f"JupyterHub did not start. It said:\n{last}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the hub, which ends its proxy and everybody's server."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def run(self, account: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as one of the people, from their home. Nothing is raised for what it gives back."""
        home = self.homes / account
        who = ["runuser", "-u", account, "--"] if is_root() else []
        variables = {"HOME": str(home), "USER": account, "LOGNAME": account, "PATH": environment()["PATH"]}
        return subprocess.run(
            [*who, *arguments], cwd=cwd or home, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=_SECONDS, check=False,
        )  # fmt: skip

    def release(self, cohort: str, module: str) -> None:
        """Release a module to a cohort's learners. Raises `CannotDemonstrate`."""
        grader = grader_of(cohort)
        for step in ("generate_assignment", "release_assignment"):
            _must(self.run(grader, "nbgrader", step, module, cwd=self.homes / grader / COURSE_FOLDER))


def is_root() -> bool:
    return os.geteuid() == 0


@contextmanager
def demonstration(
    cohorts: Sequence[Planned], *, port: int = 0, more: str = "", say: Callable[[str], None] = lambda line: None
) -> Iterator[Demonstration]:
    """Make the cohorts with their people, start the hub, and take everything away at the end; `more` is JupyterHub
    configuration. Raises `CannotDemonstrate`.
    """
    names = [grader_of(one.name) for one in cohorts]
    names += dict.fromkeys(person for one in cohorts for person in (*one.instructors, *one.learners))
    if is_root():
        check_environment()
        _check_names(names)
    folder = Path(tempfile.mkdtemp(prefix="baby-in-mind-hub-", dir="/tmp"))
    shown = Demonstration(folder, f"http://{LOOPBACK}:{free_port(port)}", secrets.token_urlsafe(9))
    try:
        folder.chmod(0o755)
        shown.homes.mkdir()
        shown.hub.folder.mkdir()
        shown.accounts = names if is_root() else []
        for one in cohorts:
            say(f"Adding the cohort {one.name} ...")
            _add(shown, one)
            for module in one.modules:
                say(f"Releasing {module} to it ...")
                shown.release(one.name, module)
        _configure(shown, more)
        say("Starting JupyterHub ...")
        shown.start()
        yield shown
    finally:
        shown.stop()
        _take_away(shown)


def check_environment() -> None:
    """Whether other accounts can run this environment's Python. Raises `CannotDemonstrate`, with the folder that is closed."""
    python = Path(sys.executable)
    for place in (python, python.resolve(), Path(__file__), course_root() / "release"):
        for part in (place, *place.parents):
            if not part.stat().st_mode & (0o001 if part.is_dir() else 0o004):
                raise CannotDemonstrate(
                    f"{part} is closed to other accounts, and {place} lies in it: nobody's server could be started. Put the"
                    " course into a folder that everybody may enter, such as /opt/baby-in-mind, and make its environment with"
                    " the machine's own Python: make environment PYTHON=/usr/bin/python3"
                )


def free_port(wanted: int = 0) -> int:
    """`wanted`, if nobody listens there, else another port of this machine."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return int(probe.getsockname()[1])
    raise CannotDemonstrate("No port of this machine is free.")


def _check_names(names: Iterable[str]) -> None:
    import pwd

    there = {one.pw_name for one in pwd.getpwall()}
    if taken := [name for name in names if name in there]:
        raise CannotDemonstrate(
            f"This machine has an account {taken[0]} already, and a demonstration takes its accounts away at the end. If it"
            f" was left by one: userdel --remove {taken[0]}"
        )


def _add(shown: Demonstration, planned: Planned) -> None:
    if not is_root():
        _add_in_one_account(shown, planned)
        return
    roster = shown.folder / f"{planned.name}.csv"
    with roster.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerows([("id", "name"), *planned.learners.items()])
    _must(
        subprocess.run(
            command(
                *("cohort", "add", planned.name, "--hub", str(shown.hub.folder), "--new-accounts"),
                *("--instructors", ",".join(planned.instructors), "--contact", planned.instructors[0]),
                *("--roster", str(roster), "--homes", str(shown.homes), "--how", "555 0100 on weekdays"),
                *("--title", planned.name, "--sponsor", "Example Agency"),
            ),
            env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=_SECONDS, check=False,
        )
    )  # fmt: skip


def _add_in_one_account(shown: Demonstration, planned: Planned) -> None:
    """The same folders, all of them ours."""
    from babyinmind.desk.roster import Enrolled
    from babyinmind.hosting import laying
    from babyinmind.records.cohort import Cohort, Contact

    grader, hub = grader_of(planned.name), shown.hub
    home, exchange = shown.homes / grader, hub.exchange / planned.name
    home.mkdir(mode=0o700)
    exchange.mkdir(parents=True)
    contact = Contact(planned.instructors[0], "555 0100 on weekdays", home.owner())
    cohort = Cohort(planned.name, "Example Agency", tuple(planned.instructors), contact)
    laying.lay_course(home, planned.name, hub.exchange, cohort)
    laying.lay_exchange(exchange, laying.INBOUND["open"])
    laying.enrol(home, [Enrolled(*each) for each in planned.learners.items()])
    hub.write(
        HostedCohort(
            planned.name, "open", grader, planned.instructors[0], tuple(planned.instructors), tuple(planned.learners)
        )
    )


def _configure(shown: Demonstration, added: str) -> None:
    shown.hub.settings.write_text(f"address: {shown.address}\n", encoding="utf-8")
    more = shown.hub.folder / "jupyterhub_config.d"
    more.mkdir(mode=0o700)
    text = _SETTINGS.format(password=shown.password, host=LOOPBACK, hub=free_port(), api=free_port())
    if not is_root():
        text += _ONE_ACCOUNT.format(homes=str(shown.homes / "{username}"))
    (more / "demonstration.py").write_text(text + added, encoding="utf-8")


def _must(done: subprocess.CompletedProcess[str]) -> None:
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


def _take_away(shown: Demonstration) -> None:
    import pwd

    for name in shown.accounts:
        with suppress(KeyError):
            end_all_of(pwd.getpwnam(name).pw_uid)
            subprocess.run(["userdel", name], capture_output=True, check=False)
    shutil.rmtree(shown.folder, ignore_errors=True)
