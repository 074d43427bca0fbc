"""nbgrader's commands and ours: as the installed programs, or as processes that begin where all they load is loaded already.

Loading takes most of a command's time, and a flow has dozens. Of a command that begins loaded, only the loading is not its own:
arguments, folder, environment, process, exit status and what it says are. What shall hold for the programs
as they are installed (attacks, the stock grader) starts the programs.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from runpy import run_module

from babyinmind.processes import environment

SECONDS = 120
"""More than any command of nbgrader takes on a slow machine."""

# Windows has no server to fork from; there each loads for itself.
_PROCESSES = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
if sys.platform != "win32":
    # By name: that server does not look where the tests' own modules lie.
    _PROCESSES.set_forkserver_preload(
        [
            "nbgrader.apps.nbgraderapp",
            "nbgrader.api",
            "babyinmind.cli",
            "babyinmind.grading",
            "babyinmind.handing_in.exchange",
        ]
    )


@dataclass(frozen=True)
class Ran:
    """A command that ended: its exit status and all that it said."""

    status: int
    said: str


def nbgrader(command: str, *arguments: str, cwd: Path, ok: bool = True, **variables: str) -> Ran:
    """Run the program `nbgrader` of this environment; with `ok` it must succeed."""
    return _program("nbgrader", command, *arguments, cwd=cwd, ok=ok, variables=variables)


def babyinmind(*arguments: str, cwd: Path, ok: bool = True, **variables: str) -> Ran:
    """Run the program `babyinmind` of this environment; with `ok` it must succeed."""
    return _program("babyinmind", *arguments, cwd=cwd, ok=ok, variables=variables)


def _nothing() -> None:
    pass


def loaded(
    program: str,
    *arguments: str,
    cwd: Path,
    variables: Mapping[str, str],
    first: Callable[[], None] = _nothing,
) -> Ran:
    """Run nbgrader's or our command to its success, as a process that begins loaded, in the environment `variables` alone.

    `program` names a command of this environment's, or the module of one that is run by `python -m`; `first` is done before it,
    in its process.
    """
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        process = _PROCESSES.Process(target=_become, args=(program, arguments, cwd, dict(variables), first, said))
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
        assert process.exitcode is not None
        ran = Ran(process.exitcode, said.read_text(encoding="utf-8", errors="replace") if said.exists() else "")
        process.close()
    assert ran.status == 0, f"{program} {arguments} ended with {ran.status}:\n{ran.said}"
    return ran


def _become(
    program: str,
    arguments: tuple[str, ...],
    cwd: Path,
    variables: dict[str, str],
    first: Callable[[], None],
    said: Path,
) -> None:
    """In the new process: what it says goes into the file `said`, to the last word."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(1, 2)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(cwd)
    sys.argv = [program, *arguments]
    first()
    for command in entry_points(group="console_scripts", name=program):
        sys.exit(command.load()())
    run_module(program, run_name="__main__")


def _program(program: str, *arguments: str, cwd: Path, ok: bool, variables: dict[str, str]) -> Ran:
    path = shutil.which(program, path=environment()["PATH"])
    assert path
    ended = subprocess.run(
        [path, *arguments],
        cwd=cwd,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        timeout=SECONDS,
        check=False,
    )
    assert not ok or ended.returncode == 0, f"{program} {arguments} ended with {ended.returncode}:\n{ended.stdout}"
    return Ran(ended.returncode, ended.stdout)
