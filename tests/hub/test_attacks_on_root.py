"""Attacks of a cohort's grader's account, which all its instructors share, on root's commands. Nothing of it is run or believed."""

from __future__ import annotations

import io
import json
import os
import pickle
import pwd
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from babyinmind.cli import main
from babyinmind.desk.roster import Enrolled
from babyinmind.hosting import accounts, people, provisioning
from babyinmind.hosting.accounts import NotHosted, as_account
from babyinmind.hosting.backup import BackUp, back_up
from babyinmind.hosting.registry import HostedCohort, Hub
from babyinmind.processes import environment
from support.machine import Machine, Ran, in_shell_of
from support.payload import plant, take_away

pytestmark = pytest.mark.timeout(300)

MODULE = "03-attachment"
SESSIONS = "session,date,modules\nOpening,2027-03-12,03-attachment\n"


@dataclass(frozen=True)
class Attacked:
    """A hub with two cohorts; the first one's grader attacks. `proofs` is where whatever ran leaves a file."""

    machine: Machine
    one: HostedCohort
    two: HostedCohort
    proofs: Path

    @property
    def hub(self) -> Hub:
        return Hub(self.machine.hub)

    @property
    def home(self) -> Path:
        return self.machine.homes / self.one.grader

    @property
    def course(self) -> Path:
        return self.home / "course"

    def plant(self, account: str) -> None:
        in_shell_of(account, plant, self.machine.homes / account, self.proofs)

    def proved(self) -> set[str]:
        return {path.name for path in self.proofs.iterdir()}

    def as_root(self, *arguments: str | Path) -> Ran:
        """The installed program as root has it, with the course folder as the folder that it is started in."""
        program = Path(sys.executable).with_name("babyinmind")
        done = subprocess.run(
            [program, *map(str, arguments), "--hub", self.machine.hub], cwd=self.course, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False, timeout=120,
            env={"HOME": str(self.machine.folder / "root"), "PATH": environment()["PATH"], "LANG": "C.UTF-8"},
        )  # fmt: skip
        return Ran(done.returncode, done.stdout)


@pytest.fixture(scope="module")
def both(machine: Machine) -> Attacked:
    roster = machine.folder / "roster.csv"
    (machine.folder / "sessions.csv").write_text(SESSIONS)
    for short, learners in (("one", ("ann", "ben")), ("two", ("dan",))):
        roster.write_text("id,name\n" + "".join(f"{machine.name(one)},{one.title()} Lee\n" for one in learners))
        machine.babyinmind(*asked_for(machine, roster, short))
    proofs = machine.folder / "proofs"
    proofs.mkdir()
    proofs.chmod(0o777)
    (machine.folder / "root").mkdir(mode=0o700)
    hub = Hub(machine.hub)
    return Attacked(machine, hub.cohort(machine.name("one")), hub.cohort(machine.name("two")), proofs)


def asked_for(machine: Machine, roster: Path, short: str) -> list[str | Path]:
    return [
        "cohort", "add", machine.name(short), "--instructors", machine.name("ada"), "--contact", machine.name("ada"),
        "--how", "555 0100", "--sponsor", "Example Agency", "--roster", roster, "--homes", machine.homes, "--new-accounts",
    ]  # fmt: skip


@pytest.fixture
def attacked(both: Attacked) -> Iterator[Attacked]:
    """Nothing is planted when a test begins, and nothing has run."""
    yield both
    for account in (both.one.grader, both.machine.name("ann")):
        in_shell_of(account, take_away, both.machine.homes / account)
    for path in both.proofs.iterdir():
        path.unlink()


