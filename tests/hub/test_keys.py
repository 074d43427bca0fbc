"""Keys on a hub that was set up as the guide says: in no file that a learner's account can read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from support import wheels
from support.clone import environment_of, fresh_clone
from support.course import PROJECT
from support.keys import secrets
from support.machine import Machine, Ran

pytestmark = pytest.mark.timeout(900)

_LOOKS = """
import json, os, re, sys
asked = json.load(sys.stdin)
found, read = [], 0
patterns = [(name, re.compile(pattern.encode(), re.DOTALL)) for name, pattern in asked["patterns"]]
words = [(name, piece.encode()) for name, piece in asked["pieces"]]
for place in asked["places"]:
    for folder, _, names in os.walk(place):
        for name in names:
            path = os.path.join(folder, name)
            try:
                with open(path, "rb") as file:
                    content = file.read()
            except OSError:
                continue
            read += 1
            told = {name for name, piece in words if piece in content}
            found += [[path, name] for name in told | {name for name, one in patterns if one.search(content)}]
print(json.dumps({"found": found, "read": read}))
"""


class Host:
    """A clone in a folder that all can read, its own environment, and commands from there."""

    cohort = "k"

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.checkout = fresh_clone(machine.folder / "baby-in-mind")
        self.checkout.chmod(0o755)
        self.python = environment_of(self.checkout)

    @property
    def course_folder(self) -> Path:
        """The cohort's, in its grader's home."""
        return self.machine.homes / f"grader-{self.machine.name(self.cohort)}" / "course"

    def babyinmind(self, *arguments: str | Path, ok: bool = True) -> Ran:
        done = subprocess.run(
            [self.python, "-m", "babyinmind", *map(str, arguments), "--hub", str(self.machine.hub)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False, timeout=240,
            cwd=self.machine.folder, env={"PATH": os.environ["PATH"], "HOME": "/root"}, umask=0o022,
        )  # fmt: skip
        assert not ok or done.returncode == 0, done.stdout
        return Ran(done.returncode, done.stdout)

    def add(self, *, ok: bool = True) -> Ran:
        machine = self.machine
        roster = machine.folder / "keys.csv"
        roster.write_text(f"id,name\n{machine.name('ann')},Ann Lee\n")
        return self.babyinmind(
            "cohort", "add", machine.name(self.cohort), "--instructors", machine.name("ada"), "--contact", machine.name("ada"),
            "--how", "555", "--sponsor", "Example", "--roster", roster, "--homes", machine.homes, "--new-accounts", ok=ok,
        )  # fmt: skip

    def found_by(self, account: str) -> dict[str, list[tuple[str, str]]]:
        """What this account finds of the keys in every file that it can read."""
        asked = asdict(secrets()) | {"places": [str(self.checkout), str(self.machine.hub), str(self.machine.homes)]}
        done = subprocess.run(
            ["runuser", "-u", account, "--", str(self.python), "-c", _LOOKS], input=json.dumps(asked), cwd="/",
            stdout=subprocess.PIPE, text=True, check=True, timeout=240,
        )  # fmt: skip
        told: dict[str, list[tuple[str, str]]] = json.loads(done.stdout)
        return told


class Installed(Host):
    """An environment from wheels in a folder that all can read, and commands from there; `checkout` is the environment."""

    cohort = "w"

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.checkout = machine.folder / "environment"
        self.built = wheels.build(machine.folder / "wheels")
        (machine.folder / "wheels").chmod(0o700)
        self.python = wheels.environment_of(self.checkout, self.built.course)

    @property
    def source(self) -> Path:
        return self.checkout / "share" / "babyinmind" / "source"


@pytest.fixture(scope="module")
def host(machine: Machine) -> Iterator[Host]:
    yield Host(machine)


def test_it_is_refused_while_keys_are_open_and_not_roots_to_close(host: Host) -> None:
    source, machine = host.checkout / "source", host.machine
    os.chown(source, 65534, 65534)
    refused = host.add(ok=False)
    assert refused.code == 1 and f"chmod go-rwx {source}" in refused.said and "Nothing was changed" in refused.said
    assert machine.accounts() == [] and not machine.hub.exists()
    # By the command that it names, it is closed, whoever it belongs to.
    source.chmod(0o700)
    host.add()
    source.chmod(0o755)
    host.babyinmind("cohort", "close", machine.name("k"))
    refused = host.babyinmind("cohort", "open", machine.name("k"), ok=False)
    assert refused.code == 1 and f"chmod go-rwx {source}" in refused.said
    os.chown(source, 0, 0)
    assert f"{source} closed to others" in host.babyinmind("cohort", "open", machine.name("k")).said


def test_no_learner_finds_a_key_in_any_file(host: Host) -> None:
    checkout, machine = host.checkout, host.machine
    host.add()
    for name in ("source", ".git", "tests"):
        (checkout / name).chmod(0o755)
    # What a host may put there, one day: nobody has thought of it.
    shutil.copytree(checkout / "source" / "03-attachment", checkout / "answers-2027", dirs_exist_ok=True)
    places = {Path(path).relative_to(checkout).parts[0] for path, _ in host.found_by(machine.name("ann"))["found"]}
    # Among the tests are results of past learners, who were told full answers.
    assert places == {"source", "answers-2027", "tests"}, "the search would find what is there"
    said = host.add().said
    for name in ("source", ".git", "tests", "answers-2027"):
        assert f"{checkout / name} closed to others" in said
        assert machine.by(machine.name("ann"), f"ls {checkout / name}", ok=False).code != 0
    assert "closed to others" not in host.add().said
    told = host.found_by(machine.name("ann"))
    assert told["found"] == [] and int(str(told["read"])) > 300
    # The grader's account has the modules with their keys all the same, and its desk works.
    has_the_modules(host)


def has_the_modules(host: Host) -> None:
    """The cohort's course folder has every module as it is written, and a learner cannot look into it."""
    for notebook in (PROJECT / "source").glob("*/*.ipynb"):
        assert (host.course_folder / notebook.relative_to(PROJECT)).read_bytes() == notebook.read_bytes()
    assert host.machine.by(host.machine.name("ann"), f"ls {host.course_folder}", ok=False).code != 0


def test_no_learner_finds_a_key_where_the_course_is_installed(machine: Machine) -> None:
    host = Installed(machine)
    said = host.add().said
    assert f"No modules were put into {host.course_folder}/source" in said and "babyinmind-solo" in said
    learner = machine.name("ann")
    assert host.found_by(learner)["found"] == []
    # With the keys in everybody's environment, they are root's before anything is done, and go to the grader.
    wheels.install(host.python, host.built.solo)
    assert {Path(path).relative_to(host.source).parts[0] for path, _ in host.found_by(learner)["found"]} == {
        notebook.stem for notebook in (PROJECT / "source").glob("*/*.ipynb")
    }, "the search would find what is there"
    os.chown(host.source, 65534, 65534)
    refused = host.add(ok=False)
    assert refused.code == 1 and f"chmod go-rwx {host.source}" in refused.said and "Nothing was changed" in refused.said
    os.chown(host.source, 0, 0)
    said = host.add().said
    assert f"{host.source} closed to others" in said and said.count("closed to others") == 1
    told = host.found_by(learner)
    assert told["found"] == [] and int(str(told["read"])) > 300
    has_the_modules(host)
    # What its learners' servers need of it is open to them.
    for name in ("release", "notebooks", "support-lines.yml"):
        machine.by(learner, f"ls {host.source.parent / name}")
