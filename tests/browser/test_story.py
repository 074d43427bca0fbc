"""The learner's story from the start page to the receipt: by mouse and by keyboard, at three widths, in four modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.course_page import item, window
from support.hands import Keyboard, Mouse
from support.lab import Lab, learn, until
from support.story import Story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(600)

KOLKATA = timedelta(hours=5, minutes=30)
"""Ahead of UTC, in summer and in winter."""


@dataclass(frozen=True)
class Run:
    """Who walks it and how; what they answer wrong or not at all, and what follows from it, worked out by hand."""

    hands: type[Mouse] | type[Keyboard]
    width: int
    height: int
    module: str
    roles: tuple[str, ...]
    told: str
    wrong: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    progress: str = "All 13 answered"
    score: str = "100% · 12 of 12 points in the questions"
    right: str = "Right (12)"
    state: str = "Passed: best 100%"

    def __str__(self) -> str:
        return f"{self.hands.name}-{self.width}-{self.module}"


RUNS = {
    "wide": [
        Run(Mouse, 1280, 900, "03-attachment", ("judge", "student"), "court"),
        Run(Keyboard, 1280, 900, "05-ghosts", ("home-visitor",), "home-visiting"),
        Run(Mouse, 400, 800, "06-trauma", ("health-care",), "health-care"),
        Run(
            Keyboard, 400, 800, "07-loss", ("child-welfare",), "child-welfare",
            wrong=("over-the-worst", "half-a-year"), blank=("guss-question", "where-is-nana"),
            progress="11 of 13 answered", score="67% · 8 of 12 points in the questions", right="Right (8)",
            state="Returned: best so far 67%. 80% passes.",
        ),
    ],
    "narrow": [
        Run(
            Mouse, 320, 640, "05-ghosts", ("early-education",), "early-education", wrong=("six-oclock-spoon",),
            score="92% · 11 of 12 points in the questions", right="Right (11)", state="Passed: best 92%",
        ),
        Run(Keyboard, 320, 640, "03-attachment", (), "default"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Lab]]:
    """A learner's folder and server by name, each for several modules: making them ready for handing in takes long."""
    with ExitStack() as running:
        yield cache(lambda name: running.enter_context(learn(tmp_path_factory.mktemp(name) / "course", prepare=True)))


@pytest.mark.parametrize(
    ("name", "run"), [pytest.param(name, run, id=str(run)) for name, runs in RUNS.items() for run in runs]
)
def test_from_the_start_page_to_the_receipt(
    chromium: Browser, learner: Callable[[str], Lab], project: Path, name: str, run: Run
) -> None:
    lab = learner(name)
    # The server's clock may be in another zone than the learner's, as on a hub.
    with window(chromium, lab, run.width, run.height, locale="en-US", timezone_id="Asia/Kolkata") as context:
        page = context.new_page()
        hands = run.hands(page)
        story = Story(page, lab, project, hands, run.module, run.wrong, run.blank)

        story.open_start()
        assert "Not begun" in story.card().inner_text()
        story.stop_and_look("1-start")
        story.choose_roles(*run.roles)

        story.open_module()
        story.stop_and_look("2-opened")
        story.go_through(run.told)
        progress = page.locator(".bim-bar-progress").inner_text()
        assert progress == run.progress if not run.blank else progress.startswith(f"{run.progress} · about")
        story.stop_and_look("3-answered")

        story.hand_in()
        story.stop_and_look("4-confirm")
        story.confirm()
        here = item(page, "hand-in")
        _, _, told = here.locator(".bim-receipt strong").inner_text().replace("\u202f", " ").partition("Handed in: ")
        there = datetime.now(UTC).replace(tzinfo=None) + KOLKATA
        assert there - timedelta(minutes=5) < datetime.strptime(told, "%b %d, %Y, %I:%M %p") <= there
        assert run.score in here.locator(".bim-results").inner_text()
        story.stop_and_look("5-receipt")
        hands.press(here.get_by_text(run.right, exact=True))

        if run.wrong:
            story.read_again()
        if run.hands is Keyboard:
            story.leave_at_the_end()
        else:
            story.leave_by_the_bar()
        until(lambda: run.state in story.card().inner_text(), "the module's new state")
        story.stop_and_look("6-start-again")
        assert [*story.faults, *hands.faults] == []
