"""A hub's machine in trouble: what runs on it is ended at once, as by a failure, each process by its number."""

from __future__ import annotations

import os
import pwd
import signal
from contextlib import suppress
from pathlib import Path

import psutil

from babyinmind.hosting.demonstration_hub import Demonstration
from babyinmind.hosting.process_identity import kill_all_of, processes_of


def servers(account: str) -> list[int]:
    """The numbers of somebody's single-user servers."""
    running = processes_of(pwd.getpwnam(account).pw_uid)
    return [one for one in running if b"hosting.singleuser" in Path(f"/proc/{one}/cmdline").read_bytes()]


def end_everything_of(account: str) -> None:
    """A person's server and kernels, or a grader's server and what grades on arrival."""
    kill_all_of(pwd.getpwnam(account).pw_uid)


def end_the_hub(shown: Demonstration) -> None:
    """Its proxy and its services too, and nobody's server."""
    assert shown.process
    hub = psutil.Process(shown.process.pid)
    for process in (hub, *(one for one in hub.children() if one.uids().real == 0)):
        os.kill(process.pid, signal.SIGKILL)
    proxy = int((shown.hub.state / "proxy.pid").read_text())
    with suppress(ProcessLookupError):
        os.kill(proxy, signal.SIGKILL)
    shown.process.wait()


def end_the_machine(shown: Demonstration, first: str) -> None:
    """Everything, beginning with what runs as the account `first`."""
    for account in (first, *shown.accounts):
        end_everything_of(account)
    end_the_hub(shown)
