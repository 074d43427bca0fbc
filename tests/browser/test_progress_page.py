"""The progress page in a real browser: hours as pictures and words, what waits, and the record laid out."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nbgrader.coursedir import CourseDirectory
from pypdf import PdfReader

from babyinmind.course.stored_data import RECORD, solo_folder
from babyinmind.records.record import COURSE, DELIVERY, FORMAT, NOT_CREDIT, VERSION, assessed, signed
from babyinmind.records.signing import SigningKey
from babyinmind.results import ReturnedResults, save_returned
from support.axe import violations
from support.cohort import deliver
from support.course_page import PATIENCE, followed, is_open, item, open_page, photograph
from support.lab import Lab, learn, until
from support.small_module import RIGHT, WRITTEN, released, store

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("progress-page")]
PAGE, LAST = "my-progress.ipynb", "progress-kept"


def _returned(module: str, **more: Any) -> ReturnedResults:
    results = {
        "format": "babyinmind-results", "version": 1, "module": module, "title": module, "hand_in": 1,
        "handed_in": "2025-11-02T14:05:00Z", "score": 12.0, "max_score": 12.0, "best_share": 1.0, "pass_mark": 0.8,
        "passed": True, "everything_told": True, "questions": [], "faults": [],
        "reflections": [{"id": "r", "title": "R", "blank": False, "waiting": False, "comment": "You saw <i>her</i> look."}],
        **more,
    }  # fmt: skip
    return ReturnedResults("2025-11-02T14:05:00+00:00", ("13 of 13 answered.",), results)


def _record() -> dict[str, Any]:
    module = {
        "id": "03-attachment",
        "title": "Attachment theory",
        "minutes": 40,
        "completed": "2025-11-02",
        "areas": ["Thinking"],
    }
    told = {
        "format": FORMAT, "version": VERSION, "course": COURSE, "learner": "Ada Lovelace", "sponsor": "Example Agency",
        "instructors": ["Bo Example"], "cohort": "Autumn 2025", "delivery": DELIVERY, "from": "2025-11-02", "to": "2025-11-02",
        "minutes": 40, "modules": [module], "assessed": assessed("80 %"), "not_credit": list(NOT_CREDIT),
        "number": "K7QM-2X9D-1", "issued": "2025-11-03T10:00:00Z",
    }  # fmt: skip
    return signed(told, SigningKey(Ed25519PrivateKey.generate()))


@pytest.fixture
def lab(tmp_path: Path, places: Path) -> Iterator[Lab]:
    """Credited, provisional, sent back, as a cohort's feedback tells it; and a module done in the solo course."""
    home = tmp_path / "course"
    credit = {"words": "", "reason": "", "minutes": 40}
    save_returned(
        home, "03-attachment", _returned("03-attachment", credit=credit | {"state": "credited"}, record=_record())
    )
    save_returned(home, "05-ghosts", _returned("05-ghosts", credit=credit | {"state": "provisional"}))
    back = {"words": "", "reason": "It names the family.", "minutes": 0, "state": "sent-back"}
    save_returned(home, "06-trauma", _returned("06-trauma", credit=back))
    solo = solo_folder(home)
    solo.mkdir(parents=True)
    store(f"sqlite:///{solo / 'gradebook.db'}")
    released(solo)
    deliver(CourseDirectory(root=str(solo)), "me", RIGHT | {"look-back": WRITTEN})
    with learn(home) as running:
        yield running


def test_hours_what_waits_and_the_record(context: BrowserContext, lab: Lab, project: Path) -> None:
    page: Page = open_page(context, lab.start, "support")
    page.get_by_role("link", name="My progress: hours").click()
    is_open(page, LAST)
    assert f"/{PAGE}" in page.url

    hours = item(page, "progress-hours")
    assert "40 min of 6 h credited" in " ".join(hours.inner_text().split())
    assert "40 min more are provisional" in hours.inner_text()
    attachment = hours.locator("[data-bim-module='03-attachment']")
    assert "Credited: 40 minutes." in attachment.inner_text()
    filled = attachment.locator(".bim-meter-done").bounding_box()
    assert filled is not None and filled["width"] > 100
    assert "It names the family." in item(page, "progress-waiting").inner_text()
    assert "You saw <i>her</i> look." in item(page, "progress-results").locator("blockquote").first.inner_text()
    assert "my-data delete" in item(page, LAST).inner_text()
    hours.get_by_text("How hours are counted").click()
    assert "pass mark of 80 %" in hours.inner_text()
    assert violations(page) == []
    photograph(page, project, "progress")

    # 320 pixels, as at 400 % of a usual window; then dark.
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    for part in page.locator(".bim-progress").all():
        assert part.evaluate("(node) => node.scrollWidth - node.clientWidth") <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    until(lambda: page.locator("body").get_attribute("data-jp-theme-light") == "false", "the dark theme")
    assert violations(page) == []
    photograph(page, project, "progress-dark")

    record = item(page, "progress-record")
    assert "not verified" in record.inner_text()
    record.get_by_role("button", name="Lay out my log as a PDF").click()
    link = record.get_by_role("link", name="Open my log (1 minute, PDF)")
    link.wait_for(timeout=PATIENCE)
    assert violations(page) == []
    content = followed(link)
    assert content == (lab.home / RECORD).read_bytes()
    assert "not verified" in PdfReader(BytesIO(content)).pages[0].extract_text()
