"""`babyinmind learn`: the modules reach a learner's folder, and answers stay; the server is for this machine alone."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from babyinmind.cli.learner import learn
from babyinmind.course import CourseNotFound, FolderError, Placed, course_root, place, released_modules, server
from babyinmind.course.folder import keep_news, take_news

MODULE = "03-attachment"
FIRST = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
NEWER = FIRST.replace(b"{}", b'{"course": "newer"}')


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one released module, and a place for the keys; gives its release folder."""
    folder = tmp_path / "course" / "release" / MODULE
    folder.mkdir(parents=True)
    (tmp_path / "course" / "source").mkdir()
    (folder / f"{MODULE}.ipynb").write_bytes(FIRST)
    monkeypatch.setenv("BABYINMIND_COURSE", str(tmp_path / "course"))
    return folder.parent


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "a learner's own" / "baby-in-mind"


def release(course: Path, content: bytes) -> None:
    (course / MODULE / f"{MODULE}.ipynb").write_bytes(content)


def notebook(home: Path) -> Path:
    return home / MODULE / f"{MODULE}.ipynb"


def older(home: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in (home / MODULE / ".older").glob("*"))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Where the course is found


def test_the_checkout_is_the_course(project: Path) -> None:
    assert course_root() == project
    assert MODULE in [module.id for module in released_modules()]


def test_a_folder_without_modules_is_named_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BABYINMIND_COURSE", str(tmp_path))
    with pytest.raises(CourseNotFound, match=re.escape(str(tmp_path))):
        released_modules()
    (tmp_path / "release").mkdir()
    with pytest.raises(CourseNotFound, match="make release"):
        released_modules()


def test_modules_come_in_the_order_of_the_course(course: Path) -> None:
    (course / "01-foundations").mkdir()
    (course / "01-foundations" / "01-foundations.ipynb").write_bytes(FIRST)
    (course / "notes").mkdir()
    assert [module.id for module in released_modules()] == ["01-foundations", MODULE]


# A learner's folder


def test_a_first_start_brings_the_modules(course: Path, home: Path) -> None:
    (course / MODULE / "pictures").mkdir()
    (course / MODULE / "pictures" / "a.png").write_bytes(b"picture")
    placed = place(released_modules(), home)
    assert placed.new == [f"{MODULE}/{MODULE}.ipynb", f"{MODULE}/pictures/a.png"]
    assert notebook(home).read_bytes() == FIRST
    assert (home / MODULE / "pictures" / "a.png").read_bytes() == b"picture"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a home folder private by itself")
def test_nobody_else_may_look_into_a_new_folder(course: Path, home: Path) -> None:
    place(released_modules(), home)
    assert home.stat().st_mode & 0o077 == 0


def test_a_newer_release_replaces_the_page_and_keeps_the_answers(course: Path, home: Path) -> None:
    place(released_modules(), home)
    answers = home / MODULE / f"{MODULE}.responses.json"
    answers.write_text("{}", encoding="utf-8")
    (home / MODULE / "my own notes.txt").write_text("mine", encoding="utf-8")
    before = answers.stat()
    release(course, NEWER)
    placed = place(released_modules(), home)
    assert (placed.renewed, placed.set_aside) == ([f"{MODULE}/{MODULE}.ipynb"], [])
    assert notebook(home).read_bytes() == NEWER
    assert (answers.read_text(encoding="utf-8"), answers.stat().st_mtime_ns) == ("{}", before.st_mtime_ns)
    assert (home / MODULE / "my own notes.txt").exists()
    assert older(home) == [], "a page that nobody changed is not kept"


def test_a_release_never_brings_answers(course: Path, home: Path) -> None:
    place(released_modules(), home)
    answers = home / MODULE / f"{MODULE}.responses.json"
    answers.write_text("mine", encoding="utf-8")
    (course / MODULE / f"{MODULE}.responses.json").write_text("an author's", encoding="utf-8")
    (course / MODULE / f".{MODULE}.responses.last-good.json").write_text("an author's", encoding="utf-8")
    place(released_modules(), home)
    assert answers.read_text(encoding="utf-8") == "mine"
    assert not (home / MODULE / f".{MODULE}.responses.last-good.json").exists()


def test_a_second_start_changes_nothing(course: Path, home: Path) -> None:
    place(released_modules(), home)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    placed = place(released_modules(), home)
    assert not placed.new and not placed.renewed and not placed.set_aside
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


@pytest.mark.parametrize("changed", [b"", b"not a notebook", FIRST + b"\n"], ids=["emptied", "damaged", "changed"])
def test_a_page_changed_by_hand_is_mended_and_kept_once(course: Path, home: Path, changed: bytes) -> None:
    place(released_modules(), home)
    for _ in range(2):
        notebook(home).write_bytes(changed)
        place(released_modules(), home)
        assert notebook(home).read_bytes() == FIRST
    assert older(home) == [changed]


