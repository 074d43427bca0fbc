"""What the host of a hub settles in `hub.yml`: its address, who runs it, idle times, and what a server may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from babyinmind.hosting.registry import Hub, RegistryFaulty
from babyinmind.settings import Settings, read_settings

EXAMPLE = """address: http://127.0.0.1:8000
admins: []
idle_minutes: 60
memory_gb: 4
processes: 300
file_mb: 1000
"""
"""A whole file; every line may be left out, and has this value then."""
_MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Options:
    """`idle_minutes`: after how long without use a server is ended (its kernels after half an hour).

    `memory_gb` is what one process may address, `file_mb` the largest file it may write, `processes` how many an account may
    run, threads included. `admins` may see the hub's list of people and servers, and open none of them.
    """

    address: str = "http://127.0.0.1:8000"
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
    told: dict[str, Any] = dict(settings.told)
    for key in ("idle_minutes", "processes", "file_mb", "memory_gb"):
        _at_least_one(settings, key, whole=key != "memory_gb")
    ours = Options().address
    address = str(told.get("address", ours))
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        settings.fault("address", f"`address:` needs an address such as {ours}, not {address!r}.")
    admins = told.pop("admins", None) or []
    if not isinstance(admins, list):
        settings.fault("admins", "`admins:` needs a list of accounts, such as [ada].")
    return Options(**told, admins=tuple(settings.words("admins", each) for each in admins))


def _at_least_one(settings: Settings, key: str, *, whole: bool) -> None:
    value = settings.told.get(key, 1)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or value < 1:
        settings.fault(key, f"`{key}:` needs a {'whole ' if whole else ''}number, at least 1, not {value!r}.")
