"""Whatever happened to an answers file: the page opens, says so in plain words, and nothing that can be had is lost."""

import errno
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from babyinmind.responses import NotSaved, ResponseStore, read_responses
from babyinmind.responses import store as store_module

MODULE = "03-attachment"
posix = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes or modes")
NOW = datetime(2026, 11, 22, 5, 11, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / f"{MODULE}.responses.json"


@pytest.fixture
def last_good(tmp_path):
    return tmp_path / f".{MODULE}.responses.last-good.json"


def opened(path):
    return ResponseStore.open(path, MODULE, clock=lambda: NOW)


@pytest.fixture
def answered(path):
    """A folder in which noor was answered, then order; the last good copy knows noor alone. Gives (id, seed)."""
    store = opened(path)
    store.save("noor", "b", edited=0)
    store.save("order", ["x", "y"], edited=0)
    return store.store_id, store.seed


def set_aside(path):
    return sorted(file for file in path.parent.iterdir() if ".damaged-" in file.name)


DAMAGE = {
    "empty": b"",
    "zeroes": b"\x00" * 4096,
    "half": b'{"format": "babyinmind-responses", "version": 1, "module": "03-att',
    "no text": b"\xff\xfe\x00",
    "another program's": b'{"cells": []}',
    "deep": b"[" * 900_000,
    "huge": b" " * 1_000_001,
    "another module's": json.dumps(
        {"format": "babyinmind-responses", "version": 1, "module": "04-memory", "answers": {}}
    ).encode(),
    "ill-typed": json.dumps(
        {"format": "babyinmind-responses", "version": 1, "module": MODULE, "answers": "none"}
    ).encode(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_kept_and_the_last_good_copy_is_used(answered, path, damage):
    path.write_bytes(damage)
    store = opened(path)
    assert store.answer("noor").value == "b"
    assert (store.store_id, store.seed) == answered
    (conflicting,) = set_aside(path)
    assert conflicting.name == f"{MODULE}.responses.damaged-20261122T051100Z.json"
    assert conflicting.read_bytes() == damage
    (notice,) = store.notices
    assert path.name in notice
    assert conflicting.name in notice
    assert "last good copy" in notice
    assert read_responses(path, module=MODULE).answers["noor"].value == "b"
    assert store.save("noor", "c", edited=1).revision == 2


def test_damage_without_a_copy_starts_afresh_and_says_so(path):
    path.write_bytes(b"damaged")
    store = opened(path)
    assert store.answers == {}
    assert "start afresh" in store.notices[0]
    assert len(set_aside(path)) == 1
    assert store.save("noor", "b", edited=0).revision == 1


def test_a_damaged_copy_is_no_reason_to_fail(answered, path, last_good):
    path.write_bytes(b"damaged")
    last_good.write_bytes(b"damaged as well")
    store = opened(path)
    assert store.answers == {}
    assert store.save("noor", "b", edited=0).revision == 1


def test_damage_twice_in_a_second_is_kept_twice(answered, path):
    for damage in (b"one", b"two", b"three"):
        path.write_bytes(damage)
        opened(path)
    assert {file.read_bytes() for file in set_aside(path)} == {b"one", b"two", b"three"}


def test_damage_while_the_page_is_open_costs_nothing(path):
    store = opened(path)
    store.save("noor", "b", edited=0)
    store.save("order", ["x", "y"], edited=0)
    path.write_bytes(b"damaged")
    store.save("third", 65, edited=0)
    values = {item: answer.value for item, answer in read_responses(path).answers.items()}
    assert values == {"noor": "b", "order": ["x", "y"], "third": 65}
    assert len(store.notices) == 1
    path.write_bytes(b"damaged again")
    assert opened(path) is store
    assert len(read_responses(path).answers) == 3


@posix
def test_a_link_is_moved_away_and_its_target_left_alone(answered, path, tmp_path_factory):
    target = tmp_path_factory.mktemp("elsewhere") / "passwords"
    shutil.copy(path, target)
    before = target.read_bytes()
    path.unlink()
    path.symlink_to(target)
    store = opened(path)
    store.save("new", "a", edited=0)
    assert target.read_bytes() == before
    assert not path.is_symlink()
    assert set_aside(path)[0].is_symlink()
    assert store.answer("noor").value == "b"
    assert store.answer("order") is None


@posix
def test_a_link_to_nowhere_is_moved_away_too(answered, path):
    path.unlink()
    path.symlink_to("nowhere")
    store = opened(path)
    assert store.answer("noor").value == "b"
    (conflicting,) = set_aside(path)
    assert conflicting.is_symlink()
    assert conflicting.name in store.notices[0]


def test_what_the_page_knew_is_there_even_without_a_copy(path, last_good):
    store = opened(path)
    store.save("noor", "b", edited=0)
    path.write_bytes(b"damaged")
    last_good.unlink()
    store.save("order", ["x"], edited=0)
    assert set(read_responses(path).answers) == {"noor", "order"}
    assert "afresh" not in store.notices[0]


def test_damage_never_becomes_the_last_good_copy(answered, path, last_good):
    before = last_good.read_bytes()
    path.write_bytes(b"damaged")
    opened(path)
    assert last_good.read_bytes() == before


def test_a_folder_in_its_place_is_moved_away_with_what_is_in_it(answered, path):
    path.unlink()
    path.mkdir()
    (path / "something").write_text("of somebody")
    store = opened(path)
    assert store.answer("noor").value == "b"
    assert (set_aside(path)[0] / "something").read_text() == "of somebody"


@posix
@pytest.mark.timeout(20)
def test_a_named_pipe_in_its_place_does_not_hang_the_page(answered, path):
    path.unlink()
    os.mkfifo(path)
    assert opened(path).answer("noor").value == "b"


def test_bad_records_are_kept_and_replaced_from_the_copy(answered, path):
    store = opened(path)
    store.save("third", 65, edited=0)
    del store
    data = json.loads(path.read_text("utf-8"))
    data["answers"]["noor"]["revision"] = "two"
    data["answers"]["order"]["value"] = ["y", "x"]
    before = json.dumps(data).encode()
    path.write_bytes(before)
    store = opened(path)
    values = {item: answer.value for item, answer in store.answers.items()}
    assert values == {"noor": "b", "order": ["y", "x"], "third": 65}
    assert set_aside(path)[0].read_bytes() == before
    assert "'noor'" in store.notices[0]
    assert read_responses(path).faults == ()
    assert len(read_responses(path).answers) == 3


def test_a_bad_record_without_a_copy_leaves_the_others(path):
    store = opened(path)
    store.save("noor", "b", edited=0)
    store.save("order", ["x"], edited=0)
    del store
    data = json.loads(path.read_text("utf-8"))
    data["answers"]["order"]["at"] = 5
    path.write_text(json.dumps(data), "utf-8")
    path.with_name(f".{MODULE}.responses.last-good.json").unlink()
    store = opened(path)
    assert list(store.answers) == ["noor"]


def test_a_file_that_lost_its_name_and_seed_gets_new_ones(answered, path):
    data = json.loads(path.read_text("utf-8"))
    data["store"], data["seed"] = "../../etc", "seven"
    path.write_text(json.dumps(data), "utf-8")
    store = opened(path)
    assert store.store_id.isalnum()
    assert isinstance(store.seed, int)
    assert store.answer("order").value == ["x", "y"]
    store.save("third", 1, edited=0)
    assert read_responses(path).store_id == store.store_id


def test_an_interrupted_rename_is_finished(answered, path):
    path.unlink()
    store = opened(path)
    assert store.answer("noor").value == "b"
    assert "missing" in store.notices[0]
    assert read_responses(path).answers["noor"].value == "b"
    assert set_aside(path) == []


def test_a_new_page_has_nothing_to_tell(path):
    store = opened(path)
    assert store.notices == ()
    assert not store.read_only


def test_a_newer_version_is_left_as_it_is(path):
    newer = json.dumps({"format": "babyinmind-responses", "version": 2, "store": "abc", "answers": []}).encode()
    path.write_bytes(newer)
    store = opened(path)
    assert store.read_only
    assert "Update the course" in store.notices[0]
    assert store.store_id == "abc"
    with pytest.raises(NotSaved, match="Update the course"):
        store.save("noor", "b", edited=0)
    with pytest.raises(NotSaved, match="Update the course"):
        store.erase("noor")
    store.touch()
    assert path.read_bytes() == newer
    assert set_aside(path) == []


def test_a_newer_version_that_appears_while_the_page_is_open_is_left_as_it_is(answered, path):
    store = opened(path)
    newer = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(newer)
    with pytest.raises(NotSaved, match="Update the course"):
        store.save("noor", "c", edited=1)
    assert store.read_only
    assert path.read_bytes() == newer


def test_a_newer_versions_copy_is_not_lost_either(path, last_good):
    newer = json.dumps({"format": "babyinmind-responses", "version": 2}).encode()
    last_good.write_bytes(newer)
    store = opened(path)
    assert store.read_only
    assert not path.exists()
    assert last_good.read_bytes() == newer


def test_a_file_deleted_with_its_copy_is_deleted(answered, path, last_good):
    store = opened(path)
    old = store.store_id
    path.unlink()
    last_good.unlink()
    store.save("third", 1, edited=0)
    assert list(read_responses(path).answers) == ["third"]
    assert store.store_id != old
    assert "was deleted" in store.notices[0]


def test_a_folder_that_went_away_is_not_made_anew(answered, path, tmp_path):
    store = opened(path)
    away = tmp_path.with_name(f"{tmp_path.name}-away")
    tmp_path.rename(away)
    with pytest.raises(NotSaved, match="is not there any more"):
        store.save("third", 1, edited=0)
    assert not tmp_path.exists()
    away.rename(tmp_path)
    store.save("third", 1, edited=0)
    assert set(read_responses(path).answers) == {"noor", "order", "third"}


def test_a_folder_that_is_not_there_yet_is_made_for_its_owner_alone(tmp_path):
    path = tmp_path / "private" / "key" / f"{MODULE}.json"
    store = opened(path)
    store.save("reflect", {"text": "mine"}, edited=0)
    assert read_responses(path).answers["reflect"].value == {"text": "mine"}
    if os.name == "posix":
        assert path.parent.stat().st_mode & 0o077 == 0


def test_what_killed_processes_left_is_cleared_and_nothing_else(answered, path, tmp_path):
    ours = tmp_path / f".{MODULE}.responses.0123abcd.tmp"
    names = (".04-memory.responses.0123abcd.tmp", "notes.tmp", f"{MODULE}.responses.tmp", f".{MODULE}.responses.my.tmp")
    others = [tmp_path / name for name in names]
    for file in (ours, *others):
        file.write_text("half")
    opened(path)
    assert not ours.exists()
    assert all(file.exists() for file in others)


def test_a_file_that_cannot_be_read_for_now_is_neither_moved_nor_written_over(answered, path, monkeypatch):
    before = path.read_bytes()
    real = os.open

    def refused(file, flags, *args, **kwargs):
        if os.fspath(file) == str(path):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(file, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", refused)
    store = opened(path)
    assert store.answer("noor").value == "b"
    assert "cannot be read at the moment" in store.notices[0]
    with pytest.raises(NotSaved, match="cannot be read at the moment"):
        store.save("noor", "c", edited=1)
    monkeypatch.undo()
    assert path.read_bytes() == before
    store.save("noor", "c", edited=1)
    assert {item: answer.value for item, answer in read_responses(path).answers.items()} == {
        "noor": "c",
        "order": ["x", "y"],
    }


def test_a_disk_that_is_full_while_damage_is_put_right_loses_nothing_that_the_page_knew(path, last_good, monkeypatch):
    store = opened(path)
    store.save("noor", "b", edited=0)
    path.write_bytes(b"damaged")
    last_good.unlink(missing_ok=True)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for _ in range(2):
        with pytest.raises(NotSaved, match="no room"):
            store.save("order", ["x"], edited=0)
    monkeypatch.undo()
    store.save("order", ["x"], edited=0)
    assert {item: answer.value for item, answer in read_responses(path).answers.items()} == {
        "noor": "b",
        "order": ["x"],
    }


# A folder that cannot be written, and a disk that is full


def mounted(folder, *options):
    return subprocess.run(["mount", *options, str(folder)], capture_output=True).returncode == 0


@pytest.fixture
def disk(tmp_path):
    """A folder that is a disk of 256 kB of its own; only root may make one, on Linux."""
    folder = tmp_path / "disk"
    folder.mkdir()
    able = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")
    if not able or not mounted(folder, "-t", "tmpfs", "-o", "size=256k", "tmpfs"):
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_is_told_and_loses_nothing(disk):
    path = disk / f"{MODULE}.responses.json"
    store = opened(path)
    store.save("noor", "b", edited=0)
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"x" * 4096)
    before = path.read_bytes()
    with pytest.raises(NotSaved, match="no room left on the disk") as full:
        store.save("reflect", {"text": "y" * 20_000}, edited=0)
    assert str(path) in str(full.value)
    assert "Remove something" in str(full.value)
    assert path.read_bytes() == before
    assert store.answer("reflect") is None
    assert not list(disk.glob(".*.tmp"))
    filler.unlink()
    store.save("reflect", {"text": "y" * 20_000}, edited=0)
    assert read_responses(path).answers["noor"].value == "b"
    assert len(read_responses(path).answers["reflect"].value["text"]) == 20_000


def test_a_disk_that_turns_read_only_is_told_and_works_again_later(disk):
    path = disk / f"{MODULE}.responses.json"
    store = opened(path)
    store.save("noor", "b", edited=0)
    names = (store.store_id, store.seed)
    assert mounted(disk, "-o", "remount,ro")
    with pytest.raises(NotSaved, match="does not let anything be written"):
        store.save("noor", "c", edited=1)
    assert store.answer("noor").value == "b"
    store.touch()
    del store
    again = opened(path)
    assert (again.store_id, again.seed) == names
    assert again.answer("noor").value == "b"
    assert "cannot be saved" in again.notices[0]
    assert mounted(disk, "-o", "remount,rw")
    assert again.save("noor", "c", edited=1).revision == 2
    assert read_responses(path).answers["noor"].value == "c"


def test_damage_on_a_read_only_disk_is_told_and_mended_once_it_can_be(disk):
    path = disk / f"{MODULE}.responses.json"
    store = opened(path)
    store.save("noor", "b", edited=0)
    store.save("order", ["x"], edited=0)
    del store
    path.write_bytes(b"damaged")
    assert mounted(disk, "-o", "remount,ro")
    store = opened(path)
    assert store.answer("noor").value == "b"
    assert "last good copy" in store.notices[0]
    assert mounted(disk, "-o", "remount,rw")
    store.save("noor", "c", edited=1)
    assert read_responses(path).answers["noor"].value == "c"
    assert set_aside(path)[0].read_bytes() == b"damaged"


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="modes do not stop root")
def test_a_folder_without_leave_to_write_is_told_and_works_again_later(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        store = opened(folder / f"{MODULE}.responses.json")
        with pytest.raises(NotSaved, match="does not let anything be written"):
            store.save("noor", "b", edited=0)
    finally:
        folder.chmod(0o700)
    assert store.save("noor", "b", edited=0).revision == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no room left"),
        (errno.EDQUOT, "no room left"),
        (errno.EROFS, "does not let anything be written"),
        (errno.EACCES, "does not let anything be written"),
        (errno.EIO, "the computer says"),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_trouble_at_any_step_changes_nothing(answered, path, monkeypatch, number, words, call):
    store = opened(path)
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    real = os.open

    def fail(*args, **kwargs):
        if call == "open" and not (args[1] & os.O_EXCL):
            return real(*args, **kwargs)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(NotSaved, match=words) as failed:
        store.save("noor", "c", edited=1)
    monkeypatch.undo()
    assert str(path) in str(failed.value)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == files
    assert store.answer("noor").value == "b"
    assert store.save("noor", "c", edited=1).revision == 2


def test_a_page_that_opens_while_another_program_holds_the_file_shows_the_answers(answered, path, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr(store_module, "LOCK_SECONDS", 0.05)
    with FileLock(path.with_name(f".{MODULE}.responses.lock")):
        store = opened(path)
    assert store.answer("order").value == ["x", "y"]
    assert "another program" in store.notices[0]
    assert store.save("order", ["y"], edited=1).revision == 2
