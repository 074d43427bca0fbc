"""What the host of a hub settles in `hub.yml`: its address, who runs it, idle times, and what a server may use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from babyinmind.hosting import ports
from babyinmind.hosting.registry import Hub, RegistryFaulty
from babyinmind.settings import Settings, read_settings

EXAMPLE = """public: https://hub.example.org
address: http://127.0.0.1:800
admins: []
idle_minutes: 60
memory_gb: 4
processes: 300
file_mb: 1000
"""
"""A whole file; every line may be left out, and has this value then, `public` none."""
_TOLD_EVERY = 10
"""Minutes: servers tell the hub every 5 that they are in use, so that one in use would be ended by less."""
_MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Options:
    """`public` is the address that people open, where a web server brings them to `address`, at which the hub listens.

    `idle_minutes`: after how long without use a server is ended (its kernels after half an hour).

    `memory_gb` is what one process may address, `file_mb` the largest file it may write, `processes` how many an account may
    run, threads included. `admins` may see the hub's list of people and servers, and open none of them.
    """

    public: str = ""
    address: str = f"http://127.0.0.1:{ports.FRONT}"
    admins: tuple[str, ...] = ()
    idle_minutes: int = 60
    memory_gb: float = 4
    processes: int = 300
    file_mb: int = 1000

    @property
    def limits(self) -> str:
        """As `babyinmind.hosting.singleuser` takes them."""
        memory, file = int(self.memory_gb * 1024 * _MEGABYTE), self.file_mb * _MEGABYTE
        return f"AS={memory} FSIZE={file} NPROC={self.processes}"


def options_of(hub: Hub) -> Options:
    """What `hub.yml` settles; where there is none, or a line is left out, our own values. Raises `RegistryFaulty`."""
    if not hub.settings.exists():
        return Options()
    settings = read_settings(hub.settings, EXAMPLE, RegistryFaulty)
    settings.only(*Options.__dataclass_fields__)
    values: dict[str, Any] = dict(settings.values)
    for key, least in (("idle_minutes", _TOLD_EVERY), ("processes", 1), ("file_mb", 1), ("memory_gb", 1)):
        _at_least(settings, key, least, whole=key != "memory_gb")
    _address(settings, "address", Options().address, "http")
    _address(settings, "public", "https://hub.example.org", "http", "https")
    admins = values.pop("admins", None) or []
    if not isinstance(admins, list):
        settings.fault("admins", "`admins:` needs a list of accounts, such as [ada].")
    return Options(**values, admins=tuple(settings.words("admins", each) for each in admins))


def _address(settings: Settings, key: str, such_as: str, *schemes: str) -> None:
    value = str(settings.values.get(key, such_as))
    url = urlsplit(value)
    if key == "address" and url.scheme == "https":
        # JupyterHub's proxy in Python, which needs no Node, knows no certificates.
        settings.fault(key, f"`{key}:` is http: a web server before it speaks https, and `public:` names that.")
    if url.scheme not in schemes or not url.hostname or url.path.strip("/"):
        settings.fault(key, f"`{key}:` needs an address such as {such_as}, not {value!r}.")
    if key == "address" and hasattr(os, "geteuid") and os.geteuid() == 0 and not ports.is_closed(url.port or 80):
        # Whoever listens there while the hub is started again is given everybody's password.
        settings.fault(
            key, f"`{key}:` needs a port that root alone can open, below {ports.open_from()}, such as {such_as}."
        )


def _at_least(settings: Settings, key: str, least: int, *, whole: bool) -> None:
    value = settings.values.get(key, least)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or value < least:
        settings.fault(key, f"`{key}:` needs a {'whole ' if whole else ''}number, at least {least}, not {value!r}.")
