"""What happens to a page in trouble: the kernel dies, the server freezes, the connection goes, a cell fails."""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from support.course_page import (
    CHOICE,
    MODULE,
    OTHER_CHOICE,
    REFLECTION,
    address,
    is_open,
    item,
    kept,
    notice,
    open_page,
    picture,
    saved,
    window,
)
from support.lab import Lab, learn, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("page-trouble")]


@pytest.fixture
def page(context: BrowserContext, lab: Lab) -> Page:
    return open_page(context, address(lab))


def text_on_disk(lab: Lab) -> str:
    return (kept(lab, REFLECTION) or {}).get("text", "")


TYPE_WHEN_TAKEN_OUT = """(area, words) => {
  const taken = new MutationObserver(() => {
    if (!area.isConnected) {
      taken.disconnect();
      for (const key of words) {
        (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      }
    }
  });
  taken.observe(document.body, { childList: true, subtree: true });
}"""


LOSE_HANDING_IN = r"""{
  globalThis.isLost = true;
  const whole = Blob;
  globalThis.Blob = class extends whole {
    constructor(parts, options) {
      const lost = 'get hand_in() { if (globalThis.isLost) throw new Error("lost"); return $1; }';
      super(parts?.map((part) => typeof part === 'string' ? part.replace(/\bhand_in:([\w$]+)/, lost) : part), options);
    }
  };
}"""


