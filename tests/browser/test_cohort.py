"""A cohort's page in a real browser: modules come from nbgrader's exchange, answers go there, results come back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from babyinmind.course.modules import PROGRESS_PAGE
from support.axe import violations
from support.course import COURSE_ID, MODULE, Course, new_course, people_places
from support.course_page import (
    CHOICE,
    REFLECTION,
    address,
    answer_and_hand_in,
    is_open,
    item,
    open_page,
    photograph,
    picture,
    window,
)
from support.lab import Lab, cohort_lab, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("cohort")]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = new_course(tmp_path)
    course.nbgrader("generate_assignment", MODULE)
    course.nbgrader("release_assignment", MODULE)
    return course


@pytest.fixture
def lab(course: Course, tmp_path: Path, places: Path, project: Path) -> Iterator[Lab]:
    """A learner's JupyterLab, with nothing in their folder but the start page, as a host begins it."""
    home, person = tmp_path / "learner", people_places(tmp_path / "person")
    home.mkdir()
    for page in ("start-here.ipynb", PROGRESS_PAGE):
        shutil.copy(project / "notebooks" / page, home)
    config = Path(person["JUPYTER_CONFIG_DIR"])
    config.mkdir(parents=True)
    shutil.copy(course.root / "nbgrader_config.py", config)
    with cohort_lab(home, **person) as running:
        yield running


def test_from_the_exchange_and_back(chromium: Browser, lab: Lab, course: Course, project: Path) -> None:
    with window(chromium, lab) as context:
        start = open_page(context, lab.start, "support")
        card = start.locator(f"[data-bim-module='{MODULE}']")
        card.get_by_role("link").wait_for()
        assert "New here: Attachment theory." in item(start, "modules").inner_text()

        page = open_page(context, address(lab))
        assert "An instructor of your course reads this, usually within 7 days." in item(page, REFLECTION).inner_text()
        answer_and_hand_in(page, COURSE_ID)
        here = item(page, "hand-in")
        assert len(list(course.inbound.iterdir())) == 1
        here.get_by_role("button", name="Look for results").click()
        here.get_by_text("There are no results yet.").wait_for()
        assert here.locator(".bim-results").count() == 0
        start.reload()
        card.get_by_text("The results are not here yet.").wait_for()

        course.nbgrader("collect", MODULE)
        course.grade()
        course.nbgrader("generate_feedback", MODULE)
        course.nbgrader("release_feedback", MODULE)

        # By itself, on the start page and on the page that one comes back to after an hour.
        start.reload()
        card.get_by_text("Returned: best so far").wait_for()
        assert "Results have come: Attachment theory." in item(start, "modules").inner_text()
        picture(start, project, "cohort-returned")
        page.evaluate(
            "const now = Date.now; Date.now = () => now() + 3600000; document.dispatchEvent(new Event('visibilitychange'))"
        )
        here.locator(".bim-results").wait_for()
        assert "Handed in. An instructor reads it" in here.locator(".bim-results").inner_text()
        page.reload()
        is_open(page)
        here.locator(".bim-results").wait_for()
        mark = item(page, CHOICE).locator(".bim-mark")
        until(lambda: "Last handed in:" in mark.inner_text(), "the mark at the question")
        here.locator(".bim-results").scroll_into_view_if_needed()
        picture(page, project, "cohort-results")

        # Everything that was released was handed in, so the evaluation is offered; by keyboard alone.
        progress = open_page(context, address(lab, PROGRESS_PAGE), "progress-kept")
        form = item(progress, "evaluation")
        opener = form.get_by_role("button", name="Open the form")
        opener.focus()
        for key in (
            "Enter",
            "Tab",
            "ArrowRight",
            "ArrowRight",
        ):  # from "No answer", which is chosen, round to "A little"
            progress.keyboard.press(key)
        assert form.get_by_role("radio", name="A little", exact=True).first.is_checked()
        form.get_by_label("8. What should we keep").focus()
        progress.keyboard.type("More pauses to breathe.")
        assert violations(progress, "[data-bim-item=evaluation]") == []
        photograph(progress, project, "evaluation", form)
        progress.keyboard.press("Tab")
        progress.keyboard.press("Enter")
        form.get_by_text("Thank you.").wait_for()
        assert not opener.is_visible()
        (sent,) = (course.exchange / COURSE_ID / "evaluation").iterdir()
        assert json.loads(sent.read_text("ascii")) == {"useful": 1, "comment": "More pauses to breathe."}
        photograph(progress, project, "evaluation-sent")