def test_no_command_of_roots_runs_what_lies_in_a_graders_or_learners_home(attacked: Attacked, tmp_path: Path) -> None:
    machine, one, two = attacked.machine, attacked.one.name, attacked.two.name
    ann, ben, bo = (machine.name(short) for short in ("ann", "ben", "bo"))
    roster, newcomers = machine.folder / "one.csv", machine.folder / "newcomers.csv"
    roster.write_text(f"id,name\n{ann},Ann Lee\n{ben},Ben Lee\n")
    newcomers.write_text(f"id,name\n{machine.name('cy')},Cy Newcomer\n")
    homes: list[str | Path] = ["--homes", machine.homes, "--new-accounts"]
    commands: list[list[str | Path]] = [
        [*asked_for(machine, roster, "one"), "--sessions", machine.folder / "sessions.csv"],
        ["cohort", "enrol", one, "--roster", newcomers, "--instructors", bo, *homes],
        ["cohort", "contact", one, bo, "--how", "555 0101", *homes],
        ["cohort", "sessions", one, machine.folder / "sessions.csv"],
        ["cohort", "withdraw", one, ben],
        ["cohort", "move", ann, "--from", one, "--to", two],
        ["cohort", "close", one],
        ["cohort", "archive", one],
        ["cohort", "open", one],
        ["hub", "backup", tmp_path / "hub.tar.gz"],
    ]
    for command in commands:
        # Each time: adding puts the host's own configuration back.
        attacked.plant(attacked.one.grader)
        attacked.plant(ann)
        ran = attacked.as_root(*command)
        assert attacked.proved() == set(), command
        assert ran.code == 0, (command, ran.said)
    # What is planted would run: the grader's own commands run the grader's configuration, as the grader.
    machine.by(attacked.one.grader, "babyinmind hours --cohort ~/course", ok=False)
    uid = pwd.getpwnam(attacked.one.grader).pw_uid
    assert f"nbgrader_config.py.{uid}" in attacked.proved()


def test_a_configuration_to_which_a_home_only_links_is_not_run(attacked: Attacked) -> None:
    machine, elsewhere = attacked.machine, attacked.machine.folder / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    elsewhere.chmod(0o777)
    roster = machine.folder / "newcomers.csv"
    roster.write_text(f"id,name\n{machine.name('gil')},Gil Lee\n")
    in_shell_of(attacked.one.grader, plant, elsewhere, attacked.proofs)
    machine.by(attacked.one.grader, f"cd && mv .jupyter aside && ln -s {elsewhere}/.jupyter .jupyter")
    try:
        machine.babyinmind("cohort", "enrol", attacked.one.name, "--roster", roster, "--homes", machine.homes)
    finally:
        machine.by(attacked.one.grader, "cd && rm .jupyter && mv aside .jupyter")
    assert attacked.proved() == set()


@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize(
    "command",
    [("hours",), ("grade", MODULE), ("record", "ann", "--pdf", "/tmp/bim-record.pdf"), ("export", "moodle", "/tmp/bim-export.csv"), ("roster", "roster.csv"), ("cohort", "open")],
    ids=lambda command: command[0],
)  # fmt: skip
def test_root_does_a_cohorts_own_work_in_nobodys_course_folder(
    attacked: Attacked, command: tuple[str, ...], configured: bool
) -> None:
    if configured:
        attacked.plant(attacked.one.grader)
    else:
        # A journal's or a lock's name could lead root to a file of its own.
        assert not (attacked.course / "nbgrader_config.py").exists()
    before = of(attacked.course)
    ran = in_this_process(*command, "--cohort", str(attacked.course))
    assert ran.code == 2, ran.said
    assert "belongs to another account" in ran.said
    assert f"runuser -u {attacked.one.grader} -- babyinmind" in ran.said
    assert attacked.proved() == set()
    assert of(attacked.course) == before


def test_root_runs_no_arrivals(attacked: Attacked) -> None:
    attacked.plant(attacked.one.grader)
    ran = in_this_process("arrivals", "--once", "--cohort", str(attacked.course))
    assert (ran.code, attacked.proved()) == (2, set())
    assert "does not run as root" in ran.said


def in_this_process(*arguments: str) -> Ran:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main(list(arguments))
    return Ran(code, said.getvalue())


