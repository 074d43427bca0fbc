"""Where a hub and everybody's servers listen on one machine: only where root alone can open a port.

Linux lets every account listen at ports from 1024 on. There, whoever is quicker answers for a server that is just starting, has
just ended, or is being started again, and gets what was meant for it: pages, cookies, passwords. Below 1024 root alone can bind.
So root opens the port and hands the open socket to the server's process, and when that ends, nobody else can take its place.

Every account's server has a loopback address of its own, so a route that is still there for a server that has ended can lead to
nobody else's.

Light, since JupyterHub's configuration imports it: the standard library.
"""

from __future__ import annotations

import os
import socket
from ipaddress import IPv4Address
from pathlib import Path

from babyinmind.errors import BabyInMindError

FRONT, HUB, PROXY_API, SERVERS = 800, 801, 802, 888
"""The ports of the proxy, the hub, the proxy's API, and each person's server."""
SOCKET_VARIABLE = "BABYINMIND_SOCKET"
"""The number of the descriptor at which a server finds its open socket."""
_FIRST = IPv4Address("127.64.0.0")
_MOST = 2**22
"""Accounts that have an address of their own from `_FIRST` on: those with a smaller number."""
_OPEN_FROM = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
_WAITING = 1024
"""Connections that wait while a server starts."""


class PortTaken(BabyInMindError):
    """A server cannot listen at its address; the text says why, and what to do."""


def open_from() -> int:
    """The first port that every account of this machine can open; 1024 where the system does not say."""
    try:
        return int(_OPEN_FROM.read_text())
    except (OSError, ValueError):
        return 1024


def fault_of_this_machine() -> str:
    """Why accounts of this machine could answer for one another's servers; "" where they cannot."""
    if (first := open_from()) > SERVERS:
        return ""
    return (
        f"Every account of this machine may listen at ports from {first} on, and so could answer for another's server. Keep"
        " those below 1024 to root: sysctl net.ipv4.ip_unprivileged_port_start=1024, and the same line (without `sysctl`) in"
        " /etc/sysctl.d/baby-in-mind.conf."
    )


def is_closed(port: int) -> bool:
    """Whether root alone can listen at a port."""
    return port < open_from()


def address_of(uid: int) -> str:
    """The loopback address of an account's server, which no other account's server has. Raises `PortTaken` for too great a number."""
    if uid >= _MOST:
        raise PortTaken(f"The account's number is {uid}, and only those below {_MOST} have an address for a server.")
    return str(_FIRST + uid)


def listening_socket(uid: int) -> socket.socket:
    """A socket that listens at the address of an account's server. Raises `PortTaken` and `OSError`."""
    address = address_of(uid)
    listening = socket.socket()
    try:
        # A connection that has ended does not keep the port from its own server; two that listen exclude each other.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, SERVERS))
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        raise PortTaken(f"Nothing could listen at {address}:{SERVERS}: {error.strerror}.") from error
    listening.setblocking(False)
    return listening


def handed_over() -> socket.socket | None:
    """The open socket that this process was started with; None where it was started with none."""
    number = os.environ.pop(SOCKET_VARIABLE, "")
    if not number:
        return None
    listening = socket.socket(fileno=int(number))
    listening.set_inheritable(False)
    listening.setblocking(False)
    return listening
