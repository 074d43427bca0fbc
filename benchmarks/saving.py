"""What it costs a learner that every answer is on the disk, and that `babyinmind` is imported.

A durable save (lock, merge, sync, rename, folder synced) is timed against one plain write and sync of the same bytes in
the same folder, turn by turn in one run; the import against that of ipywidgets alone, in processes of their own.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from babyinmind.responses import ResponseStore

MODULE = "03-attachment"
SAVE_REACH = 4.0
"""A save may take this many times as long as the plain write (median)."""
IMPORT_REACH = 0.3
"""Seconds that importing babyinmind may take over ipywidgets' own import."""
WORDS = 150
BABYINMIND = (
    "babyinmind, babyinmind.items, babyinmind.responses, babyinmind.figures, babyinmind.widgets, babyinmind.magics"
)
NEVER = ("matplotlib", "nbgrader")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500, help="saves timed (at least 300)")
    parser.add_argument("--imports", type=int, default=7, help="processes timed for each import")
    parser.add_argument("--folder", type=Path, help="the disk to measure on (default: the system's temporary folder)")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a reach is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        ratio = saving(Path(folder), max(300, arguments.rounds))
    over, loaded = importing(arguments.imports)
    missed = []
    if ratio > SAVE_REACH:
        missed.append(f"a save takes {ratio:.2f} times a plain write, the reach is {SAVE_REACH}")
    if over > IMPORT_REACH:
        missed.append(f"importing babyinmind takes {over:.3f} s over ipywidgets, the reach is {IMPORT_REACH} s")
    if loaded:
        missed.append(f"importing babyinmind loads {', '.join(loaded)}")
    for line in missed:
        print(f"Missed: {line}.")
    return 1 if arguments.check and missed else 0


def answers() -> dict[str, Any]:
    """18 answers as a learner gives them, the last of them a reflection."""
    given: dict[str, Any] = {f"choice-{number}": "b" for number in range(8)}
    given |= {f"choices-{number}": ["a", "c"] for number in range(3)}
    given |= {f"match-{number}": {"first": "x", "second": "y", "third": "z"} for number in range(2)}
    given |= {"order": ["observe", "describe", "wonder", "respond"], "number": 65}
    given |= {f"vignette-{number}": {"version": "court", "path": [["door", "wait"]]} for number in range(2)}
    return given | {"reflect": reflection(0)}


def reflection(edition: int) -> dict[str, str]:
    return {"about": "family", "text": f"{'caregiver ' * (WORDS - 1)}{edition:05d}"}


def saving(folder: Path, rounds: int) -> float:
    """Print both costs; gives the ratio of their medians."""
    path = folder / f"{MODULE}.responses.json"
    plain = folder / "plain.json"
    store = ResponseStore.open(path, MODULE)
    for item, value in answers().items():
        store.save(item, value, edited=0, confidence=None if item == "reflect" else "sure")
    durable, single = [], []
    for number in range(rounds):
        # Every answer in turn, every second time the reflection: that is what is saved most.
        item = "reflect" if number % 2 else f"choice-{number % 8}"
        value = reflection(number) if number % 2 else "bc"[number // 8 % 2]
        known = store.answer(item)
        edited = known.revision if known else 0
        begin = time.perf_counter()
        saved = store.save(item, value, edited=edited)
        durable.append(time.perf_counter() - begin)
        assert saved.value == value
        data = path.read_bytes()
        begin = time.perf_counter()
        descriptor = os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, data)
        os.fsync(descriptor)
        os.close(descriptor)
        single.append(time.perf_counter() - begin)
    ratio = statistics.median(durable) / statistics.median(single)
    print(f"Saving, {rounds} rounds, {path.stat().st_size:,} bytes, 18 answers   median ms   99th percentile ms")
    for name, times in (("one write and sync", single), ("a durable save", durable)):
        print(
            f"  {name:<46} {statistics.median(times) * 1e3:9.3f} {statistics.quantiles(times, n=100)[98] * 1e3:20.3f}"
        )
    print(f"  {'times as long (reach: at most 4)':<46} {ratio:9.2f}")
    return ratio


def importing(rounds: int) -> tuple[float, list[str]]:
    """Print both costs; gives the seconds over ipywidgets' own import, and what should not have been loaded."""
    code = (
        "import sys, time; begin = time.perf_counter(); import {what}; "
        f"print(time.perf_counter() - begin, *[name for name in {NEVER} if name in sys.modules])"
    )
    alone: list[float] = []
    whole: list[float] = []
    loaded: set[str] = set()
    for _ in range(rounds):
        for times, what in ((alone, "ipywidgets"), (whole, f"ipywidgets, {BABYINMIND}")):
            command = [sys.executable, "-c", code.format(what=what)]
            seconds, *names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            times.append(float(seconds))
            if times is whole:
                loaded.update(names)
    over = statistics.median(whole) - statistics.median(alone)
    print(f"Importing, {rounds} processes each                                  median s")
    print(f"  {'ipywidgets':<46} {statistics.median(alone):9.3f}")
    print(f"  {'ipywidgets and all that a kernel loads of ours':<46} {statistics.median(whole):9.3f}")
    print(f"  {'over ipywidgets (reach: at most 0.3)':<46} {over:9.3f}")
    print(f"  {'matplotlib or nbgrader loaded':<46} {', '.join(sorted(loaded)) or 'no':>9}")
    return over, sorted(loaded)


if __name__ == "__main__":
    sys.exit(main())
