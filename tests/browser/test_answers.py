"""A learner's answers in a real browser against a real JupyterLab, with nothing of ours but the cells themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from babyinmind.items import Reflection, Vignette
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from support.course_page import MODULE, item, kept, picture, run_all, saved
from support.lab import Lab, learn, until
from support.learners import items_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

TEXT = "Noor turned round twice. I noticed that I wanted to speak for her.\nדִּבּוּר <b>not bold</b>"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with learn(tmp_path / "course", extension=False) as running:
        yield running


@pytest.fixture
def page(context: BrowserContext, lab: Lab, request: pytest.FixtureRequest, project: Path) -> Iterator[Page]:
    page = context.new_page()
    page.goto(lab.address)
    run_all(page, lab)
    yield page
    picture(page, project, request.node.name)


def questions(project: Path) -> dict[type, Question]:
    """One graded question of each kind."""
    found: dict[type, Question] = {}
    for magic, one in items_of(project / "source" / MODULE / f"{MODULE}.ipynb"):
        if magic == "question":
            found.setdefault(type(one), one)
    return found


def answer_right(page: Page, question: Question) -> object:
    """Answer as a learner with a mouse does; gives what must then be on disk."""
    here = item(page, question.id)
    here.scroll_into_view_if_needed()
    match question:
        case Choice():
            here.locator(f"input[value='{question.key}']").check()
        case Choices():
            for option in question.key:
                here.locator(f"input[value='{option}']").check()
            return sorted(question.key)
        case Match():
            # Two premises can start alike, so each is found by its place.
            for place, premise in enumerate(question.premises):
                here.locator("select").nth(place).select_option(question.key[premise])
        case Number():
            here.locator("input[inputmode=decimal]").fill(f"{question.key:g}")
            here.locator("input[inputmode=decimal]").blur()
        case Order():
            put_in_order(here, question)
    return question.key


def put_in_order(here: Locator, question: Order) -> None:
    """Bring each step up to its place by its own button."""
    texts = {name: " ".join(text.split()) for name, text in question.options.items()}
    for place, name in enumerate(question.key):
        row = here.locator("li", has_text=texts[name])
        while here.locator("li").nth(place).inner_text() != row.inner_text():
            row.get_by_role("button", name="up").click()
    if here.get_by_role("button", name="This is my order").is_visible():
        here.get_by_role("button", name="This is my order").click()


def test_every_kind_of_answer_is_on_disk_when_the_page_says_saved_and_comes_back(
    page: Page, lab: Lab, project: Path
) -> None:
    expected: dict[str, object] = {}
    for question in questions(project).values():
        expected[question.id] = answer_right(page, question)
        saved(page, question.id)
        now = kept(lab, question.id)
        assert (sorted(now) if isinstance(question, Choices) else now) == expected[question.id]
    assert len(expected) == 5

    reflections = [item for _, item in items_of(project / "source" / MODULE / f"{MODULE}.ipynb")
                   if isinstance(item, Reflection)]  # fmt: skip
    shared = next(item for item in reflections if not item.private)
    private = next(item for item in reflections if item.private)
    item(page, shared.id).locator("textarea").fill(TEXT)
    saved(page, shared.id)
    item(page, private.id).locator("textarea").fill("For nobody else.")
    saved(page, private.id)
    assert kept(lab, shared.id)["text"] == TEXT
    assert kept(lab, private.id) is None
    assert "For nobody else." not in "".join(
        path.read_text("utf-8", "replace") for path in (lab.home / MODULE).iterdir() if path.is_file()
    )

    page.reload()
    run_all(page, lab)
    choice = questions(project)[Choice]
    assert item(page, choice.id).locator(f"input[value='{choice.key}']").is_checked()
    number = questions(project)[Number]
    assert item(page, number.id).locator("input[inputmode=decimal]").input_value() == f"{number.key:g}"
    assert item(page, shared.id).locator("textarea").input_value() == TEXT
    assert item(page, private.id).locator("textarea").input_value() == "For nobody else."
    match = questions(project)[Match]
    assert {
        premise: item(page, match.id).locator("select").nth(place).input_value()
        for place, premise in enumerate(match.premises)
    } == match.key


def test_the_keyboard_alone_answers_a_question(page: Page, lab: Lab, project: Path) -> None:
    choice = questions(project)[Choice]
    radios = item(page, choice.id).locator("input[type=radio]")
    radios.first.focus()
    page.keyboard.press("Space")
    saved(page, choice.id)
    first = radios.first.get_attribute("value")
    assert kept(lab, choice.id) == first
    page.keyboard.press("ArrowDown")  # another option, not another cell
    second = radios.nth(1).get_attribute("value")
    until(lambda: kept(lab, choice.id) == second, "the second option on disk")


def test_what_is_typed_while_the_kernel_dies_is_not_lost(page: Page, lab: Lab, project: Path) -> None:
    shared = next(
        item
        for _, item in items_of(project / "source" / MODULE / f"{MODULE}.ipynb")
        if isinstance(item, Reflection) and not item.private
    )
    area = item(page, shared.id).locator("textarea")
    area.fill("Before it died. ")
    saved(page, shared.id)
    lab.kill_kernel()
    area.press_sequentially("And after it died.", delay=20)
    until(lambda: len(lab.kernels()) == 1, "the kernel to be started again")
    for dialog in page.locator(".jp-Dialog button.jp-mod-accept").all():
        dialog.click()
    # JupyterLab's own dialog may have taken the last keys; what the page shows must be what is kept.
    typed = area.input_value()
    assert len(typed) > len("Before it died. ")
    assert "Saved" not in (item(page, shared.id).locator(".bim-status").first.text_content() or "")
    run_all(page, lab)
    saved(page, shared.id)
    assert item(page, shared.id).locator("textarea").input_value() == typed
    assert kept(lab, shared.id)["text"] == typed


def test_a_case_with_decisions_is_recorded_and_resumed(page: Page, lab: Lab, project: Path) -> None:
    vignette = next(
        item
        for _, item in items_of(project / "source" / MODULE / f"{MODULE}.ipynb")
        if isinstance(item, Vignette) and item.fewest_decisions() >= 3
    )
    here = item(page, vignette.id)
    for steps in (1, 2, 3):
        here.locator(".bim-decision").first.click()
        until(lambda: len((kept(lab, vignette.id) or {}).get("path", [])) == steps, f"{steps} decisions on disk")  # noqa: B023
    page.reload()
    run_all(page, lab)
    assert len(kept(lab, vignette.id)["path"]) == 3
    here.get_by_role("button", name="Go back one step").click()
    until(lambda: len(kept(lab, vignette.id)["path"]) == 2, "the step back on disk")
