"""JupyterHub's spawner for accounts of this machine: nobody else can answer for a server, and a server is known again after the
hub or the machine was started anew.
"""

from __future__ import annotations

import pwd
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner

from babyinmind.hosting import ports
from babyinmind.hosting.process_identity import start_time

_AGAIN = "Your course could not be opened just now. Try again in a minute; if it stays so, tell whoever runs this hub."


class AccountSpawner(LocalProcessSpawner):
    """A server is its process's number and when that began: by the number alone, a hub that comes up after the machine was
    restarted would wait for, and in the end kill, whatever program has that number now.

    Root opens the port that a server listens at, and hands the open socket over (`babyinmind.hosting.ports`).
    """

    pid: int
    popen_kwargs: dict[str, Any]
    environment: dict[str, Any]
    _began = ""

    async def start(self) -> tuple[str, int]:
        """Start the server; gives its address and port. Raises `PortTaken`, in words for the page."""
        try:
            listening = ports.listening_socket(pwd.getpwnam(self.user.name).pw_uid)
        except ports.PortTaken as error:
            error.jupyterhub_message = _AGAIN  # type: ignore[attr-defined]
            raise
        with listening:
            self.ip, self.port = listening.getsockname()
            number = listening.fileno()
            self.popen_kwargs = {**self.popen_kwargs, "pass_fds": (number,)}
            self.environment = {**self.environment, ports.SOCKET_VARIABLE: str(number)}
            address: tuple[str, int] = await super().start()
        return address

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self._began = state.get("began", "")

    def get_state(self) -> dict[str, Any]:
        self._began = self._began or start_time(self.pid)
        return {**super().get_state(), "began": self._began}

    def clear_state(self) -> None:
        super().clear_state()
        self._began = ""

    async def poll(self) -> int | None:
        """None while the server runs."""
        if self.proc is None and start_time(self.pid) != self._began:
            self.pid = 0
        return await super().poll()
