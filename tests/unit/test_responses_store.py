"""What a learner gives is on the disk, comes back, and is never overwritten by a window that had not seen it."""

import json
import os
import stat
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from filelock import FileLock

from babyinmind.responses import NotSaved, ResponseStore, StaleRevision, read_responses
from babyinmind.responses import store as store_module

MODULE = "03-attachment"


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 22, 5, 11, tzinfo=UTC)

    def __call__(self):
        return self.now

    def go(self, **delta):
        self.now += timedelta(**delta)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / f"{MODULE}.responses.json"


@pytest.fixture
def store(path, clock):
    return ResponseStore.open(path, MODULE, clock=clock)


def afresh(path):
    """What another process would find."""
    return read_responses(path, module=MODULE)


def test_a_saved_answer_is_on_the_disk_and_comes_back(store, path):
    answer = store.save("noor", "b", edited=0, confidence="unsure")
    assert (answer.value, answer.revision, answer.confidence, answer.at) == ("b", 1, "unsure", "2026-11-22T05:11:00Z")
    assert afresh(path).answers["noor"] == answer
    assert store.answer("noor") == answer
    assert store.answer("other") is None
    assert store.answers == {"noor": answer}


def test_the_file_is_as_the_architecture_says(store, path):
    store.save("noor", "b", edited=0, confidence="sure", keep_first=True)
    data = json.loads(path.read_text("utf-8"))
    assert data["format"] == "babyinmind-responses"
    assert (data["version"], data["module"]) == (1, MODULE)
    assert (data["store"], data["seed"]) == (store.store_id, store.seed)
    assert data["answers"]["noor"] == {
        "revision": 1,
        "value": "b",
        "at": "2026-11-22T05:11:00Z",
        "confidence": "sure",
        "first": {"value": "b", "at": "2026-11-22T05:11:00Z"},
        "tries": 1,
    }
    assert data["sittings"] == [{"start": "2026-11-22T05:11:00Z", "last": "2026-11-22T05:11:00Z"}]


def test_names_and_seed_are_made_once_with_the_file(path, tmp_path):
    first = ResponseStore.open(path, MODULE)
    names = (first.store_id, first.seed)
    assert path.exists()
    del first
    again = ResponseStore.open(path, MODULE)
    assert (again.store_id, again.seed) == names
    other = ResponseStore.open(tmp_path / "04.responses.json", "04")
    assert other.store_id != again.store_id


