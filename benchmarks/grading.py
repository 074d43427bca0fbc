"""Grading a cohort three ways in one run: stock nbgrader, nbgrader with our configuration, `babyinmind grade`.

The same hand-ins, scores compared one by one, CPU (user + system, with children) and wall seconds. Stock nbgrader
executes one notebook a learner, which takes a quarter of an hour for 300: with `--stock-most 30` it grades no more
than 30 of them, its time for the rest is reckoned from its cost a learner, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from babyinmind.processes import environment  # noqa: E402
from support.learners import hand_in, items_of, simulated_values  # noqa: E402

MODULE = "03-attachment"
SCORES = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook(sys.argv[1]) as book:
    print(json.dumps({s.student.id: s.score for s in book.assignment_submissions(sys.argv[2])}))
"""


@dataclass(frozen=True)
class Run:
    """Seconds of CPU and of the clock for grading `learners` learners."""

    name: str
    learners: int
    cpu: float
    wall: float
    scores: dict[str, float]
    estimated: bool = False


def prepare(folder: Path, learners: int, *, stock: bool) -> None:
    """A course folder with its module generated and everybody's hand-in collected."""
    shutil.copytree(ROOT / "source", folder / "source")
    subprocess.run(nbgrader("generate_assignment", MODULE), cwd=folder, env=env(stock), check=True, capture_output=True)
    notebook = folder / "release" / MODULE / f"{MODULE}.ipynb"
    items = items_of(folder / "source" / MODULE / f"{MODULE}.ipynb")
    for number in range(learners):
        hand_in(folder / "submitted", f"learner{number:04d}", MODULE, simulated_values(items, number), notebook)


def measure(name: str, learners: int, command: list[str], *, stock: bool = False, scratch: Path) -> Run:
    folder = Path(tempfile.mkdtemp(dir=scratch))
    prepare(folder, learners, stock=stock)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=env(stock), capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    url = f"sqlite:///{(folder / 'gradebook.db').as_posix()}"
    scores = subprocess.run([sys.executable, "-c", SCORES, url, MODULE], check=True, capture_output=True, text=True)
    run = Run(name, learners, cpu, wall, json.loads(scores.stdout))
    print(f"  {name}, {learners} learners: {cpu:.2f} s CPU, {wall:.2f} s", file=sys.stderr, flush=True)
    shutil.rmtree(folder)
    return run


def nbgrader(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "nbgrader", *arguments]


def env(stock: bool) -> dict[str, str]:
    # Without any configuration nbgrader is what its makers ship.
    without = {"JUPYTER_NO_CONFIG": "1", "JUPYTER_CONFIG_DIR": os.devnull + "-none"} if stock else {}
    return environment(**without)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, nargs="+", default=[30, 300])
    parser.add_argument("--stock-most", type=int, default=300, help="the most learners that stock nbgrader grades")
    parser.add_argument(
        "--linear", type=int, default=3000, help="learners for the test that ours is linear; 0 skips it"
    )
    parser.add_argument("--check", action="store_true", help="exit 1 where a reach is missed")
    args = parser.parse_args()

    ours = [sys.executable, "-m", "babyinmind", "grade", MODULE]
    runs: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="babyinmind-benchmark-") as name:
        scratch = Path(name)
        stock = nbgrader("autograde", MODULE)
        one = measure("stock nbgrader", 1, stock, stock=True, scratch=scratch)
        for learners in sorted(args.learners):
            few = measure("stock nbgrader", min(learners, args.stock_most), stock, stock=True, scratch=scratch)
            runs.append(few if few.learners == learners else extrapolated(one, few, learners))
            runs.append(measure("nbgrader, our configuration", learners, stock, scratch=scratch))
            runs.append(measure("babyinmind grade", learners, ours, scratch=scratch))
        if args.linear:
            runs.append(measure("babyinmind grade", args.linear, ours, scratch=scratch))
    return report(runs, args.check)


def extrapolated(one: Run, few: Run, learners: int) -> Run:
    """What a larger cohort would take at the cost of one more learner."""
    more = (learners - few.learners) / (few.learners - one.learners)
    cpu, wall = few.cpu + more * (few.cpu - one.cpu), few.wall + more * (few.wall - one.wall)
    return Run(one.name, learners, cpu, wall, few.scores, estimated=True)


def report(runs: list[Run], check: bool) -> int:
    print("| way | learners | CPU s | wall s | less CPU than stock |")
    print("|---|---:|---:|---:|---:|")
    stock = {run.learners: run for run in runs if run.name == "stock nbgrader"}
    for run in runs:
        beside = stock.get(run.learners)
        times = f"{beside.cpu / run.cpu:.1f} x" if beside and beside is not run else ""
        mark = " (reckoned from its cost a learner)" if run.estimated else ""
        print(f"| {run.name}{mark} | {run.learners} | {run.cpu:.2f} | {run.wall:.2f} | {times} |")
    differing = compared = 0
    for run in runs:
        reference = stock.get(run.learners)
        if reference is None or run is reference:
            continue
        for learner, points in reference.scores.items():
            compared += 1
            differing += abs(points - run.scores[learner]) > 1e-9
    print(f"\n{compared} scores compared with stock nbgrader's, {differing} differ.")
    mine = sorted((run for run in runs if run.name == "babyinmind grade"), key=lambda run: run.learners)
    slopes = [(later.cpu - earlier.cpu) / (later.learners - earlier.learners) for earlier, later in pairwise(mine)]
    print("One more learner: " + ", ".join(f"{slope:.4f} s CPU" for slope in slopes) + " (between the sizes above).")
    missed = differing > 0 or any(slope > 0.012 for slope in slopes)
    for learners, factor, name in (
        (30, 20, "babyinmind grade"),
        (300, 60, "babyinmind grade"),
        (300, 7, "nbgrader, our configuration"),
    ):
        run = next((run for run in runs if run.name == name and run.learners == learners), None)
        if run and learners in stock and stock[learners].cpu / run.cpu < factor:
            print(f"Missed: {name} at {learners}: {stock[learners].cpu / run.cpu:.1f} x, wanted {factor} x.")
            missed = True
    return 1 if check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
