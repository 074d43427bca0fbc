"""Real processes are killed while they save, save at once, and run out of room: nothing acknowledged is ever lost.

Run as a program (`python test_responses_kills.py JOB FOLDER`), this file is the parent of those processes: it forks them,
which costs a few milliseconds each, and prints what it saw as JSON.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from babyinmind.responses import NotSaved, ResponseStore, StaleRevision, read_responses

MODULE = "03-attachment"
KILLS = 220
ITEMS = 5
ROUNDS = 60


def main(job, folder):
    path = Path(folder) / f"{MODULE}.responses.json"
    print(json.dumps({"kills": kills, "race": race, "room": room}[job](path)))


# The processes


def forked(work):
    """Fork a child that runs `work(write)`; gives its id and the end from which its reports are read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            work(lambda report: os.write(writing, (json.dumps(report) + "\n").encode()))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    return child, reading


class Reports:
    """What a child reports, line by line."""

    def __init__(self, reading):
        self.reading = reading
        self.data = b""

    def wait_for(self, lines):
        """Wait until so many are there; the child that dies before is a fault."""
        while self.data.count(b"\n") < lines:
            part = os.read(self.reading, 65536)
            assert part, "the child ended by itself"
            self.data += part

    def to_the_end(self):
        """All of them; the child closes the pipe by dying."""
        while part := os.read(self.reading, 65536):
            self.data += part
        os.close(self.reading)
        return [json.loads(line) for line in self.data.splitlines()]


def save_on(path, number, write):
    store = ResponseStore.open(path, MODULE)
    while True:
        item = f"item-{number % ITEMS}"
        current = store.answer(item)
        value = {"number": number, "text": "word " * (number * 37 % 2000)}
        store.save(item, value, edited=current.revision if current else 0)
        write(number)
        number += 1


def kills(path):
    chance = random.Random(20261122)
    seen = {"kills": 0, "saves": 0, "in the middle": 0, "unacknowledged": 0, "faults": []}
    last = 0
    opening = saving = 0.02
    for _ in range(KILLS):
        begin = time.perf_counter()
        child, reading = forked(lambda write, number=last + 1: save_on(path, number, write))
        reports = Reports(reading)
        # A random moment while it opens the file or saves for the first time, or between two saves in full swing;
        # in the time that this disk took before, because a moment that is fixed would miss on a slow one.
        wait = chance.randint(0, 4)
        for number in range(wait):
            reports.wait_for(number + 1)
            taken, begin = time.perf_counter() - begin, time.perf_counter()
            opening, saving = (opening, taken) if number else (taken, saving)
        time.sleep(chance.uniform(0, saving if wait else opening))
        os.kill(child, signal.SIGKILL)
        acknowledged = reports.to_the_end()
        _, status = os.waitpid(child, 0)
        if status != signal.SIGKILL:
            seen["faults"].append(f"the child ended by itself: {status}")
        before, last = last, acknowledged[-1] if acknowledged else last
        seen["kills"] += 1
        seen["saves"] += last - before
        seen["in the middle"] += any(path.parent.glob(".*.tmp"))
        if path.exists() or last:
            last = checked(path, last, seen)
    store = ResponseStore.open(path, MODULE)
    seen["notices"] = store.notices
    seen["left"] = sorted(file.name for file in path.parent.iterdir())
    return seen


