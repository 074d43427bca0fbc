"""The start page in a real browser: what a learner meets first, and what of it is kept."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from babyinmind.course import released_modules
from babyinmind.course.folder import SETTINGS_FOLDER
from babyinmind.course.outline import OUTLINE
from babyinmind.course.profile import roles_of
from babyinmind.course.sessions import Suggested, to_json
from babyinmind.items import Vignette
from support.axe import violations
from support.course_page import MODULE, is_open, item, open_page, photograph, saved
from support.lab import Lab, until
from support.learners import items_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("start-page")]


@pytest.fixture
def page(context: BrowserContext, lab: Lab) -> Page:
    return open_page(context, lab.start, "support")


def test_a_link_to_a_module_that_is_not_there_leads_to_the_start_page(page: Page, lab: Lab) -> None:
    shutil.rmtree(lab.home / "05-ghosts")
    page.goto(lab.at("05-ghosts/05-ghosts.ipynb"))
    page.wait_for_url("**/start-here.ipynb")
    is_open(page, "support")


def test_from_the_start_page_into_a_module_told_for_ones_role_and_back(page: Page, lab: Lab, project: Path) -> None:
    assert "/start-here.ipynb" in page.url
    told = page.locator(".jp-Notebook").first.inner_text()
    for words in (
        "no continuing-education credit",
        "Endorsement®",
        "six hours",
        "an instructor of your course reads it",
    ):
        assert words in told
    card = page.locator(f"[data-bim-module='{MODULE}']")
    assert "Not begun" in card.inner_text()
    assert "Still to come" in item(page, "modules").inner_text()
    assert page.locator(".bim-coming li").count() == len(OUTLINE) - len(released_modules())
    assert item(page, "support").get_by_role("link", name="call 988").get_attribute("href") == "tel:988"

    (lab.home / SETTINGS_FOLDER / "sessions.json").write_bytes(to_json({
        MODULE: Suggested("Opening", date(2027, 3, 12)), "11-courts": Suggested("2", date(2027, 4, 2)),
    }))  # fmt: skip
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    card.get_by_text("Suggested by 12 March 2027, for the live session “Opening”").wait_for()
    assert "Suggested by 2 April 2027" in page.locator(".bim-coming").inner_text()
    assert card.get_by_role("link").get_attribute("href"), "a suggestion locks nothing"
    photograph(page, project, "start-page")
    assert violations(page) == []

    roles = item(page, "roles")
    roles.get_by_label("Judge", exact=True).check()
    roles.get_by_label("Student", exact=True).check()
    until(lambda: roles_of(lab.home) == ("judge", "student"), "the roles on disk")
    saved(page, "roles")
    assert "Cases are told for: Court" in roles.inner_text()

    card.get_by_role("link").click()
    is_open(page)
    vignette = next(
        item for _, item in items_of(project / "source" / MODULE / f"{MODULE}.ipynb")
        if isinstance(item, Vignette) and "court" in item.versions
    )  # fmt: skip
    assert item(page, vignette.id).get_by_label("Told for:").input_value() == "court"
    support = page.locator(".bim-reflection .bim-lines").first
    assert "Nobody reads this but you." in support.inner_text()
    assert support.get_by_role("link", name="call 988").get_attribute("href") == "tel:988"
    question = page.locator(".bim-question input[type=radio]").first
    question.scroll_into_view_if_needed()
    graded = page.locator(".bim-question", has=page.locator("p.bim-kind", has_text="Question")).first
    graded.locator("input[type=radio]").first.check()
    graded.locator(".bim-status", has_text="Saved").wait_for()

    page.goto(lab.start)
    is_open(page, "support")
    until(
        lambda: "In progress: 1 of 13 answered" in page.locator(f"[data-bim-module='{MODULE}']").inner_text(),
        "progress",
    )
    assert item(page, "modules").get_by_role("link", name="Continue where you stopped: Attachment theory").is_visible()
    assert item(page, "roles").get_by_label("Judge", exact=True).is_checked()
