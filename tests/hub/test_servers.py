"""Servers on a real hub, with short times: who was taken out of a cohort loses theirs, and one that nobody uses is ended with its kernels."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
import requests

from babyinmind.hosting.demonstration import PlannedCohort, demonstration
from babyinmind.hosting.demonstration_hub import Demonstration
from babyinmind.processes import command, environment
from support.going_down import servers
from support.hub import SECONDS, People, Visitor
from support.lab import until
from support.machine import needs_accounts

pwd = pytest.importorskip("pwd", reason="JupyterHub needs the accounts of a Unix system")
pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("servers")]

SHORT = """
# As on a host's hub, and not as in a demonstration.
c.JupyterHub.cleanup_servers = False
c.Spawner.args = [
    "--HubOAuth.cache_max_age=1", "--MappingKernelManager.cull_idle_timeout=2", "--MappingKernelManager.cull_interval=1"
]
"""
IDLE = f"""
culler = [{sys.executable!r}, "-m", "jupyterhub_idle_culler", "--timeout=5", "--cull-every=1"]
c.JupyterHub.services = [{{"name": "idle-culler", "command": culler}}]
"""
TO_OPEN = (
    ("POST", "/hub/api/users/{}/tokens"),
    ("GET", "/user/{}/api/contents"),
    ("POST", "/hub/api/users/{}/server"),
)
"""Ways to somebody's server."""


@pytest.fixture(scope="module")
def shown(people: People) -> Iterator[Demonstration]:
    needs_accounts("servers of a hub")
    cohorts = (
        PlannedCohort(people.one, [people.ada, people.bo], {people.ann: "Ann Example", people.ben: "Ben Example"}, []),
        PlannedCohort(people.two, [people.ada], {people.ben: "Ben Example", people.cleo: "Cleo Example"}, []),
    )
    with demonstration(cohorts, more=SHORT) as running:
        yield running


def cullers(shown: Demonstration) -> list[psutil.Process]:
    assert shown.process
    return [one for one in psutil.Process(shown.process.pid).children() if "jupyterhub_idle_culler" in one.cmdline()]


def groups(shown: Demonstration, account: str) -> set[str]:
    """As nbgrader is told."""
    with sqlite3.connect(shown.hub.state / "jupyterhub.sqlite") as database:
        rows = database.execute(
            "select groups.name from groups join user_group_map on groups.id = group_id join users on users.id = user_id"
            " where users.name = ?",
            (account,),
        )
        return {name for (name,) in rows}


def full_administrators(shown: Demonstration) -> set[str]:
    """Who may get tokens for anybody's server."""
    with sqlite3.connect(shown.hub.state / "jupyterhub.sqlite") as database:
        rows = database.execute(
            "select users.name from users left join user_role_map on users.id = user_id left join roles on roles.id = role_id"
            " where users.admin or roles.name = 'admin'"
        )
        return {name for (name,) in rows}


def test_who_was_taken_out_of_a_cohort_has_nothing_of_it_any_more(shown: Demonstration, people: People) -> None:
    ann, ben, ada, bo = (Visitor(shown, name) for name in (people.ann, people.ben, people.ada, people.bo))
    grader = people.graders[0]
    desk = f"/user/{grader}/files/cohort.yml"
    ann.start_server()
    bo.start_server(grader)
    assert bo.get(desk).status_code == 200
    withdraw = command(
        "cohort", "withdraw", people.one, people.ann, people.ben, people.bo, "--hub", str(shown.hub.folder)
    )
    subprocess.run(withdraw, env=environment(), check=True, capture_output=True, timeout=SECONDS)
    (culler,) = cullers(shown)
    assert shown.process
    os.kill(shown.process.pid, signal.SIGKILL)
    shown.process.wait()
    # Nobody is told, and it ends all the same.
    until(lambda: not culler.is_running(), "the idle culler, which ends with its hub", SECONDS)
    shown.start()
    assert ann.get(f"/user/{people.ann}/api/status").status_code >= 400
    until(lambda: not servers(people.ann), "the end of a server whose learner is in no cohort any more", SECONDS)
    assert not Visitor(shown, people.ann).signed_in and not Visitor(shown, people.bo).signed_in
    until(lambda: bo.get(desk).status_code >= 400, "the end of a former instructor's access", SECONDS)
    assert bo.get(f"/hub/spawn/{grader}").status_code >= 400
    # Ben learns in the other cohort, and ada teaches both, as before.
    assert ada.get(desk).status_code == 200
    ben.start_server()
    assert groups(shown, people.ben) == {f"nbgrader-{people.two}"}


def test_an_administrator_of_the_hub_opens_nobodys_server(shown: Demonstration, people: People) -> None:
    boss, cleo = f"{people.one}-boss", people.cleo
    shown.hub.settings.write_text(f"{shown.hub.settings.read_text()}admins: [{boss}]\n")
    shown.stop()
    shown.start()
    earlier = Visitor(shown, boss).send("POST", f"/hub/api/users/{boss}/tokens", {}).json()["token"]
    # An earlier version made them an administrator as JupyterHub has it, and that stands in the hub's database.
    shown.stop()
    with sqlite3.connect(shown.hub.state / "jupyterhub.sqlite") as database:
        database.execute("update users set admin = 1 where name = ?", (boss,))
        database.execute(
            "insert into user_role_map (user_id, role_id, managed_by_auth) select users.id, roles.id, 0 from users, roles"
            " where users.name = ? and roles.name = 'admin'",
            (boss,),
        )
    assert full_administrators(shown) == {boss}
    shown.start()
    assert full_administrators(shown) == set()
    visitor = Visitor(shown, boss)
    Visitor(shown, cleo).start_server()

    assert visitor.get("/hub/admin").status_code == 200
    listed = visitor.send("GET", "/hub/api/users?include_stopped_servers").json()
    assert {one["name"] for one in listed} >= {cleo, people.ben, *people.graders}
    own = visitor.send("POST", f"/hub/api/users/{boss}/tokens", {}).json()["token"]
    attempts = [
        *((method, path.format(account)) for account in (cleo, people.graders[1]) for method, path in TO_OPEN),
        ("DELETE", f"/hub/api/users/{cleo}"),
        ("POST", f"/hub/api/groups/formgrade-{people.two}/users"),
    ]
    for method, path in attempts:
        statuses = [visitor.send(method, path, {}).status_code]
        for token in (earlier, own):
            headers = {"Authorization": f"token {token}"}
            statuses.append(
                requests.request(
                    method, f"{shown.address}{path}", json={}, headers=headers, timeout=SECONDS
                ).status_code
            )
        assert set(statuses) <= {403, 404}, (method, path, statuses)
    assert visitor.send("DELETE", f"/hub/api/users/{cleo}/server", {}).status_code in (202, 204)
    until(lambda: not servers(cleo), "the end of a server that an administrator stopped", SECONDS)


def test_what_nobody_uses_is_ended(shown: Demonstration, people: People) -> None:
    cleo = Visitor(shown, people.cleo)
    cleo.start_server()
    kernels = f"/user/{people.cleo}/api/kernels"
    cleo.send("POST", kernels).raise_for_status()
    until(lambda: cleo.ask(kernels) == [], "the end of a kernel that nobody uses", SECONDS)
    assert servers(people.cleo)
    (shown.hub.folder / "jupyterhub_config.d" / "idle.py").write_text(IDLE)
    shown.stop()
    shown.start()
    until(lambda: not servers(people.cleo), "the end of a server that nobody uses", SECONDS)
    page = f"/user/{people.cleo}/"
    until(lambda: "Your course is being opened" in cleo.get(page).text, "the page that starts it again", SECONDS)
