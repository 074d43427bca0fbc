"""A Kubernetes that is none: its API takes pods and reports them running, and a pod's commands run here, in its mounts.

Each claim is a folder. The volume mounts of each of a pod's containers are laid out below a folder of its own, as links into the
claims, so a command sees what its container would and nothing else by those paths. What a link cannot do is not shown here: that a
mount is only read, and another account's number.
"""

from __future__ import annotations

import json
import os
import queue
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support import in_pod
from support.chart import manifests
from support.commands import SECONDS, loaded

PORT = 8888
"""Where each pod's server answers, at an address of its own of this machine's loopback."""


class LeadsOut(Exception):
    """A pod is not started: by a link, what it is to mount lies outside of its claim."""


def claimed(claims: Path, volume: dict[str, Any], mount: dict[str, Any]) -> Path:
    """The folder that a mount is of. Links are followed within the claim, as kubelet does when the pod starts; raises `LeadsOut`."""
    claim = (claims / volume["persistentVolumeClaim"]["claimName"]).resolve()
    assert claim.is_dir(), f"The pod would wait without end: there is no claim {claim.name}"
    part = (claim / mount.get("subPath", "")).resolve()
    if not part.is_relative_to(claim):
        raise LeadsOut(f"{mount['subPath']} of {claim.name} is {part}")
    assert part.is_dir(), f"Kubernetes would make {part} as root's: it is not there when the pod starts"
    return part


