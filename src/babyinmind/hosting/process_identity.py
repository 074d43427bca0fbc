"""Processes of this machine (Linux): which one it is beyond its number, and ending all of an account's."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_SECONDS = 30


def start_time(pid: int) -> str:
    """When the process began, as the machine counts since it was started, and which start that was; "" where it has ended."""
    with suppress(OSError):
        # After the program's name, which may hold anything: its state, and 19 fields on the time.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        if fields[0] != "Z":
            return f"{fields[19]} of {Path('/proc/sys/kernel/random/boot_id').read_text().strip()}"
    return ""


def processes_of(uid: int) -> Iterator[int]:
    """The numbers of the processes that run as an account."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == uid and start_time(int(entry.name)):
                yield int(entry.name)


def kill_all_of(uid: int) -> None:
    """End every process of an account, each by its number."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and (theirs := list(processes_of(uid))):
        for process in theirs:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