def test_what_was_brought_is_told_once_whenever_a_page_is_open(course: Path, home: Path) -> None:
    keep_news(home, place(released_modules(), home))
    assert take_news(home) == Placed(), "to whom the course is new, all of it is"
    release(course, NEWER)
    keep_news(home, place(released_modules(), home))
    notebook(home).write_bytes(b"changed")
    keep_news(home, place(released_modules(), home))
    news = take_news(home)
    assert news.renewed == [f"{MODULE}/{MODULE}.ipynb"]
    assert [(home / name).read_bytes() for name in news.set_aside] == [b"changed"]
    assert take_news(home) == Placed()


@pytest.mark.parametrize("news", [b"", b"[]", b'{"renewed": 3}', b"\xff"])
def test_damaged_news_is_none(course: Path, home: Path, news: bytes) -> None:
    place(released_modules(), home)
    (home / ".baby-in-mind" / "news.json").write_bytes(news)
    assert take_news(home) == Placed()


def test_a_page_deleted_by_hand_comes_back(course: Path, home: Path) -> None:
    place(released_modules(), home)
    notebook(home).unlink()
    assert place(released_modules(), home).new == [f"{MODULE}/{MODULE}.ipynb"]
    assert notebook(home).read_bytes() == FIRST


@pytest.mark.parametrize("record", [b"", b"[]", b'{"files": 3}', b'{"files": {"a": 3}}', b"\xff"])
def test_a_damaged_record_loses_no_page(course: Path, home: Path, record: bytes) -> None:
    place(released_modules(), home)
    (home / ".baby-in-mind" / "placed.json").write_bytes(record)
    release(course, NEWER)
    place(released_modules(), home)
    assert notebook(home).read_bytes() == NEWER
    assert older(home) == [FIRST]


