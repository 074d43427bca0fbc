"""JupyterLab for one person: on this machine alone, behind a token, opened at the course."""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from babyinmind.course.folder import SETTINGS_FOLDER
from babyinmind.locks import try_lock

LOOPBACK = "127.0.0.1"
LAB = Path(__file__).with_name("lab")
"""Settings and configuration of a learner's JupyterLab; only read."""
TEACHING = LAB / "teaching"
"""What an instructor's has besides: formgrader."""
_WAIT_SECONDS = 20.0  # seconds that an opening course may take before another window gives up waiting for its address


def has_display() -> bool:
    """Whether a browser can be shown here: always on Windows and macOS, elsewhere where a display or BROWSER is set."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def lab_arguments(home: Path, page: str, *, token: str, port: int, browser: bool) -> list[str]:
    """What JupyterLab is started with: `page` (inside `home`, forward slashes) is opened first.

    They are given to it inside this process, so that no list of processes ever shows the token.
    """
    import zmq

    settings = home / SETTINGS_FOLDER
    # What the page and its kernel say to one another is sealed where this machine can, and Jupyter then has no warning.
    encryption = "auto" if zmq.has("curve") else "disabled"
    return [
        f"--ServerApp.ip={LOOPBACK}",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={home}",
        f"--ServerApp.open_browser={browser}",
        f"--PasswordIdentityProvider.token={token}",
        "--PasswordIdentityProvider.hashed_password=",
        f"--LabApp.app_settings_dir={LAB}",
        f"--LabApp.user_settings_dir={settings / 'settings'}",
        f"--LabApp.workspaces_dir={settings / 'workspaces'}",
        f"--LabApp.default_url=/doc/tree/{page}",
        f"--KernelManager.transport_encryption={encryption}",
    ]


def serve(
    home: Path,
    page: str,
    *,
    port: int,
    browser: bool,
    more: list[str],
    opened: Callable[[str], None],
    teaching: bool = False,
) -> None:
    """Run JupyterLab until it is closed (Ctrl-C, or the process is ended). `opened` is told the address, once it answers.

    `more` goes to JupyterLab after our own arguments; `teaching` opens formgrader too. Raises SystemExit where no port is
    free.
    """
    # Nobody's own Jupyter configuration changes what a learner meets, and the course changes nobody's.
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, (TEACHING, LAB) if teaching else (LAB,)))
    os.environ["JUPYTER_CONFIG_DIR"] = str(home / SETTINGS_FOLDER / "jupyter")
    # The kernel of this environment, which has the course's package, even where the user has another one.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"

    from jupyterlab.labapp import LabApp

    token = secrets.token_hex(24)
    app = LabApp.initialize_server([*lab_arguments(home, page, token=token, port=port, browser=browser), *more])
    address = f"http://{LOOPBACK}:{app.port}{app.base_url}doc/tree/{page}?token={token}"
    app.io_loop.add_callback(opened, address)
    # Jupyter itself asks, or where there is no terminal (and on Windows) leaves its kernels behind.
    signal.signal(signal.SIGINT, lambda *_: app.stop(from_signal=True))
    app.start()


def address_of_open_course(home: Path, page: str) -> str | None:
    """The address of a server that has `home` open and answers, else None."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        if _same_folder(server.get("root_dir"), home) and _answers(server):
            return f"{server['url']}doc/tree/{page}?token={server['token']}"
    return None


def await_open_course(home: Path, page: str) -> str | None:
    """The same, for a course that is just being opened elsewhere: waits up to 20 seconds for it."""
    end = time.monotonic() + _WAIT_SECONDS
    while (address := address_of_open_course(home, page)) is None and time.monotonic() < end:
        time.sleep(0.2)
    return address


@contextmanager
def only_one(home: Path) -> Iterator[bool]:
    """Hold a learner's folder for this process; False where another process holds it. Freed even if we are killed."""
    with ExitStack() as stack:
        try:
            free = stack.enter_context(try_lock(home / SETTINGS_FOLDER / "open.lock"))
        except OSError:
            free = True  # nothing can be written there: whoever brings the modules says why
        yield free


def _same_folder(one: object, other: Path) -> bool:
    try:
        return isinstance(one, str) and Path(one).resolve() == other.resolve()
    except OSError:
        return False


def _answers(server: dict[str, Any]) -> bool:
    """Whether a listed server is alive: its process number may long belong to another program."""
    request = urllib.request.Request(
        f"{server['url']}api/status", headers={"Authorization": f"token {server['token']}"}
    )
    # Never by way of a proxy: this is a call to the same machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=3) as answer:
            return "started" in json.load(answer)
    except (OSError, ValueError, urllib.error.URLError):
        return False
