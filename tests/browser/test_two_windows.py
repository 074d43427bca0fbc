"""Two windows on one module, and a window that was closed: nothing that was typed is lost, and nothing is doubled."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from support.course_page import CHOICE, REFLECTION, address, is_open, item, kept, open_page, picture, saved, window
from support.lab import Lab, learn, until

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("two-windows")]

DRAFTS = f"Object.keys(localStorage).filter((key) => key.includes(':{REFLECTION}:'))"
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })"
WRITE_ON = f"""() => {{
  let words = 0;
  const area = () => document.querySelector("[data-bim-item='{REFLECTION}']:not([data-bim-old]) textarea");
  area().focus();
  globalThis.written = area().value;
  globalThis.writing = setInterval(() => {{
    if (area()?.value !== globalThis.written) return;
    globalThis.written = area().value += `${{++words}} `;
    area().dispatchEvent(new Event("input", {{ bubbles: true }}));
  }}, 50);
}}"""
"""Somebody who writes on and on; `written` is what must then be there."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with learn(tmp_path_factory.mktemp("two-windows") / "course") as running:
        yield running


def area(page: Page) -> Locator:
    return item(page, REFLECTION).locator("textarea")


def text_on_disk(lab: Lab) -> str:
    return (kept(lab, REFLECTION) or {}).get("text", "")


def nothing_left_over(page: Page) -> None:
    assert page.locator(".bim-aside").count() == 0
    until(lambda: page.evaluate(DRAFTS) == [], "the drafts to be erased")


@pytest.mark.parametrize("locks", ["with locks", "without locks"])
def test_a_window_leaves_alone_what_another_is_writing(chromium: Browser, lab: Lab, locks: str) -> None:
    with window(chromium, lab) as context:
        if locks == "without locks":  # as where the server is another machine, by plain http
            context.add_init_script(NO_LOCKS)
        page, other = open_page(context, address(lab)), open_page(context, address(lab))
        page.evaluate(WRITE_ON)
        lab.kill_kernel()
        for one in (page, other):
            one.locator(".bim-page[data-bim-page=mending]").wait_for()
        for one in (other, page):
            is_open(one)
        written = page.evaluate("clearInterval(writing), written")
        until(lambda: text_on_disk(lab) == written, "all that was written on disk")
        for one in (page, other):
            until(lambda: area(one).input_value() == written, "all that was written")  # noqa: B023
            saved(one, REFLECTION)
            nothing_left_over(one)


def test_what_was_typed_last_is_there_again_after_the_window_was_closed(chromium: Browser, lab: Lab) -> None:
    with window(chromium, lab) as context:
        page = open_page(context, address(lab))
        area(page).fill("")
        area(page).press_sequentially("Closed at once.")
        page.close()
        page = open_page(context, address(lab))
        assert area(page).input_value() == "Closed at once."

        # Closed while nothing could be saved: the browser alone has it.
        (kernel,) = lab.kernels()
        os.kill(kernel.pid, signal.SIGSTOP)
        area(page).fill("Closed while nobody answered.")
        page.close()
        page = context.new_page()
        page.goto(address(lab))
        page.locator(".bim-page[data-bim-page=opening]").wait_for()
        os.kill(kernel.pid, signal.SIGCONT)
        lab.kill_kernel()
        is_open(page)
        until(lambda: area(page).input_value() == "Closed while nobody answered.", "what was typed")
        until(lambda: text_on_disk(lab) == "Closed while nobody answered.", "what was typed on disk")
        saved(page, REFLECTION)
        nothing_left_over(page)


def test_the_later_of_two_answers_is_kept_aside_and_shown(chromium: Browser, lab: Lab, project: Path) -> None:
    with window(chromium, lab) as context:
        pages = [open_page(context, address(lab)), open_page(context, address(lab))]
        (kernel,) = lab.kernels()
        os.kill(kernel.pid, signal.SIGSTOP)
        for place, page in enumerate(pages):
            item(page, CHOICE).locator("input[type=radio]").nth(place).check()
        os.kill(kernel.pid, signal.SIGCONT)
        asides = [page.locator(".bim-aside") for page in pages]
        until(lambda: any(aside.count() for aside in asides), "one of them to be set aside", 60)
        later = 1 if asides[1].count() else 0
        page, first = pages[later], pages[1 - later]
        chosen = [radio.get_attribute("value") for radio in item(page, CHOICE).locator("input[type=radio]").all()]
        assert kept(lab, CHOICE) == chosen[1 - later]
        for one in pages:
            until(item(one, CHOICE).locator("input[type=radio]").nth(1 - later).is_checked, "what counts now")
        assert asides[1 - later].count() == 0
        words = item(page, CHOICE).locator("label").nth(later).inner_text().strip()
        assert words in asides[later].inner_text()
        picture(page, project, "set-aside")

        page.reload()
        is_open(page)
        page.get_by_role("button", name="Use this one instead").click()
        until(lambda: kept(lab, CHOICE) == chosen[later], "the one that was set aside on disk")
        until(item(first, CHOICE).locator("input[type=radio]").nth(later).is_checked, "it in the first window")
        assert page.locator(".bim-aside").count() == 0
