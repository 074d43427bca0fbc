"""A machine with accounts of its own: made under names that nobody has, with homes in a folder of the test, and taken away."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import pytest

from babyinmind.cli import main
from babyinmind.hosting.accounts import fault_of_this_python
from babyinmind.hosting.keys import fault_of_open_keys
from babyinmind.hosting.ports import fault_of_this_machine

if sys.platform != "win32":
    import pwd

T = TypeVar("T")


@dataclass(frozen=True)
class Ran:
    code: int
    said: str


@dataclass(frozen=True)
class Machine:
    """`folder` can be traversed by everybody; every account begins with `prefix`, or is the grader of a cohort that does."""

    folder: Path
    prefix: str

    @property
    def hub(self) -> Path:
        return self.folder / "hub"

    @property
    def homes(self) -> Path:
        return self.folder / "homes"

    def name(self, short: str) -> str:
        return f"{self.prefix}-{short}"

    def home(self, short: str) -> Path:
        return self.homes / self.name(short)

    def accounts(self) -> list[str]:
        starts = (self.prefix, f"grader-{self.prefix}")
        return [one.pw_name for one in pwd.getpwall() if one.pw_name.startswith(starts)]

    def babyinmind(self, *arguments: str | Path, ok: bool = True) -> Ran:
        """The command as root, on this hub; in this process, since loading it anew takes most of its time."""
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            try:
                code = main([*map(str, arguments), "--hub", str(self.hub)])
            except SystemExit as wrong:
                code = int(str(wrong.code))
        assert not ok or code == 0, said.getvalue()
        return Ran(code, said.getvalue())

    def by(self, account: str, script: str, ok: bool = True) -> Ran:
        """A shell script as that account, with an environment of its own."""
        home = Path(pwd.getpwnam(account).pw_dir)
        clean = ["env", "-i", f"HOME={home}", f"USER={account}", f"PATH={os.environ['PATH']}"]
        done = subprocess.run(
            ["runuser", "-u", account, "--", *clean, "sh", "-c", script], cwd=home, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=240,
        )  # fmt: skip
        assert not ok or done.returncode == 0, done.stdout
        return Ran(done.returncode, done.stdout)

    def take_away(self) -> None:
        for name in self.accounts():
            subprocess.run(["userdel", "--force", name], capture_output=True, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def in_shell_of(account: str, function: Callable[..., T], *arguments: Any) -> T:
    """What a function of the test gives in a process that is an account's, as from a shell of theirs; raises what it raises.

    For a test's own functions alone: the product never takes an answer of another account's process as more than data.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("fork"), initializer=_become, initargs=(account,)) as pool:
        return pool.submit(function, *arguments).result()


def _become(account: str) -> None:
    who = pwd.getpwnam(account)
    path = os.environ["PATH"]
    os.environ.clear()
    os.environ.update(PATH=path, HOME=who.pw_dir, USER=account, LOGNAME=account)
    os.initgroups(account, who.pw_gid)
    os.setgid(who.pw_gid)
    os.setuid(who.pw_uid)
    os.umask(0o022)
    os.chdir(who.pw_dir)


def needs_accounts(what: str) -> None:
    """Skip, and say so, where accounts cannot be made or cannot run this Python."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip(f"NOT TESTED: {what}. Only root on Linux can make accounts: sudo make test")
    if fault := fault_of_this_python() or fault_of_this_machine() or fault_of_open_keys():
        pytest.skip(f"NOT TESTED: {what}. {fault}")


@contextmanager
def machine_with_accounts() -> Iterator[Machine]:
    """Skips, and says so, where accounts cannot be made or cannot run this Python."""
    needs_accounts("cohorts of a hub")
    # pytest's own folders are closed to other accounts.
    machine = Machine(Path(tempfile.mkdtemp(prefix="bim-hub-")), f"bim{secrets.token_hex(3)}")
    try:
        machine.folder.chmod(0o755)
        machine.homes.mkdir()
        yield machine
    finally:
        machine.take_away()