def test_a_page_whose_kernel_died_mends_itself_under_the_writers_hands(page: Page, lab: Lab, project: Path) -> None:
    area = item(page, REFLECTION).locator("textarea")
    area.press_sequentially("Before it died. ", delay=20)
    saved(page, REFLECTION)
    place = page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop")
    area.evaluate(TYPE_WHEN_TAKEN_OUT, "In between. ")
    lab.kill_kernel()
    page.keyboard.type("While it was dead. ", delay=20)
    notice(page, "Mending the page. Your saved answers are safe.").wait_for()
    assert page.locator(".jp-Dialog").count() == 0
    picture(page, project, "mending")
    page.keyboard.type("While it was mended. ", delay=20)
    is_open(page)
    until(lambda: page.evaluate("document.activeElement.tagName") == "TEXTAREA", "the focus back in the text")
    page.keyboard.type("And after.", delay=20)
    written = "Before it died. While it was dead. While it was mended. In between. And after."
    until(lambda: text_on_disk(lab) == written, "all that was typed on disk")
    assert item(page, REFLECTION).locator("textarea").input_value() == written
    assert abs(page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop") - place) < 200
    assert len(lab.kernels()) == 1
    assert notice(page, "Mending").count() == 0


def test_two_windows_are_both_mended_and_the_page_is_run_once(page: Page, lab: Lab) -> None:
    other = open_page(page.context, address(lab))
    lab.kill_kernel()
    for one in (page, other):
        one.locator(".bim-page[data-bim-page=mending]").wait_for()
    for one in (page, other):
        is_open(one)
    item(page, CHOICE).locator("input[type=radio]").first.check()
    saved(page, CHOICE)
    until(item(other, CHOICE).locator("input[type=radio]").first.is_checked, "the answer in the other window")
    assert len(lab.kernels()) == 1


def test_a_kernel_that_was_ended_is_replaced(page: Page, lab: Lab) -> None:
    (kernel,) = lab.ask("api/kernels")
    base, token = lab.address.split("/doc/")[0], lab.address.split("token=")[1]
    request = urllib.request.Request(
        f"{base}/api/kernels/{kernel['id']}", method="DELETE", headers={"Authorization": f"token {token}"}
    )
    urllib.request.urlopen(request).close()
    page.locator(".bim-page[data-bim-page=mending]").wait_for()
    is_open(page)
    item(page, OTHER_CHOICE).locator("input[type=radio]").first.check()
    until(lambda: kept(lab, OTHER_CHOICE), "the answer on disk")
    assert len(lab.kernels()) == 1


def test_a_frozen_server_is_noticed_and_what_was_typed_is_sent_later(page: Page, lab: Lab, project: Path) -> None:
    area = item(page, REFLECTION).locator("textarea")
    area.press_sequentially("Before. ", delay=20)
    saved(page, REFLECTION)
    os.kill(lab.process.pid, signal.SIGSTOP)
    try:
        page.keyboard.type("While it was frozen.", delay=20)
        notice(page, "No connection. What you type is kept here and sent when it is back.").wait_for()
        picture(page, project, "no-connection")
    finally:
        os.kill(lab.process.pid, signal.SIGCONT)
    notice(page, "No connection").wait_for(state="detached")
    until(lambda: text_on_disk(lab) == "Before. While it was frozen.", "what was typed on disk")


def test_going_offline_is_told_and_what_was_typed_is_sent_later(page: Page, lab: Lab) -> None:
    area = item(page, REFLECTION).locator("textarea")
    area.press_sequentially("Before. ", delay=20)
    saved(page, REFLECTION)
    page.context.set_offline(True)
    page.keyboard.type("While I was offline.", delay=20)
    notice(page, "No connection").wait_for()
    page.locator(".bim-bar-saved", has_text="Not saved yet").wait_for()
    assert page.locator(".jp-Dialog").count() == 0
    page.context.set_offline(False)
    notice(page, "No connection").wait_for(state="detached")
    until(lambda: text_on_disk(lab) == "Before. While I was offline.", "what was typed on disk")
    page.locator(".bim-bar-saved[data-state=saved]").wait_for()


def test_a_course_that_was_closed_and_opened_anew_takes_up_what_was_typed(page: Page, lab: Lab, project: Path) -> None:
    area = item(page, REFLECTION).locator("textarea")
    area.press_sequentially("Before. ", delay=20)
    saved(page, REFLECTION)
    lab.process.kill()
    lab.process.wait()
    page.keyboard.type("While it was closed.", delay=20)
    notice(page, "No connection").wait_for()
    port = urlsplit(lab.address).port
    assert port
    page.context.clear_cookies()
    with learn(lab.home, port=port) as again:
        notice(page, "The course was closed and opened anew. What you typed is kept.").wait_for()
        assert page.locator(".jp-Dialog").count() == 0
        picture(page, project, "opened-anew")
        # Whoever follows the new address is let in, and this page with it.
        other = open_page(page.context, address(again))
        is_open(page)
        written = "Before. While it was closed."
        until(lambda: text_on_disk(again) == written, "what was typed on disk", 60)
        for one in (page, other):
            until(lambda: item(one, REFLECTION).locator("textarea").input_value() == written, "what was typed")  # noqa: B023
            saved(one, REFLECTION)
            assert one.locator(".bim-aside, .bim-bar-notice:visible").count() == 0
        assert len(again.kernels()) == 1


def test_a_page_that_lacks_an_item_is_not_called_ready(context: BrowserContext, lab: Lab) -> None:
    page = context.new_page()
    page.add_init_script(LOSE_HANDING_IN)
    page.goto(address(lab))
    notice(page, "This page did not open fully").wait_for()
    item(page, CHOICE).wait_for()
    assert item(page, "hand-in").count() == 0
    page.evaluate("void (globalThis.isLost = false)")
    page.get_by_role("button", name="Try again").click()
    is_open(page)


def test_a_page_that_did_not_open_says_so_and_can_be_tried_again(chromium: Browser, lab: Lab, project: Path) -> None:
    notebook = lab.home / MODULE / f"{MODULE}.ipynb"
    whole = notebook.read_text(encoding="utf-8")
    broken = json.loads(whole)
    broken["cells"][0]["source"] = "%load_ext babyinmind_is_not_here"
    notebook.write_text(json.dumps(broken), encoding="utf-8")
    with window(chromium, lab) as context:
        page = context.new_page()
        page.goto(address(lab))
        notice(page, "This page did not open fully").wait_for()
        assert page.get_by_text("Traceback").count() == 0 or not page.get_by_text("Traceback").first.is_visible()
        picture(page, project, "failed")
        page.get_by_role("button", name="Try again").click()
        notice(page, "Mending").wait_for()
        notice(page, "This page did not open fully").wait_for()
        notebook.write_text(whole, encoding="utf-8")
        page.reload()
        notice(page, "This page did not open fully").or_(page.locator("[data-bim-item='hand-in']")).first.wait_for()
        if notice(page, "This page did not open fully").count():
            page.get_by_role("button", name="Try again").click()
        is_open(page)


def test_one_module_at_a_time_has_a_kernel(page: Page, lab: Lab) -> None:
    if not (lab.home / "start-here.ipynb").is_file():
        pytest.skip("THE COURSE HAS ONE PAGE ALONE: nothing to go to")
    page.goto(address(lab, "start-here.ipynb"))
    page.locator(".bim-page[data-bim-page=ready]").wait_for()
    # The server lists a kernel that is being ended for a moment longer than its process lives.
    until(
        lambda: len(lab.kernels()) == 1 and [each["path"] for each in lab.ask("api/sessions")] == ["start-here.ipynb"],
        "the kernel of the page that was left to be ended",
        120,
    )
