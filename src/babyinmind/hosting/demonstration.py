"""A hub to look at and to test with, on this machine alone: `make hub`. Everything that it makes and starts ends with it.

As root its people are real accounts of the machine. Without root there is one account for all of them, so nothing keeps one
person from another's files; everything else is as it is on a real hub.
"""

from __future__ import annotations

import csv
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from babyinmind.course.server import LOOPBACK
from babyinmind.hosting.accounts import fault_of_this_python
from babyinmind.hosting.demonstration_hub import SECONDS, CannotDemonstrate, Demonstration, free_port, is_root, must
from babyinmind.hosting.ports import fault_of_this_machine
from babyinmind.hosting.process_identity import kill_all_of
from babyinmind.hosting.registry import HostedCohort, grader_of
from babyinmind.processes import command, environment

_SETTINGS = """c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.JupyterHub.hub_bind_url = "http://{host}:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://{host}:{api}"
c.JupyterHub.cleanup_servers = True
"""
_ONE_ACCOUNT = """c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
"""


@dataclass(frozen=True, slots=True)
class PlannedCohort:
    """A cohort to be shown: `learners` are accounts with names, `modules` what has been released to them."""

    name: str
    instructors: Sequence[str]
    learners: Mapping[str, str]
    modules: Sequence[str]


@contextmanager
def demonstration(
    cohorts: Sequence[PlannedCohort], *, port: int = 0, more: str = "", say: Callable[[str], None] = lambda line: None
) -> Iterator[Demonstration]:
    """Make the cohorts with their people, start the hub, and take everything away at the end; `more` is JupyterHub
    configuration. Raises `CannotDemonstrate`.
    """
    names = [grader_of(one.name) for one in cohorts]
    names += dict.fromkeys(person for one in cohorts for person in (*one.instructors, *one.learners))
    if is_root():
        if fault := fault_of_this_python() or fault_of_this_machine():
            raise CannotDemonstrate(fault)
        _check_names(names)
    folder = Path(tempfile.mkdtemp(prefix="baby-in-mind-hub-", dir="/tmp"))
    demo = Demonstration(folder, f"http://{LOOPBACK}:{free_port(port)}", secrets.token_urlsafe(9))
    try:
        folder.chmod(0o755)
        demo.homes.mkdir()
        demo.hub.folder.mkdir()
        demo.accounts = names if is_root() else []
        for one in cohorts:
            say(f"Adding the cohort {one.name} ...")
            _add(demo, one)
            for module in one.modules:
                say(f"Releasing {module} to it ...")
                demo.release(one.name, module)
        _configure(demo, more)
        say("Starting JupyterHub ...")
        demo.start()
        yield demo
    finally:
        demo.stop()
        _take_away(demo)


def _check_names(names: Iterable[str]) -> None:
    import pwd

    there = {one.pw_name for one in pwd.getpwall()}
    if taken := [name for name in names if name in there]:
        raise CannotDemonstrate(
            f"This machine has an account {taken[0]} already, and a demonstration takes its accounts away at the end. If it"
            f" was left by one: userdel --remove {taken[0]}"
        )


def _add(demo: Demonstration, planned: PlannedCohort) -> None:
    if not is_root():
        _add_in_one_account(demo, planned)
        return
    roster = demo.folder / f"{planned.name}.csv"
    with roster.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerows([("id", "name"), *planned.learners.items()])
    must(
        subprocess.run(
            command(
                *("cohort", "add", planned.name, "--hub", str(demo.hub.folder), "--new-accounts"),
                *("--instructors", ",".join(planned.instructors), "--contact", planned.instructors[0]),
                *("--roster", str(roster), "--homes", str(demo.homes), "--how", "555 0100 on weekdays"),
                *("--title", planned.name, "--sponsor", "Example Agency"),
            ),
            env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=SECONDS, check=False,
        )
    )  # fmt: skip


def _add_in_one_account(demo: Demonstration, planned: PlannedCohort) -> None:
    """The same folders, all of them ours."""
    from babyinmind.desk.roster import Enrolled
    from babyinmind.hosting import provisioning
    from babyinmind.records.cohort import Cohort, Contact

    grader, hub = grader_of(planned.name), demo.hub
    home, exchange = demo.homes / grader, hub.exchange / planned.name
    home.mkdir(mode=0o700)
    exchange.mkdir(parents=True)
    contact = Contact(planned.instructors[0], "555 0100 on weekdays", home.owner())
    cohort = Cohort(planned.name, "Example Agency", tuple(planned.instructors), contact)
    learners = [Enrolled(*each) for each in planned.learners.items()]
    provisioning.provision_cohort(
        provisioning.CourseLocation(home, planned.name), hub.exchange, cohort, "open", learners
    )
    hub.write(
        HostedCohort(
            planned.name, "open", grader, planned.instructors[0], tuple(planned.instructors), tuple(planned.learners)
        )
    )


def _configure(demo: Demonstration, added: str) -> None:
    demo.hub.settings.write_text(f"address: {demo.address}\n", encoding="utf-8")
    more = demo.hub.folder / "jupyterhub_config.d"
    more.mkdir(mode=0o700)
    text = _SETTINGS.format(password=demo.password, host=LOOPBACK, hub=free_port(), api=free_port())
    if not is_root():
        text += _ONE_ACCOUNT.format(homes=str(demo.homes / "{username}"))
    (more / "demonstration.py").write_text(text + added, encoding="utf-8")


def _take_away(demo: Demonstration) -> None:
    import pwd

    for name in demo.accounts:
        with suppress(KeyError):
            kill_all_of(pwd.getpwnam(name).pw_uid)
            subprocess.run(["userdel", name], capture_output=True, check=False)
    shutil.rmtree(demo.folder, ignore_errors=True)
