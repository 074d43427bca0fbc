"""Two learners and their cohort's grader in pods: released, fetched, answered, handed in, collected, graded, returned.

JupyterHub and KubeSpawner are real, what they ask is a cluster's API that only says that pods run; the commands of each pod
run in its mounts.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import kubernetes_validate
import pytest
import requests

from babyinmind.hosting.kubernetes import EXCHANGE, HOME, mounts
from babyinmind.hosting.registry import HostedCohort, Hub
from babyinmind.processes import environment
from babyinmind.responses import ResponseStore, answers_path
from support.chart import PROJECT, manifests
from support.cluster import Cluster, Pod, running, settled
from support.small_module import MODULE, RIGHT, WRONG, released, store

SPRING = HostedCohort("2027-spring", "open", "grader-2027-spring", "ada", ("ada",), ("ann", "ben"), ("gone",))
FOLDER = f"{SPRING.name}/{MODULE}"
VERSION = "1.35"
PATIENCE = 120.0
KUBECONFIG = """apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test}}]
clusters: [{name: test, cluster: {server: "http://127.0.0.1"}}]
users: [{name: test, user: {}}]
"""


@dataclass(frozen=True)
class Hosted:
    """A running hub, and the cluster in which it starts pods."""

    hub: Hub
    cluster: Cluster
    address: str
    token: str
    bring: Callable[[str], str]
    """Settles the cohort from its own pod, with more options; gives what was said."""

    def start(self, account: str) -> Pod:
        """Start an account's server and wait until the hub says that it is ready."""
        before = set(self.cluster.pods)
        self._ask("POST", f"users/{account}/server").raise_for_status()
        until = time.monotonic() + PATIENCE
        while not (found := self._ask("GET", f"users/{account}").json()["servers"]).get("", {}).get("ready"):
            assert found and time.monotonic() < until, f"{account}'s server did not start"
            time.sleep(0.1)
        (name,) = set(self.cluster.pods) - before
        return self.cluster.pods[name]

    def _ask(self, method: str, path: str) -> requests.Response:
        headers = {"Authorization": f"token {self.token}"}
        return requests.request(method, f"{self.address}/hub/api/{path}", headers=headers, timeout=60)


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    folder = tmp_path_factory.mktemp("cluster")
    hub = Hub(folder / "claims" / "baby-in-mind")
    # As in a cluster, where somebody names an empty database: BABYINMIND_TEST_DATABASE=postgresql://…
    database = os.environ.get("BABYINMIND_TEST_DATABASE") or f"sqlite:///{folder / 'spring.db'}"
    (folder / "kubeconfig").write_text(KUBECONFIG)
    public, inner, proxy = (f"http://127.0.0.1:{port}" for port in _free_ports(3))
    token = secrets.token_hex(16)
    with (
        running(hub.folder.parent, folder / "pods", {SPRING.name: database}) as cluster,
        (folder / "hub.log").open("wb") as log,
    ):
        bring = _add(hub, cluster)
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(PROJECT / "tests" / "support" / "cluster_hub.py")],
            cwd=folder, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env=environment(
                PYTHONPATH=str(PROJECT / "tests"), BABYINMIND_HUB=str(hub.folder), CLUSTER=cluster.address,
                KUBECONFIG=str(folder / "kubeconfig"), HUB_ADDRESSES=f"{public} {inner} {proxy}", HUB_TOKEN=token,
                CONFIGPROXY_AUTH_TOKEN=token,
            ),
        )  # fmt: skip
        try:
            until = time.monotonic() + PATIENCE
            while not _answers(f"{public}/hub/api/"):
                said = (folder / "hub.log").read_text(errors="replace")
                assert process.poll() is None and time.monotonic() < until, f"The hub did not start:\n{said}"
                time.sleep(0.1)
            yield Hosted(hub, cluster, public, token, bring)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.RequestException:
        return False


def _add(hub: Hub, cluster: Cluster) -> Callable[[str], str]:
    """Add the cohort from its own pod, as docs/kubernetes.md has it; with one module, generated."""
    for claim in manifests("cohort-volume.yaml", SPRING.name):
        cluster.claim(claim)
    (manifest,) = manifests("cohort.yaml", SPRING.name)
    pod = cluster.apply(manifest)
    roster = pod.containers["people"].path("/tmp/roster.csv")
    everybody = "id,name\nann,Ann Example\nben,Ben Example\n"
    roster.write_text(f"{everybody}gone,Gone Example\n")
    asked = f"{SPRING.name} --instructors ada --contact ada --how '555 0100' --sponsor Us --roster {roster}"

    def bring(options: str = "") -> str:
        kept = settled(pod, f"{asked} {options}")
        assert kept.status == 0, kept.complaint
        return kept.out.decode()

    assert "on the roster: ann, ben, gone" in bring()
    roster.write_text(everybody)
    assert "withdrawn: gone" in bring()
    assert hub.cohorts() == [SPRING]
    assert bring().startswith(f"{SPRING.name} is open"), "the second time changes nothing"
    store(cluster.secrets[SPRING.name])
    released(pod.containers["course"].path(HOME) / "course")
    return bring


