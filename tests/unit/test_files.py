"""Files that are written whole, opened safely and locked: what everything on a disk stands on."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from babyinmind import files
from babyinmind.files import (
    FileTooLarge,
    NotAPlainFile,
    create,
    open_folder,
    open_plain,
    read_plain,
    read_whole,
    write_atomically,
)
from babyinmind.locks import locked, try_lock

_HOLD = """
import sys, time
from pathlib import Path
from babyinmind.locks import locked
with locked(Path(sys.argv[1]), 1):
    print("held", flush=True)
    time.sleep(60)
"""


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o444])
def test_a_file_has_its_mode_whatever_the_umask(mode: int, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_atomically(tmp_path / "a", b"words", mode=mode)
        create(tmp_path / "b", b"words", mode=mode)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"] == [mode, mode]


@pytest.mark.parametrize("durable", [True, False])
def test_what_cannot_be_written_leaves_all_as_it_was(
    durable: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"before")
    monkeypatch.setattr(os, "fsync" if durable else "write", _full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "a", b"after", durable=durable)
    with pytest.raises(OSError, match="No space left"):
        create(tmp_path / "b", b"after", mode=0o644)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"


def test_nobody_puts_a_link_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / "a").symlink_to(tmp_path / "theirs")
    write_atomically(tmp_path / "a", b"ours")
    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    assert not (tmp_path / "a").is_symlink()
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        create(tmp_path / "b", b"ours", mode=0o644)
    assert (tmp_path / "b").is_symlink()
    assert not (tmp_path / "nowhere").exists()


def test_only_a_plain_file_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plain").write_bytes(b"words")
    (tmp_path / "link").symlink_to(tmp_path / "plain")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(tmp_path)  # a socket's name is short
        listening.bind("socket")
    kinds = {}
    with open_folder(tmp_path) as inside:
        for name in ("link", "folder", "pipe", "socket"):
            with pytest.raises(NotAPlainFile) as error, open_plain(name, inside=inside):
                pass
            kinds[name] = error.value.kind
        with open_plain("plain", inside=inside) as (descriptor, status):
            assert read_whole(descriptor, status.st_size, 5) == b"words"
    assert kinds == {"link": "link", "folder": "folder", "pipe": "other", "socket": "other"}
    with pytest.raises(FileNotFoundError):
        read_plain(tmp_path / "none", 5)
    with pytest.raises(OSError), open_folder(tmp_path / "link"):
        pass


def test_a_file_is_read_whole_or_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    assert read_plain(tmp_path / "a", 5) == b"words"
    with pytest.raises(FileTooLarge):
        read_plain(tmp_path / "a", 4)
    with open_plain(tmp_path / "a") as (descriptor, status):
        (tmp_path / "a").write_bytes(b"words and more")  # since it was opened
        with pytest.raises(FileTooLarge):
            read_whole(descriptor, status.st_size, 8)


def test_a_lock_is_one_programs_and_free_when_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with try_lock(path) as ours:
            assert not ours
        began = time.monotonic()
        with pytest.raises(TimeoutError), locked(path, 0.2):
            pass
        assert time.monotonic() - began >= 0.2
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()
    with try_lock(path) as ours:
        assert ours
        with try_lock(path) as again:
            assert not again
    with try_lock(path) as ours:
        assert ours


def test_what_fails_under_a_lock_is_what_is_raised(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match="of our own"), try_lock(tmp_path / "lock"):
        raise TimeoutError("of our own")


def test_a_folder_that_cannot_be_synced_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", refused)
    files.sync_folder(tmp_path)
