"""nbgrader's formgrader in Chromium, by its own buttons, as an instructor uses it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support.course_page import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(frozen=True)
class FormgraderPage:
    """Its tables: a row for each module, and on a page of its own for each learner who handed it in."""

    page: Page
    project: Path

    def press(self, row: str, button: str) -> None:
        """Press the button in a row, and read what formgrader says of it: nothing but success goes on."""
        column = button.replace(" ", "-")
        self.page.get_by_role("row", name=row).locator(f"td.{column} a").click()
        said = self.page.get_by_role("dialog")
        said.get_by_role("heading").wait_for()
        assert said.get_by_role("heading").inner_text() == "Success", said.inner_text()
        said.get_by_role("button", name="OK").click()
        for gone in (said, self.page.locator(".modal-backdrop")):
            gone.wait_for(state="detached")
        picture(self.page, self.project, f"formgrader-{column}")


def give(page: Page, cell: str, points: str, comment: str) -> None:
    """Write a comment and points to a cell on the page of a hand-in that leads there, as to what waits to be graded."""
    # Its own script has read the grades once the field is marked.
    page.locator(f"#{cell}.needs_manual_grade").wait_for()
    chosen = "document.querySelectorAll('.tabbable')[new URLSearchParams(location.search).get('index')].id"
    assert page.evaluate(chosen) == cell
    for field, value in ((f"#{cell}-comment", comment), (f"#{cell}", points)):
        with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
            page.locator(field).fill(value)
            page.locator(field).press("Tab")
        assert saved.value.ok
