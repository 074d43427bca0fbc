"""JupyterHub's spawner for accounts of this machine, which knows a server again after the hub or the machine was started anew."""

from __future__ import annotations

from typing import Any

from jupyterhub.spawner import LocalProcessSpawner

from babyinmind.hosting.living import began


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