def _same_paths(hub: Hub, grader: Pod) -> None:
    """In a cluster the cohort's own pod and its grader's have the same paths; here each has a folder of its own."""
    path = hub.folder / "homes" / SPRING.grader / ".jupyter" / "nbgrader_config.py"
    text = path.read_text("utf-8")
    path.write_text(text.replace(str(grader.folder.with_name(f"cohort-{SPRING.name}") / "course"), str(grader.folder)))


def _answer(pod: Pod, values: dict[str, Any]) -> None:
    """Answer as the page would."""
    store = ResponseStore.open(answers_path(pod.path(HOME) / FOLDER, MODULE), MODULE)
    for item, value in values.items():
        store.save(item, value, edited=0)


@pytest.mark.timeout(600)
def test_from_release_to_returned_feedback(hosted: Hosted) -> None:
    with ThreadPoolExecutor(2) as two:
        grader, ann, ben = (hosted.start(account) for account in (SPRING.grader, "ann", "ben"))
        _same_paths(hosted.hub, grader)
        for manifest in hosted.cluster.created:
            kubernetes_validate.validate(manifest, VERSION, strict=True)
        grader.run(f"nbgrader release_assignment {MODULE}")
        list(two.map(lambda pod: pod.run(f"nbgrader fetch_assignment {MODULE} --course {SPRING.name}"), (ann, ben)))
        _answer(ann, RIGHT)
        _answer(ben, WRONG)
        list(two.map(lambda pod: pod.run(f"babyinmind hand-in {MODULE} --folder {FOLDER}"), (ann, ben)))

        # Of inbound each sees what is their own; ben writes what he can there, in ann's name and for later.
        inbound = ben.path(f"{EXCHANGE}/{SPRING.name}/inbound")
        (own,) = inbound.iterdir()
        assert own.name.startswith(f"ben+{MODULE}+")
        forged = f"ann+{MODULE}+2099-01-01 00:00:00.000000 UTC+x"
        shutil.copytree(own, inbound / forged)

        said = grader.run(f"nbgrader collect {MODULE}")
        assert f"Not taken: ben/{forged}: it names ann but belongs to ben" in said
        grader.run(f"babyinmind grade {MODULE}")
        grader.run(f"nbgrader generate_feedback {MODULE}")
        grader.run(f"nbgrader release_feedback {MODULE}")
        told = list(two.map(lambda pod: pod.run(f"babyinmind results {MODULE} --folder {FOLDER}"), (ann, ben)))
    assert f"{MODULE}: 6 of 6 points" in told[0]
    assert f"{MODULE}: 0 of 6 points" in told[1]
    submitted = grader.path(HOME) / "course" / "submitted"
    assert sorted(path.name for path in submitted.iterdir()) == ["ann", "ben"]
    for name, pod in (("ann", ann), ("ben", ben)):
        handed_in = answers_path(submitted / name / MODULE, MODULE).read_bytes()
        assert handed_in == answers_path(pod.path(HOME) / FOLDER, MODULE).read_bytes()
    place = f"{EXCHANGE}/{SPRING.name}/inbound"
    for state, learners_inbound in (("closed", "read only"), ("archived", "none"), ("open", "writable")):
        assert f"{SPRING.name} is {state}" in hosted.bring(f"--state {state}")
        assert hosted.hub.cohort(SPRING.name).state == state
        found = [mount for mount in mounts("ann", hosted.hub.cohorts()) if mount["mountPath"] == place]
        assert (("read only" if found[0].get("readOnly") else "writable") if found else "none") == learners_inbound
        if state == "closed":
            assert f"{SPRING.name} is closed" in hosted.bring(""), "it stays so until somebody asks for another state"
    _same_paths(hosted.hub, grader)
    ann.run(f"babyinmind hand-in {MODULE} --folder {FOLDER}")
    assert f"ann: collected {MODULE}" in grader.run(f"nbgrader collect {MODULE} --update")