def test_one_instance_serves_a_file_whatever_way_leads_there(store, path, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    assert ResponseStore.open(folder / ".." / path.name, MODULE) is store
    with pytest.raises(ValueError, match="is open for the module"):
        ResponseStore.open(path, "04-other")


@pytest.mark.skipif(os.name != "posix", reason="needs modes")
def test_nobody_else_may_read_any_of_the_files(store, path, tmp_path):
    old = os.umask(0)
    try:
        store.save("noor", "b", edited=0)
        store.save("noor", "c", edited=1)
    finally:
        os.umask(old)
    files = list(tmp_path.iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_version_before_is_kept(store, path, tmp_path):
    store.save("noor", "b", edited=0)
    before = path.read_bytes()
    store.save("noor", "c", edited=1)
    assert (tmp_path / f".{MODULE}.responses.last-good.json").read_bytes() == before
    assert path.read_bytes() != before


def test_the_version_before_is_kept_where_there_are_no_links(store, path, tmp_path, monkeypatch):
    def no_links(*args, **kwargs):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    store.save("noor", "b", edited=0)
    before = path.read_bytes()
    store.save("noor", "c", edited=1)
    last_good = tmp_path / f".{MODULE}.responses.last-good.json"
    assert last_good.read_bytes() == before
    assert last_good.stat().st_nlink == 1
    assert sorted(tmp_path.iterdir()) == sorted([last_good, path, tmp_path / f".{MODULE}.responses.lock"])


def test_what_is_given_out_can_be_changed_without_changing_what_is_kept(store):
    mine = {"text": "mine", "list": [1]}
    given = store.save("reflect", mine, edited=0, keep_first=True)
    mine["list"].append(2)
    given.value["list"].append(3)
    store.answer("reflect").first["list"].append(4)
    store.answers["reflect"].value["list"].append(5)
    assert store.answer("reflect").value == store.answer("reflect").first == {"text": "mine", "list": [1]}


# Two windows


def test_a_stale_save_is_kept_aside_and_never_applied(store, path, clock):
    store.save("noor", "a", edited=0)
    store.save("noor", "b", edited=1)
    clock.go(minutes=1)
    with pytest.raises(StaleRevision) as stale:
        store.save("noor", "c", edited=1)
    assert (stale.value.current.value, stale.value.current.revision) == ("b", 2)
    read = afresh(path).answers["noor"]
    assert read.value == "b"
    assert [(conflicting.value, conflicting.edited, conflicting.at) for conflicting in read.conflicting] == [
        ("c", 1, "2026-11-22T05:12:00Z")
    ]


def test_the_window_that_was_stale_goes_on_from_what_it_was_given(store, path):
    store.save("noor", "a", edited=0)
    with pytest.raises(StaleRevision) as stale:
        store.save("noor", "b", edited=0)
    store.save("noor", "b", edited=stale.value.current.revision)
    assert afresh(path).answers["noor"].value == "b"


def test_the_other_window_is_not_made_stale_by_what_was_kept_aside_before_it_saved(store):
    first = store.save("noor", "a", edited=0)
    with pytest.raises(StaleRevision) as stale:
        store.save("noor", "b", edited=0)
    assert stale.value.current.value == "a"
    assert store.save("noor", "c", edited=first.revision).value == "c"


def test_the_same_stale_value_is_kept_once(store, path):
    store.save("noor", "a", edited=0)
    for _ in range(3):
        with pytest.raises(StaleRevision):
            store.save("noor", "b", edited=0)
    assert [conflicting.value for conflicting in afresh(path).answers["noor"].conflicting] == ["b"]


def test_at_most_ten_are_kept_aside_and_the_oldest_goes(store, path):
    store.save("noor", "x", edited=0)
    for number in range(13):
        with pytest.raises(StaleRevision):
            store.save("noor", number, edited=0)
    assert [conflicting.value for conflicting in afresh(path).answers["noor"].conflicting] == list(range(3, 13))


def test_what_is_kept_aside_stays_when_the_answer_changes(store, path):
    store.save("noor", "a", edited=0)
    with pytest.raises(StaleRevision) as stale:
        store.save("noor", "b", edited=0)
    store.save("noor", "c", edited=stale.value.current.revision)
    assert [conflicting.value for conflicting in afresh(path).answers["noor"].conflicting] == ["b"]


def test_a_save_that_is_sent_again_is_acknowledged(store, path):
    answer = store.save("noor", ["a", "c"], edited=0, confidence="sure")
    assert store.save("noor", ["a", "c"], edited=0, confidence="sure") == answer
    later = store.save("noor", ["a"], edited=1)
    assert store.save("noor", ["a"], edited=0) == later
    assert store.save("noor", ["a"], edited=2) == later
    assert afresh(path).answers["noor"].conflicting == ()


def test_a_try_that_is_sent_again_counts_once(store):
    store.save("practice", "a", edited=0, keep_first=True)
    store.save("practice", "a", edited=0, keep_first=True)
    assert store.answer("practice").tries == 1


def test_true_is_not_one(store):
    store.save("noor", 1, edited=0)
    with pytest.raises(StaleRevision):
        store.save("noor", True, edited=0)


def test_confidence_said_a_moment_later_is_not_lost(store, path):
    store.save("noor", "a", edited=0)
    answer = store.save("noor", "a", edited=0, confidence="guessing")
    assert (answer.confidence, answer.revision) == ("guessing", 2)
    assert afresh(path).answers["noor"].confidence == "guessing"


def test_the_order_of_keys_makes_no_other_answer(store):
    answer = store.save("match", {"a": "1", "b": "2"}, edited=0)
    assert store.save("match", {"b": "2", "a": "1"}, edited=0) == answer


def test_another_processes_save_is_seen_and_merged(store, path):
    store.save("mine", "a", edited=0)
    data = json.loads(path.read_text("utf-8"))
    data["answers"]["theirs"] = {"revision": 4, "value": "z", "at": "2026-11-22T05:11:00Z"}
    path.write_text(json.dumps(data), "utf-8")
    store.save("mine", "b", edited=1)
    assert {item: answer.value for item, answer in afresh(path).answers.items()} == {"mine": "b", "theirs": "z"}
    assert store.answer("theirs").revision == 4
    assert store.notices == ()


def test_many_threads_lose_nothing(store, path):
    def work(who):
        for number in range(10):
            store.save(f"{who}-{number}", number, edited=0)
            with suppress(StaleRevision):
                store.save(f"shared-{number}", who, edited=0)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = afresh(path).answers
    assert len(answers) == 70
    for number in range(10):
        shared = answers[f"shared-{number}"]
        assert {shared.value, *(conflicting.value for conflicting in shared.conflicting)} == set(range(6))


# Practice and sittings


def test_the_first_try_is_kept_and_tries_are_counted(store, path, clock):
    for number, value in enumerate(["c", "c", "a"]):
        store.save("practice", value, edited=number, keep_first=True)
        clock.go(minutes=1)
    answer = afresh(path).answers["practice"]
    assert (answer.value, answer.first, answer.first_at, answer.tries) == ("a", "c", "2026-11-22T05:11:00Z", 3)


def test_an_answer_that_is_no_try_has_no_first(store):
    assert store.save("noor", "a", edited=0).first is None
    assert store.save("noor", "b", edited=1).tries == 0


def test_a_pause_of_more_than_ten_minutes_starts_a_sitting(store, path, clock):
    store.save("a", 1, edited=0)
    clock.go(minutes=10)
    store.save("a", 2, edited=1)
    clock.go(minutes=10, seconds=1)
    store.save("a", 3, edited=2)
    sittings = [(sitting.start[11:], sitting.last[11:]) for sitting in afresh(path).sittings]
    assert sittings == [("05:11:00Z", "05:21:00Z"), ("05:31:01Z", "05:31:01Z")]
    assert store.sittings == afresh(path).sittings


def test_opening_a_page_counts_without_an_answer(store, path, clock):
    store.touch()
    assert len(afresh(path).sittings) == 1
    written = path.stat().st_mtime_ns
    clock.go(seconds=59)
    store.touch()
    assert path.stat().st_mtime_ns == written
    clock.go(minutes=5)
    store.touch()
    assert afresh(path).sittings[0].last == "2026-11-22T05:16:59Z"


def test_a_clock_that_is_put_back_starts_a_sitting_and_never_ends_before_it_starts(store, path, clock):
    store.save("a", 1, edited=0)
    clock.go(minutes=-5)
    store.save("a", 2, edited=1)
    clock.go(days=-100)
    store.save("a", 3, edited=2)
    read = afresh(path)
    assert read.faults == ()
    assert [sitting.start[:10] for sitting in read.sittings] == ["2026-11-22", "2026-08-14"]


# What is not saved


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 10**20, {1: "a"}, {"a", "b"}, ("a",), b"a", object(), [[[[[[[[["deep"]]]]]]]]]],
)
def test_a_value_that_is_not_plain_changes_nothing(store, path, value):
    store.save("noor", "a", edited=0)
    before = path.read_bytes()
    with pytest.raises(NotSaved, match="noor"):
        store.save("noor", value, edited=1)
    assert path.read_bytes() == before
    assert store.answer("noor").value == "a"


