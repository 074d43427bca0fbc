"""Learners on one hub, forty unless told otherwise: sign in, open a module, answer everything, hand in; then everything is collected and graded.

A real JupyterHub with real accounts, so it needs root. Learners come in waves, through HTTP and Jupyter's own protocol as their pages
do; a wave's learners work at once. Every server stays until all have handed in, so that memory is that of all at once: the
proportional share (PSS) of each process. Beside it, on the same machine in the same run: JupyterHub's own single-user
JupyterLab with a kernel that has ipywidgets and pyplot, which is what a learner would have without our settings.
"""

from __future__ import annotations

import argparse
import asyncio
import pwd
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import psutil  # noqa: E402

from babyinmind.hosting.demonstration import PlannedCohort, demonstration  # noqa: E402
from babyinmind.hosting.demonstration_hub import CannotDemonstrate, Demonstration, is_root  # noqa: E402
from babyinmind.hosting.process_identity import processes_of  # noqa: E402
from babyinmind.items import Reflection  # noqa: E402
from babyinmind.questions import Question  # noqa: E402
from support.hub import Visitor  # noqa: E402
from support.learners import items_of  # noqa: E402
from support.protocol import open_page  # noqa: E402

MODULE, COHORT = "03-attachment", "bench"
LEARNER_MIB, TOTAL_GIB = 150, 8
"""What a learner, and a hub with forty, may take."""
LONGEST = 300
"""Seconds within which a learner has opened the module, answered everything and handed in."""
WORDS = "I noticed that I held my breath as she turned and looked at her grandmother before the door opened."
STOCK = """
from babyinmind.hosting.spawner import AccountSpawner
from jupyterhub.spawner import LocalProcessSpawner

class Stock(AccountSpawner):
    async def start(self):
        if "stock" not in self.user.name:
            return await super().start()
        self.cmd = ["jupyterhub-singleuser"]
        return await LocalProcessSpawner.start(self)

c.JupyterHub.spawner_class = Stock
"""
PYPLOT = "import ipywidgets; import matplotlib.pyplot as plt; ipywidgets.IntSlider(); plt.plot([1, 2]); plt.show()"


@dataclass
class Took:
    """Seconds of one learner."""

    spawn: float = 0.0
    opened: float = 0.0
    handed_in: float = 0.0


@dataclass
class Found:
    took: list[Took] = field(default_factory=list)
    learner_mib: list[float] = field(default_factory=list)
    stock_mib: list[float] = field(default_factory=list)
    total_gib: float = 0.0
    graded: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=40)
    parser.add_argument("--wave", type=int, default=4, help="how many work at once")
    parser.add_argument("--stock", type=int, default=2, help="servers of JupyterHub's own for comparison")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a reach is missed")
    args = parser.parse_args()
    if not is_root():
        print("The hub was not measured: it needs real accounts, which root alone can make.")
        return 0
    learners = {f"bench-{number:02d}": f"Learner {number}" for number in range(args.learners)}
    stock = {f"bench-stock-{number}": f"Stock {number}" for number in range(args.stock)}
    planned = PlannedCohort(COHORT, ["bench-teacher"], learners | stock, [MODULE])
    try:
        with demonstration([planned], more=STOCK) as demo:
            found = asyncio.run(measure(demo, list(learners), list(stock), args.wave))
    except CannotDemonstrate as why:
        print(why, file=sys.stderr)
        return 1
    return report(found, args.learners, check=args.check)


async def measure(demo: Demonstration, learners: list[str], stock: list[str], wave: int) -> Found:
    found = Found()
    for first in range(0, len(learners), wave):
        now = learners[first : first + wave]
        ended = await asyncio.gather(*(asyncio.to_thread(study, demo, name) for name in now), return_exceptions=True)
        for name, one in zip(now, ended, strict=True):
            if isinstance(one, BaseException):  # whoever did not hand in counts as lost
                print(f"{name} did not hand in: {one!r}", file=sys.stderr)
            else:
                found.took.append(one)
        print(f"{len(found.took)} of {len(learners)} have handed in", flush=True)
    found.learner_mib = [memory_of(name) for name in learners]
    assert demo.process
    # Its proxy and services; people's servers are its children too.
    beside = [one.pid for one in psutil.Process(demo.process.pid).children() if one.uids().real == 0]
    hub = [demo.process.pid, *beside]
    found.total_gib = (sum(found.learner_mib) + sum(pss(one) for one in hub)) / 1024
    for name in stock:
        await asyncio.to_thread(plot, demo, name)
    found.stock_mib = [memory_of(name) for name in stock]
    found.graded = grade(demo)
    return found


