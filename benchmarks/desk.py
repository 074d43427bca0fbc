"""The instructor's page and the hours of simulated cohorts: seconds of the clock and of CPU, queries, memory.

A gradebook is filled by `tests/support/cohorts.py`, which says how such learners answer. A real kernel, warm as it is once
the page's first cell has run, then runs each cell of the page; the clock runs from the request to the kernel's display, with
all that is drawn on its way to the page. `hours` is the command, from start to end, its own imports included.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from jupyter_client.blocking import BlockingKernelClient  # noqa: E402
from jupyter_client.manager import start_new_kernel  # noqa: E402

from babyinmind.processes import command, environment  # noqa: E402
from support.cohorts import simulate  # noqa: E402

FIRST_PICTURE = {40: 2.0, 1000: 10.0}
"""Learners -> most seconds until who is where can be seen."""
HOURS, MEMORY = 3.0, 300.0
"""Most seconds for the command `hours`, most MB of the page's kernel after all its cells."""
CELLS = ("cohort_standing", "cohort_waiting", "cohort_questions", "cohort_hours")
WATCH = """
from sqlalchemy import event
from sqlalchemy.engine import Engine
asked = []
@event.listens_for(Engine, "before_cursor_execute")
def _(connection, cursor, statement, *rest):
    if statement.lstrip().upper().startswith("SELECT"):
        asked.append(statement)
"""
CPU_NOW = "time.process_time()"
MEMORY_NOW = "psutil.Process().memory_info().rss"
PATIENCE = 300


@dataclass(frozen=True)
class Run:
    """What one cohort took: seconds, CPU seconds and queries of each cell, both seconds of `hours`, MB of the kernel."""

    learners: int
    hand_ins: int
    seconds: dict[str, float]
    cpu: dict[str, float]
    queries: dict[str, int]
    hours: float
    hours_cpu: float
    memory: float


def measure(learners: int, folder: Path) -> Run:
    cohort = simulate(folder, learners)
    manager, client = start_new_kernel(
        kernel_name="python3", cwd=str(folder), env=environment(), startup_timeout=PATIENCE
    )
    try:
        execute(client, "%load_ext babyinmind.magics.cohort")
        execute(client, f"import psutil\n{WATCH}")
        execute(client, "import time")
        seconds, cpu, queries = {}, {}, {}
        for cell in CELLS:
            asked, used = int(value(client, "len(asked)")), float(value(client, CPU_NOW))
            seconds[cell] = execute(client, f"%%{cell}\nWords above it.")
            queries[cell] = int(value(client, "len(asked)")) - asked
            cpu[cell] = float(value(client, CPU_NOW)) - used
        memory = int(value(client, MEMORY_NOW)) / 1e6
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command("hours", "--format", "csv"), cwd=folder, env=environment(), check=True, capture_output=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    hours_cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(learners, cohort.hand_ins, seconds, cpu, queries, wall, hours_cpu, memory)


def execute(client: BlockingKernelClient, code: str) -> float:
    """Run a cell to its end; seconds until it displayed something, else until its end."""
    shown: list[float] = []

    def hear(message: dict) -> None:  # type: ignore[type-arg]
        if message["msg_type"] == "display_data" and not shown:
            shown.append(time.perf_counter())

    started = time.perf_counter()
    reply = client.execute_interactive(code, output_hook=hear, timeout=PATIENCE, allow_stdin=False)
    if reply["content"]["status"] != "ok":
        sys.exit("\n".join(reply["content"]["traceback"]))
    return (shown[0] if shown else time.perf_counter()) - started


def value(client: BlockingKernelClient, expression: str) -> str:
    reply = client.execute_interactive("", user_expressions={"told": expression}, store_history=False, timeout=PATIENCE)
    return str(reply["content"]["user_expressions"]["told"]["data"]["text/plain"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, nargs="+", default=[40, 1000])
    parser.add_argument("--check", action="store_true", help="exit 1 where a reach is missed")
    args = parser.parse_args()
    os.environ["PATH"] = environment()["PATH"]  # nbgrader starts `alembic` by its name
    runs = []
    for learners in args.learners:
        with tempfile.TemporaryDirectory(prefix="babyinmind-benchmark-") as name:
            runs.append(measure(learners, Path(name)))
    return report(runs, args.check)


def report(runs: list[Run], check: bool) -> int:
    print(
        "| learners | hand-ins | "
        + " | ".join(f"{cell} s / CPU s / queries" for cell in CELLS)
        + " | `hours` s / CPU s | kernel MB |"
    )
    print("|---:" * (len(CELLS) + 4) + "|")
    missed = []
    for run in runs:
        cells = " | ".join(f"{run.seconds[cell]:.2f} / {run.cpu[cell]:.2f} / {run.queries[cell]}" for cell in CELLS)
        print(
            f"| {run.learners} | {run.hand_ins} | {cells} | {run.hours:.2f} / {run.hours_cpu:.2f} | {run.memory:.0f} |"
        )
        for what, found, most in (
            ("first picture", run.seconds[CELLS[0]], FIRST_PICTURE.get(run.learners)),
            ("hours", run.hours, HOURS),
            ("memory", run.memory, MEMORY),
        ):
            if most is not None and found > most:
                missed.append(f"{what} with {run.learners} learners: {found:.2f}, wanted {most:g}")
    print("\n".join(f"Missed: {each}." for each in missed))
    return 1 if check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
