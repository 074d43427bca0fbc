"""A hub is backed up while it is in use, deleted wholly, accounts too, and restored: every file, owner and mode as it was."""

from __future__ import annotations

import pwd
import shutil
import sqlite3
import stat
import subprocess
import tarfile
from pathlib import Path

import pytest

from babyinmind.hosting.registry import Hub
from babyinmind.responses import ResponseStore, private_path
from support.machine import Machine, in_shell_of

pytestmark = pytest.mark.timeout(900)

MODULE = "03-attachment"
HASH = "$6$abcdefgh$" + "x" * 86


def write_private(folder: Path) -> None:
    folder.mkdir(parents=True)
    ResponseStore.open(private_path(folder, MODULE), MODULE).save("p", "for nobody else", edited=0)


def read_private(folder: Path) -> object:
    return ResponseStore.open(private_path(folder, MODULE), MODULE).answers["p"].value


def all_there_is(folder: Path) -> dict[str, tuple[str, str, bytes | str]]:
    """Path -> owner by name, kind and mode, content; of databases what they hold, since a copy has pages of its own."""
    found: dict[str, tuple[str, str, bytes | str]] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content: bytes | str = b""
        if path.is_symlink():
            content = str(path.readlink())
        elif path.suffix in (".db", ".sqlite"):
            with sqlite3.connect(path) as book:
                content = "\n".join(book.iterdump())
        elif stat.S_ISREG(status.st_mode):
            content = path.read_bytes()
        found[str(path)] = (pwd.getpwuid(status.st_uid).pw_name, oct(status.st_mode), content)
    return found


@pytest.fixture(scope="module")
def hub(machine: Machine) -> Hub:
    roster = machine.folder / "roster.csv"
    roster.write_text(f"id,name\n{machine.name('ann')},Ann Lee\n")
    machine.babyinmind(
        "cohort", "add", machine.name("one"), "--instructors", machine.name("ada"), "--contact", machine.name("ada"),
        "--roster", roster, "--homes", machine.homes, "--new-accounts",
    )  # fmt: skip
    hub = Hub(machine.hub)
    hub.state.mkdir(mode=0o700, exist_ok=True)
    with sqlite3.connect(hub.state / "jupyterhub.sqlite") as book:
        book.execute("create table users (name text)")
        book.execute("insert into users values ('ann')")
    (hub.state / "jupyterhub_cookie_secret").write_text("secret")
    (hub.state / "jupyterhub_cookie_secret").chmod(0o600)
    ann = machine.name("ann")
    in_shell_of(ann, write_private, machine.home("ann") / machine.name("one") / MODULE)
    inbound = hub.exchange / machine.name("one") / "inbound"
    machine.by(
        ann,
        f"mkdir {inbound}/{ann}+{MODULE}+now && echo hi > {inbound}/{ann}+{MODULE}+now/x && ln -s /etc/shadow ~/link",
    )
    subprocess.run(["usermod", "--password", HASH, ann], check=True)
    return hub


def test_everything_comes_back_with_its_owners_and_modes(machine: Machine, hub: Hub):
    cohort = hub.cohort(machine.name("one"))
    book = machine.homes / cohort.grader / "course" / "gradebook.db"
    file = machine.folder / "kept" / "hub.tar.gz"
    file.parent.mkdir()
    file.parent.chmod(0o755)
    before = {**all_there_is(machine.hub), **all_there_is(machine.homes)}
    # An instructor grades meanwhile: what is not committed yet is not in the backup, and harms it not.
    grading = sqlite3.connect(book, isolation_level=None)
    grading.execute("begin immediate")
    grading.execute("update student set first_name = 'Half'")
    machine.babyinmind("hub", "backup", file)
    grading.execute("rollback")
    grading.close()

    homes = file.with_name("hub-homes.tar.gz")
    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in file.parent.iterdir()} == {
        "hub.tar.gz": "0o600", "hub-homes.tar.gz": "0o600",
    }  # fmt: skip
    for path in (file, homes):
        assert machine.by(machine.name("ann"), f"head -c1 {path}", ok=False).code != 0
    # What is private to people is in the second archive alone, and no link led out of it.
    with tarfile.open(file) as archive:
        assert not [name for name in archive.getnames() if machine.name("ann") in Path(name).parts]
    with tarfile.open(homes) as archive:
        assert [one.issym() for one in archive if one.name.endswith("/link")] == [True]

    refused = machine.babyinmind("hub", "restore", file, ok=False)
    assert refused.code == 1
    assert f"{machine.hub} is there, and would be replaced" in refused.said
    assert {**all_there_is(machine.hub), **all_there_is(machine.homes)} == before

    for name in machine.accounts():
        subprocess.run(["userdel", name], check=True)
    shutil.rmtree(machine.hub)
    shutil.rmtree(machine.homes)

    machine.babyinmind("hub", "restore", file)
    after = {**all_there_is(machine.hub), **all_there_is(machine.homes)}
    assert after.keys() == before.keys()
    assert {path: (before[path], after[path]) for path in before if before[path] != after[path]} == {}
    assert hub.cohort(machine.name("one")) == cohort
    ann = machine.name("ann")
    assert in_shell_of(ann, read_private, machine.home("ann") / machine.name("one") / MODULE) == "for nobody else"
    shadow = subprocess.run(["getent", "shadow", ann], capture_output=True, text=True, check=True).stdout
    assert shadow.split(":")[1] == HASH
    assert "nothing was changed" in machine.babyinmind(
        "cohort", "add", machine.name("one"), "--instructors", machine.name("ada"), "--contact", machine.name("ada"),
        "--roster", machine.folder / "roster.csv", "--homes", machine.homes,
    ).said  # fmt: skip


def test_what_is_no_backup_or_is_cut_off_restores_nothing(machine: Machine, hub: Hub):
    file = machine.folder / "kept" / "hub.tar.gz"
    cut = machine.folder / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[:-2000])
    other = Hub(machine.folder / "elsewhere")
    for path, more, says in (
        (cut, [], "tar failed"),
        (machine.folder / "roster.csv", [], "tar failed"),
        (machine.folder / "not-there.tar.gz", [], "is not there"),
        (file, ["--without-homes"], "is there, and would be replaced"),
    ):
        ran = machine.babyinmind("hub", "restore", path, *more, ok=False)
        assert ran.code == 1
        assert says in ran.said
    assert not other.folder.exists()
    again = machine.babyinmind("hub", "backup", file, ok=False)
    assert again.code == 1
    assert "is there already, and is left as it is" in again.said
    assert not [path for path in file.parent.iterdir() if path.name.startswith(".")]
