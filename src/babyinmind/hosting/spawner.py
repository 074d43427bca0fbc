"""JupyterHub's spawner for accounts of this machine, which knows a server again after the hub or the machine was started anew."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner


class AccountSpawner(LocalProcessSpawner):
    """A server is its process's number and when that began: by the number alone, a hub that comes up after the machine was
    restarted would wait for, and in the end kill, whatever program has that number now.
    """

    pid: int
    _began = ""

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self._began = state.get("began", "")

    def get_state(self) -> dict[str, Any]:
        self._began = self._began or began(self.pid)
        return {**super().get_state(), "began": self._began}

    def clear_state(self) -> None:
        super().clear_state()
        self._began = ""

    async def poll(self) -> int | None:
        """None while the server runs."""
        if self.proc is None and began(self.pid) != self._began:
            self.pid = 0
        return await super().poll()


def began(pid: int) -> str:
    """When the process began, as the machine counts since it was started, and which start that was; "" where it has ended."""
    with suppress(OSError):
        # After the program's name, which may hold anything: its state, and 19 fields on the time.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        if fields[0] != "Z":
            return f"{fields[19]} of {Path('/proc/sys/kernel/random/boot_id').read_text().strip()}"
    return ""
