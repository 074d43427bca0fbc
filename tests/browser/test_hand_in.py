"""Handing in from the page in a real browser: confirmation, receipt, results in place, and all of it on reopening."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from babyinmind.items import Reflection
from babyinmind.questions import Question
from babyinmind.responses import ResponseStore, answers_path, data_folder
from support.axe import violations
from support.course_page import MODULE, is_open, item, photograph
from support.lab import Lab, learn, until
from support.learners import items_of, wrong_answer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("hand-in")]


@pytest.fixture
def lab(tmp_path: Path, places: Path) -> Iterator[Lab]:
    with learn(tmp_path / "course", prepare=True) as running:
        yield running


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def asked(project: Path) -> tuple[list[Question], Reflection]:
    items = items_of(project / "source" / MODULE / f"{MODULE}.ipynb")
    questions = [item for magic, item in items if magic == "question" and isinstance(item, Question)]
    shared = next(item for _, item in items if isinstance(item, Reflection) and not item.private)
    return questions, shared


def answer(lab: Lab, values: dict[str, object]) -> None:
    """Answer as the kernel would; the page itself is driven by the other tests."""
    store = ResponseStore.open(answers_path(lab.home / MODULE, MODULE), MODULE)
    for name, value in values.items():
        known = store.answer(name)
        store.save(name, value, edited=known.revision if known else 0)


def open_module(page: Page, lab: Lab) -> Locator:
    page.goto(lab.address)
    is_open(page)
    return item(page, "hand-in")


def hand_in(here: Locator) -> None:
    """Hand in, confirm once, and wait for the results."""
    here.get_by_role("button", name="Hand in").first.click()
    here.get_by_role("button", name="Hand in now").click()
    here.locator(".bim-receipt").wait_for()
    here.locator(".bim-results").wait_for()


def prepared() -> bool:
    return any((data_folder() / "solo").glob(f"*/{MODULE}.generated"))


def test_handed_in_twice_with_results_in_place_and_again_on_reopening(page: Page, lab: Lab, project: Path) -> None:
    questions, shared = asked(project)
    until(prepared, "the course to be made ready in the background", 120)
    wrong, blank, right = questions[0], questions[1], questions[2:]
    answer(lab, {question.id: question.key for question in right[:6]} | {wrong.id: wrong_answer(wrong)})
    here = open_module(page, lab)
    assert "Answered 7 of 13" in here.inner_text()

    here.get_by_role("button", name="Hand in…", exact=True).click()
    asked_first = here.locator(".bim-confirm-box").inner_text()
    for words in (
        "6 still blank",
        "It can be handed in again",
        "the best counts",
        "wrong tick counts against a right one",
    ):
        assert words in asked_first
    photograph(page, project, "hand-in-confirm", here)
    here.get_by_role("button", name="Not yet").click()
    hand_in(here)

    results = here.locator(".bim-results")
    told = results.inner_text()
    assert "50%" in told and "80% passes." in told and "Full answers are shown once" in told
    assert "Worth another look (1)" in told and "Left blank (5)" in told and "Right (6)" in told
    assert "7 of 13 answered, 6 left blank." in here.locator(".bim-receipt").inner_text()
    entry = here.locator(f"[data-bim-result='{wrong.id}']")
    assert "Not right yet: question 1" in entry.inner_text()
    assert "A full answer" not in told
    assert "Question 2: " in here.locator(f"[data-bim-result='{blank.id}']").inner_text()
    photograph(page, project, "results", here)
    assert violations(page) == []

    # From the results to the text to read again, to the question, and back by its mark.
    entry.get_by_role("button", name="Read again").click()
    heading = page.locator(":focus")
    assert wrong.section == heading.inner_text().replace("¶", "").strip().lower().replace(" ", "-")
    photograph(page, project, "question-mark", item(page, wrong.id))
    mark = item(page, wrong.id).locator(".bim-mark")
    assert "Last handed in: not right yet." in mark.inner_text()
    assert "Last handed in: right." in item(page, right[0].id).locator(".bim-mark").inner_text()
    mark.get_by_role("button", name="See why").click()
    assert page.locator(":focus").get_attribute("data-bim-result") == wrong.id

    page.reload()
    is_open(page)
    assert "Handed in:" in here.locator(".bim-receipt").inner_text()
    assert "50%" in here.locator(".bim-results").inner_text()

    answer(lab, {question.id: question.key for question in questions})
    answer(lab, {shared.id: {"about": "family", "text": "Noor looked round twice. I noticed none."}})
    lab.kill_kernel()
    until(lambda: len(lab.kernels()) == 1, "the kernel to be started again")
    here = open_module(page, lab)
    until(lambda: "All 13 answered" in here.inner_text(), "what was answered elsewhere")
    hand_in(here)
    until(lambda: "You have passed this module." in here.locator(".bim-results").inner_text(), "the second results")
    told = here.locator(".bim-results").inner_text()
    assert "100%" in told and "Right (12)" in told
    assert "This was hand-in 2. Your best so far is 100%" in told
    here.get_by_text("Read your own reflection again").click()
    assert here.locator(".bim-rubric-line").count() == 5
    photograph(page, project, "results-passed", here)
    assert violations(page) == []


def test_a_hand_in_that_fails_says_why_and_keeps_everything(
    page: Page, lab: Lab, project: Path, tmp_path: Path
) -> None:
    questions, _ = asked(project)
    answer(lab, {questions[0].id: questions[0].key})
    here = open_module(page, lab)
    solo = data_folder() / "solo"
    until(prepared, "the course to be made ready in the background", 120)
    # As a disk that was taken away.
    solo.rename(tmp_path / "away")
    solo.write_text("a file in the folder's place", encoding="utf-8")
    here.get_by_role("button", name="Hand in…", exact=True).click()
    here.get_by_role("button", name="Hand in now").click()
    failed = here.locator(".bim-failed")
    failed.wait_for()
    assert "could not be written" in failed.inner_text() and "Nothing was lost" in failed.inner_text()
    store = ResponseStore.open(answers_path(lab.home / MODULE, MODULE), MODULE)
    assert store.answers[questions[0].id].value == questions[0].key
    solo.unlink()
    (tmp_path / "away").rename(solo)
    hand_in(here)
    assert "Handed in:" in here.locator(".bim-receipt").inner_text()