@pytest.mark.parametrize("edited", [None, "1", -1, True, 1.0, 2**40])
def test_a_revision_that_is_none_changes_nothing(store, path, edited):
    before = path.read_bytes()
    with pytest.raises(NotSaved, match="Reload the page"):
        store.save("noor", "a", edited=edited)
    assert path.read_bytes() == before


def test_a_confidence_that_is_none_changes_nothing(store):
    with pytest.raises(NotSaved, match="sure, unsure"):
        store.save("noor", "a", edited=0, confidence="very")
    assert store.answer("noor") is None


def test_a_text_that_is_too_long_says_so_and_the_old_one_stays(store, path):
    store.save("reflect", {"text": "short"}, edited=0)
    before = path.read_bytes()
    with pytest.raises(NotSaved, match="too long") as refused:
        store.save("reflect", {"text": "x" * 1_000_000}, edited=1)
    assert str(path) in str(refused.value)
    assert path.read_bytes() == before
    assert store.answer("reflect").value == {"text": "short"}
    assert store.save("reflect", {"text": "shorter"}, edited=1).revision == 2


def test_a_hundred_thousand_signs_of_any_script_are_not_too_long(store, path):
    store.save("reflect", {"text": "ש" * 100_000}, edited=0)
    store.save("other", {"text": "👶" * 100_000}, edited=0)
    assert len(afresh(path).answers["other"].value["text"]) == 100_000