def test_two_people_have_two_folders(course: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    place(released_modules(), one)
    place(released_modules(), other)
    notebook(one).write_bytes(b"changed")
    release(course, NEWER)
    place(released_modules(), one)
    assert notebook(other).read_bytes() == FIRST
    place(released_modules(), other)
    assert (older(one), older(other)) == ([b"changed"], [])


@pytest.mark.parametrize("folder", ["release", "release/03-attachment", "source"])
def test_answers_never_go_into_the_course_itself(course: Path, folder: str) -> None:
    before = everything(course)
    with pytest.raises(FolderError, match="belongs to the course itself"):
        place(released_modules(), course.parent / folder)
    assert everything(course) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_read_only_folder_is_said_plainly(course: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    place(released_modules(), home)
    release(course, NEWER)
    before = everything(home)
    modules = released_modules()
    for path in [tmp_path, *tmp_path.parents]:  # let the other one through to the folder
        if path.stat().st_uid == 0 and path.stat().st_mode & 0o001 == 0:
            path.chmod(path.stat().st_mode | 0o011)
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    os.seteuid(65534)
    try:
        with pytest.raises(FolderError, match="may not be written by you") as told:
            place(modules, home)
    finally:
        os.seteuid(0)
    assert f"{home}" in str(told.value) and "--home" in str(told.value)
    assert everything(home) == before


def test_a_full_disk_leaves_everything_as_it_was(course: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(released_modules(), home)
    release(course, NEWER)
    before = everything(home)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FolderError, match="the disk is full"):
        place(released_modules(), home)
    assert everything(home) == before
    monkeypatch.undo()


def test_a_file_where_the_folder_should_be_is_said_plainly(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    assert learn.run(parsed("--home", str(tmp_path / "home"), "--no-browser")) == 1
    assert "a file stands where a folder is needed" in capsys.readouterr().err
    assert (tmp_path / "home").read_text(encoding="utf-8") == "a file"


def test_a_course_without_keys_is_not_opened_and_nothing_is_made(course: Path, home: Path) -> None:
    (course.parent / "source").rmdir()
    command = [sys.executable, "-m", "babyinmind", "learn", "--home", str(home), "--no-browser"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 1
    assert f"{course.parent} has no folder source/" in done.stderr
    assert "If you learn in a cohort, you need no keys" in done.stderr
    assert not home.exists()


# How JupyterLab is started


def parsed(*arguments: str) -> Any:
    parser = ArgumentParser()
    learn.arguments(parser)
    return parser.parse_args(arguments)


def test_the_server_is_for_this_machine_and_behind_a_token(home: Path) -> None:
    arguments = server.lab_arguments(home, f"{MODULE}/{MODULE}.ipynb", token="secret", port=8888, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in arguments
    assert "--PasswordIdentityProvider.token=secret" in arguments
    assert f"--ServerApp.root_dir={home}" in arguments
    assert f"--LabApp.default_url=/doc/tree/{MODULE}/{MODULE}.ipynb" in arguments


def test_a_start_page_is_opened_first_where_there_is_one(course: Path, home: Path) -> None:
    place(released_modules(), home)
    assert learn.first_page(home, released_modules()) == f"{MODULE}/{MODULE}.ipynb"
    (home / "start-here.ipynb").write_bytes(FIRST)
    assert learn.first_page(home, released_modules()) == "start-here.ipynb"


def test_all_after_lab_args_goes_to_jupyterlab() -> None:
    assert parsed("--port", "9000", "--lab-args", "--debug", "--port=1").lab_args == ["--debug", "--port=1"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a display")
def test_a_browser_is_opened_only_where_one_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not server.has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert server.has_display()


# A real one


class Open:
    """A course that was really opened, by its own process."""

    def __init__(self, home: Path, process: subprocess.Popen[str], told: str) -> None:
        self.home = home
        self.process = process
        self.told = told
        self.address = re.search(r"http://\S+", told)[0]  # type: ignore[index]
        parts = urlsplit(self.address)
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.port = parts.port
        self.token = parse_qs(parts.query)["token"][0]

    def get(self, path: str, *, token: bool = True) -> tuple[int, str]:
        headers = {"Authorization": f"token {self.token}"} if token else {}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.base + path, headers=headers), timeout=20) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """The course, open on the port after one that is taken."""
    home = tmp_path_factory.mktemp("learner") / "baby in mind"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "babyinmind",
            "learn",
            "--home",
            str(home),
            "--no-browser",
            "--port",
            str(port),
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        assert process.stdout
        told = ""
        try:
            for line in process.stdout:
                told += line
                if "To close the course" in line:
                    break
            assert "http://" in told, told
            course = Open(home, process, told)
            assert course.port != port
            yield course
        finally:
            process.terminate()
            rest = process.communicate(timeout=30)[0]
    if os.name != "nt":
        assert process.returncode == 0
        assert "The course is closed. Your answers are kept in" in rest


def test_the_address_opens_the_start_page(opened: Open) -> None:
    assert "/doc/tree/start-here.ipynb?token=" in opened.address
    assert opened.get("/api/contents/start-here.ipynb")[0] == 200
    assert "Copy this address" in opened.told
    with urllib.request.urlopen(opened.address, timeout=20) as page:
        assert page.status == 200
    assert opened.get(f"/api/contents/{MODULE}/{MODULE}.ipynb")[0] == 200


def test_without_the_token_nothing_is_told(opened: Open) -> None:
    assert opened.get("/api/contents", token=False)[0] == 403
    for path in (f"/files/{MODULE}/{MODULE}.ipynb", f"/doc/tree/{MODULE}/{MODULE}.ipynb"):
        page = opened.get(path, token=False)[1]
        assert '"nbformat"' not in page and opened.token not in page, path


def test_the_token_stands_in_no_list_of_processes(opened: Open) -> None:
    assert opened.token not in " ".join(psutil.Process(opened.process.pid).cmdline())


def test_only_this_machine_is_listened_to(opened: Open) -> None:
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(opened.process.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening and set(listening) == {"127.0.0.1"}


def test_nbgraders_own_tools_are_not_a_learners(opened: Open) -> None:
    for path in ("/formgrader", "/assignments", "/courses", "/nbgrader_version"):
        assert opened.get(path)[0] == 404, path
    status, page = opened.get("/lab")
    config = json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert status == 200
    assert "@jupyter/nbgrader" in config["disabledExtensions"]


def test_nothing_asks_the_world_for_news(opened: Open) -> None:
    page = opened.get("/lab")[1]
    config = json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert config["news"] == {"disabled": True}
    assert config["extensionManager"]["can_install"] is False


def test_the_settings_are_the_courses(opened: Open) -> None:
    settings = json.loads(opened.get("/lab/api/settings/@jupyterlab/docmanager-extension:plugin")[1])
    assert settings["schema"]["properties"]["autosave"]["default"] is False


@pytest.mark.slow
def test_a_second_start_says_where_it_is_open(opened: Open) -> None:
    command = [sys.executable, "-m", "babyinmind", "learn", "--home", str(opened.home), "--no-browser"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0
    assert "open already" in done.stdout
    assert opened.address in done.stdout


@pytest.mark.slow
def test_nothing_is_deleted_under_an_open_page(opened: Open) -> None:
    answers = opened.home / MODULE / f"{MODULE}.responses.json"
    answers.write_text("{}", encoding="utf-8")
    command = [sys.executable, "-m", "babyinmind", "my-data", "delete", "--yes", "--home", str(opened.home)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 1
    assert "Close it first" in done.stderr
    assert answers.exists()


@pytest.mark.slow
def test_making_ready_leaves_no_finished_process_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BABYINMIND_COURSE", str(tmp_path))  # holds no module, so there is nothing to make ready
    process = learn._prepare(tmp_path / "home")
    end = time.monotonic() + 60
    while psutil.pid_exists(process.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not psutil.pid_exists(process.pid)
    learn._end(process)
