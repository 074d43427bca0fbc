"""Nobody answers for another's server: the attack that once took an instructor's session is run, with every free port covered."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from babyinmind.hosting import ports
from support import takeover
from support.machine import needs_accounts

pwd = pytest.importorskip("pwd", reason="JupyterHub needs the accounts of a Unix system")
pytestmark = pytest.mark.timeout(900)


def needs_a_network() -> None:
    """Skip, and say so, where no network of one's own can be made: in the machine's, all other tests would lose their ports."""
    made = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("NOT TESTED: the attack on servers' ports. It needs `unshare --net`, which this machine refuses.")


def test_a_learner_who_covers_every_free_port_is_served_to_nobody() -> None:
    needs_accounts("the attack on servers' ports")
    needs_a_network()
    done = subprocess.run(
        ["unshare", "--net", sys.executable, takeover.__file__],
        capture_output=True,
        text=True,
        check=False,
        timeout=800,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["stolen"] == 0
    assert found["asked"] == []
    assert found["opened"] == takeover.TRIES
    # The hub, its proxy, the proxy's API and the victim's server, each closed to the attacker while nobody listens there.
    assert len(found["listening"]) >= 4
    assert found["taken"] == []


def test_every_account_has_an_address_of_its_own() -> None:
    numbers = (0, 1000, 1001, 65533, 2**22 - 1)
    assert len({ports.address_of(number) for number in numbers}) == len(numbers)
    with pytest.raises(ports.PortTaken, match="The account's number is 4194304"):
        ports.address_of(2**22)


def test_two_servers_of_one_account_exclude_each_other() -> None:
    needs_accounts("two servers of one account")
    number = 2**22 - 7
    with ports.listening_socket(number) as listening:
        assert listening.getsockname() == (ports.address_of(number), ports.SERVERS)
        with pytest.raises(ports.PortTaken, match="Address already in use"):
            ports.listening_socket(number)
    # Free again at once, though a connection has just ended there.
    with ports.listening_socket(number) as listening, socket.create_connection(listening.getsockname()):
        pass
    ports.listening_socket(number).close()


def test_a_machine_whose_low_ports_are_everybodys_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled = tmp_path / "ip_unprivileged_port_start"
    monkeypatch.setattr(ports, "_OPEN_FROM", settled)
    settled.write_text("80\n")
    assert "ports from 80 on" in ports.fault_of_this_machine()
    assert "sysctl net.ipv4.ip_unprivileged_port_start=1024" in ports.fault_of_this_machine()
    assert ports.is_closed(79) and not ports.is_closed(80)
    settled.write_text("1024\n")
    assert ports.fault_of_this_machine() == ""
