"""A real JupyterLab with a learner's folder, as a learner meets it, and as it is without our extension."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from babyinmind.course.folder import SETTINGS_FOLDER
from babyinmind.course.server import LAB
from babyinmind.processes import environment

_START_SECONDS = 180


@dataclass(frozen=True)
class Lab:
    """A running server: `start` opens what is opened first, `address` the one module, both with the token."""

    process: subprocess.Popen[str]
    start: str
    home: Path

    @property
    def address(self) -> str:
        return self.at("03-attachment/03-attachment.ipynb")

    def at(self, page: str) -> str:
        """The address of a page in the learner's folder."""
        return re.sub(r"/(doc/tree|notebooks)/[^?]*", rf"/\1/{page}", self.start)

    def ask(self, path: str) -> Any:
        """What the server's own API says, as data."""
        base, token = re.fullmatch(r"(http://[^/]+/)\S*token=(\w+)", self.address).groups()
        request = urllib.request.Request(base + path, headers={"Authorization": f"token {token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def has_kernel(self) -> bool:
        """Whether a kernel waits for work."""
        try:
            return any(kernel["execution_state"] == "idle" for kernel in self.ask("api/kernels"))
        except urllib.error.HTTPError as error:
            if error.code != 500:
                raise
            return False  # jupyter_server's answer while one of them is being started

    def kernels(self) -> list[psutil.Process]:
        """The processes of the kernels that this server started."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if "ipykernel_launcher" in _command(child)]

    def kill_kernel(self) -> None:
        """End the one kernel at once, as a machine short of memory would."""
        (kernel,) = self.kernels()
        os.kill(kernel.pid, signal.SIGKILL)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it has ended meanwhile
        return ""


@contextmanager
def learn(
    home: Path, *, extension: bool = True, prepare: bool = False, port: int = 0, python: str | Path = sys.executable
) -> Iterator[Lab]:
    """`babyinmind learn` for a folder; without our extension it is JupyterLab as everybody has it.

    `prepare` makes handing in ready beside it, which takes a processor for a while: only for tests that hand in. `python` is
    another environment's.
    """
    if not extension:
        settings = home / SETTINGS_FOLDER / "jupyter" / "labconfig"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "page_config.json").write_text(json.dumps({"disabledExtensions": {"baby-in-mind": True}}))
    with _running(
        home, "learn", "--home", str(home), *([] if prepare else ["--no-prepare"]), port=port, python=python
    ) as lab:
        yield lab


@contextmanager
def teach(folder: Path) -> Iterator[Lab]:
    """`babyinmind teach` for a cohort's course folder."""
    with _running(folder, "teach", "--cohort", str(folder)) as lab:
        yield lab


@contextmanager
def _running(home: Path, *arguments: str, port: int = 0, python: str | Path = sys.executable) -> Iterator[Lab]:
    process = subprocess.Popen(
        [python, "-m", "babyinmind", *arguments, "--no-browser", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield Lab(process, _address(process), home)
    finally:
        end(process)


@contextmanager
def notebook_7(home: Path) -> Iterator[Lab]:
    """Jupyter Notebook 7 for a learner's folder that is there already, with the settings of `babyinmind learn`."""
    port = free_port()
    command = [sys.executable, "-m", "notebook", "--no-browser", "--allow-root", f"--port={port}",
               "--ServerApp.port_retries=0", f"--ServerApp.root_dir={home}", "--IdentityProvider.token=abc",
               f"--JupyterNotebookApp.app_settings_dir={LAB}"]  # fmt: skip
    with serving(command, f"http://127.0.0.1:{port}/api") as process:
        yield Lab(process, f"http://127.0.0.1:{port}/notebooks/x?token=abc", home)


@contextmanager
def serving(
    command: list[str], answers_at: str, variables: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A server of another kind, from when it answers at an address."""
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    try:
        until(lambda: _answers(answers_at), f"{answers_at} to answer", seconds=90)
        yield process
    finally:
        end(process)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end(process: subprocess.Popen[str]) -> None:
    """End a server as Ctrl-C does, or at once where it does not end."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def cohort_lab(home: Path, **variables: str) -> Iterator[Lab]:
    """JupyterLab for one learner of a cohort, as a host starts it; nbgrader is configured by `variables`."""
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
               "--ServerApp.port_retries=0", f"--ServerApp.root_dir={home}", "--IdentityProvider.token=abc",
               f"--LabApp.app_settings_dir={LAB}"]  # fmt: skip
    variables = environment(JUPYTER_CONFIG_PATH=str(LAB), **variables)
    with serving(command, f"http://127.0.0.1:{port}/api", variables) as process:
        yield Lab(process, f"http://127.0.0.1:{port}/doc/tree/start-here.ipynb?token=abc", home)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said: list[str] = []
    found: list[str] = []
    ready = threading.Event()

    def read() -> None:
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                said.append(line)
                if match := re.search(r"http://\S+token=\w+", line):
                    found.append(match[0])
                    ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    ready.wait(_START_SECONDS)
    assert found, "the server gave no address:\n" + "".join(said)
    return found[0]


def until(asked: Any, what: str, seconds: float = 30) -> Any:
    """Wait until `asked()` is true, and give what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if given := asked():
            return given
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")