@dataclass(eq=False)
class Container:
    """One container of a pod; `folder` is where its mounts are laid out, beside a `/tmp` of its own."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def path(self, path: str) -> Path:
        """Where a path of the container lies on this machine."""
        return self.folder / path.removeprefix("/")

    def mount(self, asked: dict[str, Any], kinds: dict[str, Any], claims: Path, secrets: dict[str, str]) -> None:
        """Lay out the mounts, outer ones first, and the environment that names them."""
        for mount in sorted(asked["volumeMounts"], key=lambda one: len(one["mountPath"])):
            path = self.path(mount["mountPath"])
            if "emptyDir" in kinds[mount["name"]]:
                path.mkdir(parents=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.symlink_to(claimed(claims, kinds[mount["name"]], mount))
        for name in ("/tmp", "/home/jovyan"):
            # They stand in the image.
            self.path(name).mkdir(parents=True, exist_ok=True)
        for one in asked["env"]:
            secret = one.get("valueFrom", {}).get("secretKeyRef")
            value = secrets[secret["key"]] if secret else one["value"]
            self.env[one["name"]] = str(self.path(value)) if value.startswith("/srv/") else value
        self.env |= {"HOME": str(self.path("/home/jovyan")), "TMPDIR": str(self.path("/tmp"))}

    @property
    def variables(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "MPLCONFIGDIR", "LANG") if name in os.environ}
        return inherited | self.env


@dataclass(eq=False)
class Pod:
    """What Kubernetes was asked to run; `folder` is where the mounts are laid out, each container's where there are several."""

    manifest: dict[str, Any]
    folder: Path
    secrets: dict[str, str]
    containers: dict[str, Container] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.manifest["metadata"]["name"])

    def path(self, path: str) -> Path:
        """Where a path of the pod's only container lies on this machine."""
        (container,) = self.containers.values()
        return container.path(path)

    def mount(self, claims: Path) -> None:
        """Raises `LeadsOut`."""
        spec = self.manifest["spec"]
        kinds = {one["name"]: one for one in spec["volumes"]}
        for first in spec.get("initContainers", ()):
            # It has one claim, and works there.
            (mount,) = first["volumeMounts"]
            assert first["workingDir"] == mount["mountPath"]
            place = claimed(claims, kinds[mount["name"]], mount)
            subprocess.run(first["command"], cwd=place, check=True, timeout=SECONDS)
        for asked in spec["containers"]:
            folder = self.folder if len(spec["containers"]) == 1 else self.folder / asked["name"]
            container = self.containers[asked["name"]] = Container(folder)
            container.mount(asked, kinds, claims, self.secrets)

    def run(self, command: str) -> str:
        """Run `nbgrader …` or `babyinmind …` as a shell of the pod's server would; gives what it said."""
        (container,) = self.containers.values()
        return loaded(
            *shlex.split(command), cwd=container.path("/home/jovyan"), variables=container.variables, first=in_pod.begin
        ).said

    def exec(self, container: str, command: str, given: bytes = b"") -> Executed:
        """`kubectl exec -i`: run `python …` in a container, as a process that loads all it needs itself."""
        there = self.containers[container]
        python, *arguments = shlex.split(command)
        assert python == "python"
        # PYTHON… of this machine's tests is none of the pod's.
        ended = subprocess.run(
            [sys.executable, *arguments], cwd="/", env=in_pod.of_the_image(there.variables), input=given,
            capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        return Executed(ended.returncode, ended.stdout, ended.stderr.decode(errors="replace"))


@dataclass(frozen=True)
class Executed:
    """A command's exit status, what it wrote to its standard output, and its complaint."""

    status: int
    out: bytes
    complaint: str


IN_A_POD = "python -I -m babyinmind.hosting.cluster_admin"


def settled(pod: Pod, options: str) -> Executed:
    """Settle a cohort from its own pod as docs/kubernetes.md has it: `plan | lay | keep`, each in its container.

    Gives the first step that failed, else the last. As in a shell, a step that failed keeps the next from nothing.
    """
    planned = pod.exec("people", f"{IN_A_POD} plan {options}")
    laid = pod.exec("course", f"{IN_A_POD} lay", planned.out)
    kept = pod.exec("people", f"{IN_A_POD} keep", laid.out)
    return next((one for one in (planned, laid, kept) if one.status), kept)


class Cluster:
    """The API and the one machine of a cluster; in `claims` each claim is a folder of its name."""

    def __init__(self, claims: Path, folder: Path, secrets: dict[str, str]) -> None:
        self.pods: dict[str, Pod] = {}
        self.created: list[dict[str, Any]] = []
        self.secrets, self._claims, self._folder = secrets, claims, folder
        self._watchers: list[queue.Queue[dict[str, Any] | None]] = []
        self._servers: list[ThreadingHTTPServer] = []
        self._lock = threading.Lock()
        self.address = f"http://127.0.0.1:{self._serve('127.0.0.1', 0, _api(self))}"

    def start(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Run a pod; gives it back with its state."""
        with self._lock:
            self.created.append(json.loads(json.dumps(asked)))
            number = len(self.created)
            address = f"127.0.77.{number}"
            self._serve(address, PORT, _Server)
            asked["metadata"] |= {"namespace": "course", "uid": f"uid-{number}", "resourceVersion": str(number + 1)}
            asked["status"] = {
                "phase": "Running",
                "podIP": address,
                "containerStatuses": [
                    {
                        "name": "notebook",
                        "image": "of the test",
                        "imageID": "1",
                        "ready": True,
                        "restartCount": 0,
                        "state": {"running": {}},
                    }
                ],
            }
            pod = Pod(asked, self._folder / f"{number}", self.secrets)
            pod.mount(self._claims)
            self.pods[pod.name] = pod
            for watcher in self._watchers:
                watcher.put({"type": "ADDED", "object": asked})
            return asked

    def claim(self, manifest: dict[str, Any]) -> None:
        """Make what a PersistentVolumeClaim asks for, where it is not there."""
        assert manifest["kind"] == "PersistentVolumeClaim"
        (self._claims / manifest["metadata"]["name"]).mkdir(parents=True, exist_ok=True)

    def apply(self, manifest: dict[str, Any]) -> Pod:
        """A pod that somebody runs beside the hub. Raises `LeadsOut`."""
        pod = Pod(manifest, self._folder / manifest["metadata"]["name"], self.secrets)
        pod.mount(self._claims)
        return pod

    def listed(self) -> dict[str, Any]:
        with self._lock:
            version = str(len(self.created) + 1)
            return {"metadata": {"resourceVersion": version}, "items": [pod.manifest for pod in self.pods.values()]}

    def watched(self, kind: str, seconds: float) -> Iterator[dict[str, Any]]:
        """What there is and what happens in the next seconds."""
        mine: queue.Queue[dict[str, Any] | None] = queue.Queue()
        with self._lock:
            self._watchers += [mine] if kind == "pods" else []
            for pod in self.pods.values() if kind == "pods" else ():
                mine.put({"type": "ADDED", "object": pod.manifest})
        until = time.monotonic() + seconds
        with suppress(queue.Empty):
            while (event := mine.get(timeout=max(0, until - time.monotonic()))) is not None:
                yield event

    def end(self) -> None:
        for watcher in self._watchers:
            watcher.put(None)
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def _serve(self, address: str, port: int, handler: type[BaseHTTPRequestHandler]) -> int:
        server = ThreadingHTTPServer((address, port), handler)
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._servers.append(server)
        return int(server.server_address[1])


@contextmanager
def running(claims: Path, folder: Path, secrets: dict[str, str]) -> Iterator[Cluster]:
    """A cluster with the hub's claim, and its end. `secrets` is what the one Secret holds."""
    cluster = Cluster(claims, folder, secrets)
    (of_the_hub,) = manifests("volume.yaml")
    cluster.claim(of_the_hub)
    try:
        yield cluster
    finally:
        cluster.end()


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self, told: Any, status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(_Quiet):
    """A pod's server, of which the hub wants to hear that it is up."""

    def do_GET(self) -> None:
        self.answer({"version": "2"})


def _api(cluster: Cluster) -> type[BaseHTTPRequestHandler]:
    class Api(_Quiet):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            kind = asked.path.rsplit("/", 1)[1]
            wanted = parse_qs(asked.query)
            if not wanted.get("watch"):
                self.answer(cluster.listed() if kind == "pods" else {"metadata": {"resourceVersion": "1"}, "items": []})
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            try:
                for event in cluster.watched(kind, float(wanted.get("timeoutSeconds", ["10"])[0])):
                    self.wfile.write(json.dumps(event).encode() + b"\n")
                    self.wfile.flush()
            except OSError:
                pass  # the hub has gone

        def do_POST(self) -> None:
            self.answer(cluster.start(json.loads(self.rfile.read(int(self.headers["Content-Length"])))), 201)

    return Api