def test_what_was_never_applied_gives_way_to_an_answer_that_stands(store, path):
    store.save("reflect", "x", edited=0)
    for number in range(6):
        with pytest.raises(StaleRevision):
            store.save("reflect", f"{number}" * 150_000, edited=0)
    store.save("other", "y" * 150_000, edited=0)
    read = afresh(path).answers
    assert len(read["other"].value) == 150_000
    assert [conflicting.value[0] for conflicting in read["reflect"].conflicting] == ["1", "2", "3", "4", "5"]


def test_a_program_that_holds_the_file_is_named_and_waited_for(store, path, monkeypatch):
    monkeypatch.setattr(store_module, "LOCK_SECONDS", 0.05)
    with FileLock(path.with_name(f".{MODULE}.responses.lock")), pytest.raises(NotSaved, match="another program"):
        store.save("noor", "a", edited=0)
    assert store.answer("noor") is None
    assert store.save("noor", "a", edited=0).revision == 1


def test_a_file_system_without_locks_still_keeps_answers(store, path, monkeypatch):
    import errno

    import filelock

    def no_locks(*args, **kwargs):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(filelock, "lock_descriptor", no_locks)
    store.save("noor", "a", edited=0)
    assert afresh(path).answers["noor"].value == "a"


# Erasing


def test_an_erased_answer_leaves_no_trace_in_any_file(store, path, tmp_path):
    secret = "my own mother"
    store.save("other", "stays", edited=0)
    store.save("reflect", {"text": secret}, edited=0, keep_first=True)
    with pytest.raises(StaleRevision):
        store.save("reflect", {"text": f"{secret}, in the other window"}, edited=0)
    store.save("reflect", {"text": f"{secret} again"}, edited=1)
    (tmp_path / f".{MODULE}.responses.0badcafe.tmp").write_bytes(path.read_bytes()[:-9])
    (tmp_path / f"{MODULE}.responses.damaged-20260101T000000Z.json").write_bytes(path.read_bytes()[:-9])
    bystander = tmp_path / "03-attachment.ipynb"
    bystander.write_text("{}")
    store.erase("reflect")
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes(), file
    assert store.answer("reflect") is None
    assert afresh(path).answers["other"].value == "stays"
    assert read_responses(tmp_path / f".{MODULE}.responses.last-good.json").answers["other"].value == "stays"
    assert bystander.exists()


def test_what_was_erased_does_not_come_back_with_the_last_good_copy(store, path):
    store.save("reflect", "secret", edited=0)
    store.save("other", "stays", edited=0)
    store.erase("reflect")
    path.write_bytes(b"damaged")
    again = ResponseStore.open(path, MODULE)
    assert again.answer("reflect") is None
    assert again.answer("other").value == "stays"


def test_a_window_that_still_shows_an_erased_answer_is_not_taken_for_a_current_one(store):
    old = store.save("reflect", "old", edited=0)
    store.erase("reflect")
    new = store.save("reflect", "new", edited=0)
    assert new.revision > old.revision
    with pytest.raises(StaleRevision):
        store.save("reflect", "from the old window", edited=old.revision)
    assert store.answer("reflect").value == "new"


def test_erasing_what_is_not_there_is_no_trouble(store):
    store.erase("nothing")
    assert store.answer("nothing") is None
