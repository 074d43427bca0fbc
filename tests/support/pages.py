"""A page of the course in a real browser, with our extension or without it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from support.lab import Lab, until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 90_000  # milliseconds; a machine under load is slow, not wrong


def part(page: Page, item: str) -> Locator:
    return page.locator(f"[data-bim-item='{item}']")


def come_to(page: Page, lab: Lab, last: str, *, extension: bool) -> None:
    """Wait until the page shows its part `last`; without the extension press "Run All Cells" for it."""
    if not extension:
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        until(lab.has_kernel, "a kernel that waits for work")
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    part(page, last).wait_for()


def saved(page: Page, item: str) -> None:
    page.locator(f"[data-bim-item='{item}'] .bim-status", has_text="Saved").first.wait_for()


def photograph(page: Page, project: Path, name: str, of: Locator | None = None) -> None:
    """The page, or one part of it, at 1280 and at 400 pixels, into test-artefacts/: to be looked at."""
    folder = project / "test-artefacts"
    folder.mkdir(exist_ok=True)
    before = page.viewport_size
    shown = of or page.locator(".jp-WindowedPanel-outer").first
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        height = min(int(shown.evaluate("(node) => node.scrollHeight")) + 200, 10_000)
        page.set_viewport_size({"width": width, "height": height})
        (of or page).screenshot(path=folder / f"{name}-{width}.png")
    if before:
        page.set_viewport_size(before)
