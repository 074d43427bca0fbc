"""The committed page bundle is what its TypeScript gives, is installed, and the server tells it what the course is."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import jupyterlab
import pytest
from jupyterlab.commands import _validate_compatibility
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler, websocket_connect

import babyinmind
from babyinmind.course import pages
from support.loops import ran
from support.node import hash_of

SOURCES = [
    "hash.mjs",
    "package-lock.json",
    "shared/src",
    "tsconfig.json",
    *(f"page/{name}" for name in ("build.config.js", "build.mjs", "install.json", "package.json", "src", "style")),
]
"""What decides on the extension, below `js/`."""
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


def test_the_committed_bundle_was_built_from_its_sources(project: Path) -> None:
    """By the hashes that the build noted: of what it was built from, and of what it built."""
    built = project / "src" / "babyinmind" / "course" / "labextension"
    noted = dict(line.split() for line in (built / "built-from.txt").read_text(encoding="utf-8").splitlines())
    assert noted["sources"] == f"sha256-{hash_of(project / 'js', SOURCES)}", "build it again: make bundles"
    assert noted["bundle"] == f"sha256-{hash_of(built, ['install.json', 'package.json', 'static'])}", (
        "something else was put in its place: make bundles"
    )


def test_it_is_a_prebuilt_extension_as_others_are(project: Path) -> None:
    """It says what brought it, has the version of what brought it, and goes with every JupyterLab 4 from 4.6 on."""
    built = project / "src" / "babyinmind" / "course" / "labextension"
    assert json.loads((built / "install.json").read_text(encoding="utf-8"))["packageName"] == "babyinmind"
    package = json.loads((built / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == babyinmind.__version__ == version("babyinmind")


@pytest.mark.parametrize(("minor", "major", "goes_with_it"), [(0, 0, True), (1, 0, True), (0, 1, False)])
def test_it_goes_with_this_jupyterlab_and_the_next_but_not_with_a_new_major(
    project: Path, minor: int, major: int, goes_with_it: bool
) -> None:
    """By JupyterLab's own rule, for the installed one and for made-up ones after it."""
    core = json.loads((Path(jupyterlab.__file__).parent / "staging" / "package.json").read_text(encoding="utf-8"))
    later = {
        name: f"~{int(found[1]) + major}.{int(found[2]) + minor if not major else 0}.0"
        for name, wanted in core["resolutions"].items()
        if (found := re.fullmatch(r"~(\d+)\.(\d+)\.\d+", wanted))
    }
    core["resolutions"] |= {name: wanted for name, wanted in later.items() if name.startswith("@jupyterlab/")}
    package = json.loads((project / "js" / "page" / "package.json").read_text(encoding="utf-8"))
    faults = _validate_compatibility(package["name"], package["dependencies"], core)
    assert (faults == []) is goes_with_it, faults


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