def of(*folders: Path) -> dict[str, tuple[int, int, bytes | str]]:
    """Every path of the folders with its owner, mode and content."""
    found: dict[str, tuple[int, int, bytes | str]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            status = path.lstat()
            content: bytes | str = path.read_bytes() if path.is_file() and not path.is_symlink() else ""
            found[str(path)] = (status.st_uid, status.st_mode, str(path.readlink()) if path.is_symlink() else content)
    return found


Answering = Callable[..., None]


@pytest.fixture
def answering(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Have whatever root starts as another account run this shell script in the place of our own Python."""

    def stand_in(script: str, **files: bytes) -> None:
        program = attacked.machine.folder / "stand-in"
        for name, content in files.items():
            (attacked.machine.folder / name).write_bytes(content)
        program.write_text(f"#!/bin/sh\ncd {attacked.machine.folder}\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return stand_in


class Unpickled:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("/tmp/bim-unpickled",)


def result(value: Any) -> bytes:
    return json.dumps({"result": value}).encode()


ANSWERS = {
    "nothing": b"",
    "a pickle": pickle.dumps(Unpickled()),
    "a pickle in a list": b'{"result": ' + pickle.dumps(Unpickled()) + b"}",
    "no text": b"\xff\xfe\x00",
    "no object": b"[]",
    "no result": b"{}",
    "nested without end": b'{"result": ' + b"[" * 200_000,
    "nested as the result": b'{"result": ' + b"[" * 900 + b"]" * 900 + b"}",
    "of another type": result(5),
    "of another type inside": result({"added": {"a": 1}}),
    "null": result(None),
    "a number that is none": b'{"result": NaN}',
    "a number without end": b'{"result": ' + b"9" * 10_000 + b"}",
    "a refusal of another type": b'{"refused": 7}',
    "two answers": result({}) + result({}),
}


def enrol(attacked: Attacked) -> provisioning.Changes:
    """One of the things that root asks of a grader's account."""
    place = provisioning.CourseLocation(attacked.home, attacked.one.name)
    return as_account(attacked.one.grader, provisioning.enrol, place, [Enrolled("ann", "Ann")])


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_none_is_refused_in_plain_words(
    attacked: Attacked, answering: Answering, answer: str
) -> None:
    answering("cat answer", answer=ANSWERS[answer])
    with pytest.raises(
        NotHosted, match=r"^What \S+ was to do \(enrol\) ended with an answer that is none\. See who can"
    ):
        enrol(attacked)
    assert not Path("/tmp/bim-unpickled").exists()


def test_whoever_answers_without_end_or_not_at_all_is_ended(
    attacked: Attacked, answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "MOST_SECONDS", 1.0)
    monkeypatch.setattr(accounts, "_SECONDS", 1.0)
    for script, says in (
        ("head -c 10000000 /dev/zero", "more than 1,000,000 bytes"),
        ("exec yes", "more than 1,000,000 bytes"),
        ("exec sleep 20", "took longer than 1 seconds and was ended"),
        ("while :; do printf .; sleep 0.1; done", "took longer than 1 seconds and was ended"),
        # A child holds the pipe, of which root awaits the end.
        ("setsid sleep 5 & echo '{}'", "took longer than 1 seconds and was ended"),
        ("exec >&-; exec sleep 20", "did not end"),
        ("echo '{\"result\": {}}'; exit 3", "ended with status 3"),
        ("kill -9 $$", "ended with status -9"),
    ):
        answering(script)
        began = time.monotonic()
        with pytest.raises(NotHosted, match=says):
            enrol(attacked)
        assert time.monotonic() - began < 10, script


def test_nothing_that_steers_a_terminal_is_passed_on(attacked: Attacked, answering: Answering) -> None:
    evil = "\x1b[2J\x1b]0;title\x07\x9b31m\u202egnp\r\x00\x7fann"
    answering("cat answer", answer=json.dumps({"refused": f"No.\n{evil}\x85{evil}{'x' * 5000}"}).encode())
    with pytest.raises(NotHosted) as refused:
        enrol(attacked)
    lines = str(refused.value).split("\n")
    assert lines[0] == "No."
    assert all(line.isprintable() and len(line) <= accounts.LONGEST_LINE for line in lines)
    answering("cat answer", answer=result({"added": [evil, f"a\n{evil}"]}))
    changes = enrol(attacked)
    assert len(changes.added) == 2
    assert all(one.isprintable() for one in (*changes.added, *provisioning.in_words(changes)))


DATABASES = {
    "a name that leads elsewhere": [{"name": "../../etc/x.db", "mode": 420, "changed": 0}],
    "a name from the root": [{"name": "/etc/x.db", "mode": 420, "changed": 0}],
    "no database's name": [{"name": "gradebook.db ", "mode": 420, "changed": 0}],
    "the course folder itself": [{"name": "..", "mode": 420, "changed": 0}],
    "one name twice": [{"name": "a.db", "mode": 420, "changed": 0}] * 2,
    "a time that is none": [{"name": "a.db", "mode": 420, "changed": 10**30}],
    "a name that is too long": [{"name": f"{'a' * 400}.db", "mode": 420, "changed": 0}],
    "a mode for everybody": [{"name": "a.db", "mode": 0o104777, "changed": 0}],
}


@pytest.mark.parametrize("answer", DATABASES)
def test_what_is_said_of_a_gradebook_leads_a_backup_nowhere(
    attacked: Attacked, answering: Answering, tmp_path: Path, answer: str
) -> None:
    answering(
        'case "$(cat)" in *databases_in*) cat databases;; *) cat written;; esac',
        databases=result(DATABASES[answer]), written=result(1),
    )  # fmt: skip
    before = of(attacked.machine.hub / "cohorts", attacked.course)
    made = back_up(attacked.hub, tmp_path / "hub.tar.gz")
    assert [path.name for path in tmp_path.iterdir() if path not in (made.hub, made.homes)] == []
    assert of(attacked.machine.hub / "cohorts", attacked.course) == before
    if answer == "a mode for everybody":
        # Everybody's and no program: homes that are closed keep it, and a set-user-id bit is not taken.
        with tarfile.open(made.hub) as archive:
            kept = archive.getmember(str((attacked.course / "a.db").relative_to("/")))
        assert kept.mode == 0o777
    else:
        assert all(str(attacked.course) in fault or str(attacked.machine.homes) in fault for fault in made.faults)
        assert made.faults
    assert gradebook_kept(made, attacked.course)


def gradebook_kept(made: BackUp, course: Path) -> bool:
    with tarfile.open(made.hub) as archive:
        return str((course / "gradebook.db").relative_to("/")) in archive.getnames()


def test_a_gradebook_that_is_broken_keeps_no_other_from_being_backed_up(attacked: Attacked, tmp_path: Path) -> None:
    machine, two = attacked.machine, attacked.machine.homes / attacked.two.grader / "course"
    broken = attacked.course / "broken.db"
    machine.by(attacked.one.grader, f"printf 'SQLite format 3\\0 and no more' > {broken}")
    try:
        ran = attacked.as_root("hub", "backup", tmp_path / "hub.tar.gz")
    finally:
        broken.unlink()
    assert ran.code == 1, ran.said
    assert f"The gradebook in {attacked.course} was archived as it lies" in ran.said
    assert "Traceback" not in ran.said
    assert str(two) not in ran.said
    with tarfile.open(tmp_path / "hub.tar.gz") as archive:
        names = archive.getnames()
        member = archive.extractfile(str((two / "gradebook.db").relative_to("/")))
        assert member is not None
        (tmp_path / "copy.db").write_bytes(member.read())
    assert str(broken.relative_to("/")) in names
    with sqlite3.connect(tmp_path / "copy.db") as book:
        assert book.execute("select count(*) from student").fetchone() == (
            len(attacked.hub.cohort(attacked.two.name).learners),
        )


def test_a_backup_is_written_into_nothing_that_another_account_laid_in_its_way(attacked: Attacked) -> None:
    machine, folder = attacked.machine, attacked.machine.folder / "open-to-all"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    learner = machine.name("ben")
    names = [".hub.tar.gz.part", ".hub-homes.tar.gz.part"]
    machine.by(learner, f"cd {folder} && touch {' '.join(names)} && chmod 666 {' '.join(names)}")
    made = back_up(attacked.hub, folder / "hub.tar.gz")
    kept = [(file.stat().st_uid, file.stat().st_mode & 0o777) for file in (made.hub, made.homes)]
    for file in (made.hub, made.homes):
        file.unlink()
    assert kept == [(0, 0o600)] * 2
    assert machine.by(learner, f"cd {folder} && cat {' '.join(names)} && rm {' '.join(names)}").said == ""


LINKS = {
    "files": ("course/cohort.yml", "course/sessions.csv", "course/gradebook.db-journal", ".jupyter/nbgrader_config.py"),
    "the gradebook and the sources": ("course/gradebook.db", "course/source"),
    "folders": (".jupyter", "course"),
}


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_in_a_graders_home_leads_root_to_none_of_its_files(
    attacked: Attacked, tmp_path: Path, kind: str
) -> None:
    machine, one, precious = attacked.machine, attacked.one, attacked.machine.folder / "precious"
    words = "root's own words"
    (precious / "source").mkdir(exist_ok=True, parents=True)
    for name, mode in (("cohort.yml", 0o644), ("gradebook.db", 0o600), ("nbgrader_config.py", 0o644), ("file", 0o600)):
        (precious / name).write_text(words)
        (precious / name).chmod(mode)
    roster = machine.folder / "newcomers.csv"
    roster.write_text(f"id,name\n{machine.name('eve')},Eve Lee\n")
    before = of(precious)
    in_shell_of(one.grader, put_links, attacked.home, LINKS[kind], precious)
    try:
        for command in (
            ["contact", one.name, machine.name("ada"), "--how", f"555 {kind}"],
            ["enrol", one.name, "--roster", roster, "--homes", machine.homes],
            ["sessions", one.name, machine.folder / "sessions.csv"],
        ):
            ran = machine.babyinmind("cohort", *command, ok=False)
            assert ran.code in (0, 1)
            assert words not in ran.said
        made = back_up(attacked.hub, tmp_path / "hub.tar.gz")
    finally:
        in_shell_of(one.grader, put_back, attacked.home, LINKS[kind])
    assert of(precious) == before
    with tarfile.open(made.hub) as archive:
        for name in LINKS[kind]:
            assert archive.getmember(str((attacked.home / name).relative_to("/"))).issym()
        for each in archive:
            content = archive.extractfile(each) if each.isfile() else None
            assert content is None or words.encode() not in content.read()


def put_links(home: Path, names: tuple[str, ...], precious: Path) -> None:
    for number, name in enumerate(names):
        path = home / name
        target = precious / "file" if path.suffix and not path.is_dir() else precious
        if path.exists():
            path.rename(home / f"aside-{number}")
        path.symlink_to(target)


def put_back(home: Path, names: tuple[str, ...]) -> None:
    for number, name in enumerate(names):
        (home / name).unlink()
        if (home / f"aside-{number}").exists():
            (home / f"aside-{number}").rename(home / name)


def test_a_link_in_the_place_of_the_cohorts_exchange_is_not_taken(attacked: Attacked) -> None:
    machine, one = attacked.machine, attacked.one
    precious, exchange = machine.folder / "root", machine.hub / "exchange" / one.name
    before = precious.stat()
    for place in (exchange, exchange / "inbound"):
        machine.by(one.grader, f"mv {place} {place}-aside && ln -s {precious} {place}")
        try:
            ran = machine.babyinmind("cohort", "close", one.name, ok=False)
        finally:
            machine.by(one.grader, f"rm {place} && mv {place}-aside {place}")
            machine.babyinmind("cohort", "open", one.name)
        assert ran.code == 1, ran.said
        now = precious.stat()
        assert (now.st_uid, now.st_mode, list(precious.iterdir())) == (before.st_uid, before.st_mode, [])


ROWS = {
    "another's id": {"id": "root", "name": "Ann"},
    "a role that is none": {"id": "", "name": "Ann", "roles": ["admin"]},
    "a name that is too long": {"id": "", "name": "A" * 500},
    "no name": {"id": "", "name": ""},
    "an address that is none": {"id": "", "name": "Ann", "email": "a b"},
}


@pytest.mark.parametrize("row", ROWS)
def test_a_forged_row_of_a_roster_does_not_move_along(attacked: Attacked, answering: Answering, row: str) -> None:
    learner = next(iter(attacked.hub.cohort(attacked.one.name).learners))
    told = {**ROWS[row], "id": ROWS[row]["id"] or learner}
    answering("cat answer", answer=result(told))
    before = of(attacked.machine.hub / "cohorts")
    with pytest.raises(NotHosted, match=f"What the gradebook of {attacked.one.name} says of '{learner}' cannot be"):
        people.move(attacked.hub, learner, source=attacked.one.name, target=attacked.two.name)
    assert of(attacked.machine.hub / "cohorts") == before


def test_a_name_with_a_line_break_becomes_one_line_of_the_other_roster(attacked: Attacked) -> None:
    machine = attacked.machine
    learner = next(iter(attacked.hub.cohort(attacked.one.name).learners))
    in_shell_of(attacked.one.grader, rename, attacked.course / "gradebook.db", learner, "Ann\n\x1b[2J")
    said = machine.babyinmind("cohort", "move", learner, "--from", attacked.one.name, "--to", attacked.two.name).said
    assert "\x1b" not in said
    with sqlite3.connect(machine.homes / attacked.two.grader / "course" / "gradebook.db") as book:
        ((first, last),) = book.execute("select first_name, last_name from student where id = ?", (learner,)).fetchall()
    assert f"{first} {last}".isprintable()


def rename(book: Path, learner: str, name: str) -> None:
    with sqlite3.connect(book) as connection:
        connection.execute("update student set first_name = ? where id = ?", (name, learner))