def study(demo: Demonstration, name: str) -> Took:
    """What one learner does, in a thread and a loop of their own."""
    return asyncio.run(_study(demo, name))


async def _study(demo: Demonstration, name: str) -> Took:
    took, visitor = Took(), Visitor(demo, name)
    assert visitor.signed_in
    begun = time.monotonic()
    visitor.start_server()
    took.spawn = time.monotonic() - begun
    renewed = demo.run(name, sys.executable, "-c", BRING.format(outbound=str(demo.hub.exchange / COHORT / "outbound")))
    assert renewed.returncode == 0, renewed.stdout
    folder = demo.homes / name / COHORT / MODULE
    async with asyncio.timeout(LONGEST):
        begun = time.monotonic()
        page = await open_page(visitor, f"{COHORT}/{MODULE}/{MODULE}.ipynb")
        await page.run(folder / f"{MODULE}.ipynb")
        took.opened = time.monotonic() - begun
        for item, value in answers().items():
            await page.answer(item, value)
        begun = time.monotonic()
        await page.hand_in()
        took.handed_in = time.monotonic() - begun
    page.socket.close()
    return took


BRING = """
from pathlib import Path
from babyinmind.course.folder import place
from babyinmind.course.renew import outbound_modules
place(outbound_modules(Path({outbound!r})), Path.home() / "bench")
"""
"""What the start page does by itself, without nbgrader's look at who is in the course."""


def answers() -> dict[str, Any]:
    """Everything that the module asks, answered right."""
    items = items_of(ROOT / "source" / MODULE / f"{MODULE}.ipynb")
    given = {one.id: one.key for magic, one in items if magic == "question" and isinstance(one, Question)}
    shared = (one for _, one in items if isinstance(one, Reflection) and not one.private)
    return given | {one.id: {"about": next(iter(one.about or {})), "text": WORDS} for one in shared}


def plot(demo: Demonstration, name: str) -> None:
    async def plotted() -> None:
        visitor = Visitor(demo, name)
        visitor.start_server()
        page = await open_page(visitor, "plot.ipynb")
        await page.execute(PYPLOT)
        page.socket.close()

    asyncio.run(plotted())


def memory_of(name: str) -> float:
    """MiB of everything that runs as an account."""
    return sum(pss(one) for one in processes_of(pwd.getpwnam(name).pw_uid))


def pss(process: int) -> float:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def grade(demo: Demonstration) -> int:
    """Collect and grade as the cohort's grader; gives how many learners' hand-ins the gradebook holds as they were answered: right."""
    grader = f"grader-{COHORT}"
    for command in (["nbgrader", "collect", MODULE], ["babyinmind", "grade", MODULE]):
        done = demo.run(grader, *command, cwd=demo.homes / grader / "course")
        assert done.returncode == 0, done.stdout
    counted = demo.run(grader, sys.executable, "-c", COUNT, cwd=demo.homes / grader / "course")
    return int(counted.stdout.splitlines()[-1])


COUNT = """
from nbgrader.api import Gradebook
from sqlalchemy import select
from babyinmind.gradebook.schema import Attempt
with Gradebook("sqlite:///gradebook.db") as gradebook:
    print(len(set(gradebook.db.scalars(select(Attempt.learner).where(Attempt.best == 1, Attempt.reflected)))))
"""


def report(found: Found, learners: int, *, check: bool) -> int:
    for what, seconds in (
        ("server started", [one.spawn for one in found.took]),
        ("module opened", [one.opened for one in found.took]),
        ("handed in", [one.handed_in for one in found.took]),
    ):
        print(f"{what:<16} median {statistics.median(seconds):5.1f} s, 95th percentile {percentile(seconds):5.1f} s")
    mean = statistics.mean(found.learner_mib)
    print(
        f"memory a learner {mean:.0f} MiB (most {max(found.learner_mib):.0f}), all with hub and proxy {found.total_gib:.2f} GiB"
    )
    if found.stock_mib:
        print(f"JupyterHub's own single-user Lab with pyplot: {statistics.mean(found.stock_mib):.0f} MiB")
    print(f"handed in {learners}, graded {found.graded}")
    missed = []
    if mean > LEARNER_MIB:
        missed.append(f"a learner takes {mean:.0f} MiB, the reach is {LEARNER_MIB}")
    if found.total_gib > TOTAL_GIB:
        missed.append(f"all take {found.total_gib:.2f} GiB, the reach is {TOTAL_GIB}")
    if found.graded != learners:
        missed.append(f"{learners - found.graded} hand-ins were lost")
    for line in missed:
        print(f"Missed: {line}.")
    return 1 if check and missed else 0


def percentile(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, round(0.95 * len(seconds)) - 1)]


if __name__ == "__main__":
    sys.exit(main())
