"""How a page looks to those who need it otherwise: in the dark, twice as large, without motion, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from babyinmind.responses import ResponseStore, answers_path
from support import axe
from support.course_page import CHOICE, MODULE, REFLECTION, address, item, open_page, picture, window
from support.lab import Lab, learn, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("looks")]

WRITTEN = "She looked back twice.\n\nI noticed that I had stopped breathing."
SCROLLER = "document.querySelector('.bim-page .jp-WindowedPanel-outer')"
MOVING = """() => [...document.querySelectorAll('.bim-page, .bim-page *')].filter((node) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(node);
  return /[1-9]/.test(transitionDuration) || animationName !== 'none' || scrollBehavior === 'smooth';
}).map((node) => node.outerHTML.slice(0, 120)).slice(0, 5)"""
CUT = """() => [...document.querySelectorAll('.bim-page .jp-Cell')].filter((cell) => {
  const shown = getComputedStyle(cell).display !== 'none';
  for (let node = cell; shown && node; node = node.parentElement) {
    const { overflowY, position } = getComputedStyle(node);
    if (node !== document.documentElement && (overflowY !== 'visible' || position === 'absolute')) return true;
  }
  return false;
}).length"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with learn(tmp_path_factory.mktemp("looks") / "course") as running:
        store = ResponseStore.open(answers_path(running.home / MODULE, MODULE), MODULE)
        store.save(CHOICE, "a", edited=0)
        store.save(REFLECTION, {"about": None, "text": WRITTEN}, edited=0)
        yield running


@pytest.fixture
def context(chromium: Browser, lab: Lab) -> Iterator[BrowserContext]:
    """1280 by 900 pixels at 200 % zoom, on a system that is dark and wants no motion."""
    with window(chromium, lab, 640, 450, device_scale_factor=2, color_scheme="dark", reduced_motion="reduce") as opened:
        yield opened


def looks_right(page: Page, project: Path, name: str) -> None:
    """Dark as the system is, without motion, with nothing cut off, and whole on paper."""
    until(lambda: page.locator("body").get_attribute("data-jp-theme-light") == "false", "the dark theme")
    assert page.evaluate(MOVING) == []
    assert page.evaluate(f"{SCROLLER}.scrollWidth <= {SCROLLER}.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.locator(".bim-bar").bounding_box()["height"] < 450 / 3
    picture(page, project, f"{name}-dark-zoomed")
    assert axe.violations(page, "html", (*axe.WCAG, "best-practice")) == []
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == 0
    # What one could decide in a case, and the names of questions, are to be read on paper, too.
    for seen in page.locator(
        ".bim-bar, .bim-popup, .bim-page .bim-button:not(.bim-decision, .bim-link), .bim-page textarea"
    ).all():
        assert not seen.is_visible(), seen.evaluate("node => node.outerHTML")
    for words in page.locator(".bim, .jp-RenderedMarkdown, .jp-RenderedMarkdown :is(h1, h2)").all():
        assert words.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)", words.inner_text()
    folder = project / "test-artefacts"
    folder.mkdir(exist_ok=True)
    page.pdf(path=folder / f"{name}.pdf", print_background=True)
    page.locator("body").screenshot(path=folder / f"page-{name}-print.png")


def test_a_module(context: BrowserContext, lab: Lab, project: Path) -> None:
    page = open_page(context, address(lab))
    looks_right(page, project, "module")
    assert page.evaluate("document.documentElement.scrollHeight") > 8000
    printed = item(page, REFLECTION).locator(".bim-printed")
    assert printed.inner_text() == WRITTEN
    assert printed.is_visible()
    chosen = item(page, CHOICE).locator("label", has=page.locator("input:checked")).first
    assert chosen.is_visible()
    assert "(chosen)" in chosen.locator("span").evaluate("node => getComputedStyle(node, '::after').content")


def test_the_start_page(context: BrowserContext, lab: Lab, project: Path) -> None:
    page = open_page(context, address(lab, "start-here.ipynb"), "support")
    looks_right(page, project, "start")
    assert item(page, "support").get_by_role("link", name="call 988").is_visible()