def checked(path, acknowledged, seen):
    """Compare the file with what was acknowledged; gives the number of the last save in it."""
    read = read_responses(path, module=MODULE)
    seen["faults"] += read.faults
    found = {answer.value["number"] for answer in read.answers.values()}
    last = max(found, default=0)
    if last not in (acknowledged, acknowledged + 1):
        seen["faults"].append(f"{acknowledged} was acknowledged, the file ends with {last}")
    if found != set(range(max(1, last - ITEMS + 1), last + 1)):
        seen["faults"].append(f"after {last} the file holds {sorted(found)}")
    for item, answer in read.answers.items():
        number = answer.value["number"]
        whole = answer.value["text"] == "word " * (number * 37 % 2000)
        # Each save of an item made one revision: none was applied twice, none skipped.
        if item != f"item-{number % ITEMS}" or answer.revision != -(-number // ITEMS) or not whole:
            seen["faults"].append(f"{item} is {number}, revision {answer.revision}")
    seen["unacknowledged"] += last == acknowledged + 1
    return last


def compete(path, who, start, write):
    os.read(start, 1)
    store = ResponseStore.open(path, MODULE)
    for number in range(ROUNDS):
        store.save(f"own-{who}-{number}", f"{who}-{number}", edited=0)
        with suppress(StaleRevision):
            store.save(f"shared-{number}", f"{who}-{number}", edited=0)
    write(store.store_id)


def race(path):
    start, go = os.pipe()
    children = [forked(lambda write, who=who: compete(path, who, start, write)) for who in range(2)]
    os.write(go, b"12")
    names = [report for _, reading in children for report in Reports(reading).to_the_end()]
    ends = [os.waitpid(child, 0)[1] for child, _ in children]
    return {"names": names, "ends": ends}


def short_of_room(path, write):
    import resource

    store = ResponseStore.open(path, MODULE)
    store.save("noor", "b", edited=0)
    before = path.read_bytes()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        store.save("reflect", {"text": "x" * 20_000}, edited=0)
    except NotSaved as error:
        write({"said": str(error)})
    write({"unchanged": path.read_bytes() == before, "known": store.answer("reflect") is not None})
    write({"left": [file.name for file in path.parent.glob(".*.tmp")]})
    write({"short": store.save("noor", "c", edited=1).revision})
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    write({"long": store.save("reflect", {"text": "x" * 20_000}, edited=0).revision})


def room(path):
    child, reading = forked(lambda write: short_of_room(path, write))
    told = {key: value for report in Reports(reading).to_the_end() for key, value in report.items()}
    return {**told, "end": os.waitpid(child, 0)[1]}


if __name__ == "__main__":
    main(*sys.argv[1:])
else:
    # Not above: a parent of many processes should be small.
    import pytest

    pytestmark = [pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"), pytest.mark.slow]


def run(job, folder):
    done = subprocess.run([sys.executable, __file__, job, str(folder)], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_process_killed_at_any_moment_loses_no_acknowledged_save(tmp_path):
    seen = run("kills", tmp_path)
    assert seen["faults"] == []
    assert seen["kills"] >= 200
    assert seen["saves"] > seen["kills"]
    # Otherwise the kills missed what they were meant to hit.
    assert seen["in the middle"] > 10
    assert seen["notices"] == []
    assert seen["left"] == [
        f".{MODULE}.responses.last-good.json",
        f".{MODULE}.responses.lock",
        f"{MODULE}.responses.json",
    ]


def test_two_processes_saving_at_once_lose_nothing_to_one_another(tmp_path):
    seen = run("race", tmp_path)
    assert seen["ends"] == [0, 0]
    assert len(set(seen["names"])) == 1
    read = read_responses(tmp_path / f"{MODULE}.responses.json", module=MODULE)
    assert read.faults == ()
    winners = set()
    for number in range(ROUNDS):
        shared = read.answers[f"shared-{number}"]
        assert [shared.value, *(conflicting.value for conflicting in shared.conflicting)] in (
            [f"0-{number}", f"1-{number}"],
            [f"1-{number}", f"0-{number}"],
        )
        winners.add(shared.value[0])
        for who in range(2):
            assert read.answers[f"own-{who}-{number}"].value == f"{who}-{number}"
    assert len(read.answers) == 3 * ROUNDS


def test_a_disk_without_room_refuses_the_long_answer_and_keeps_the_others(tmp_path):
    seen = run("room", tmp_path)
    assert seen["end"] == 0
    assert "no room left on the disk" in seen["said"]
    assert (seen["unchanged"], seen["known"], seen["left"]) == (True, False, [])
    assert (seen["short"], seen["long"]) == (2, 1)
    read = read_responses(tmp_path / f"{MODULE}.responses.json")
    assert read.answers["noor"].value == "c"
    assert len(read.answers["reflect"].value["text"]) == 20_000
