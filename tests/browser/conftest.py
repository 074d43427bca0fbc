"""A learner's course and a window on it, anew for each test; a file that shares one server has fixtures of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.course_page import window
from support.lab import Lab, learn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture
def lab(tmp_path: Path, places: Path) -> Iterator[Lab]:
    with learn(tmp_path / "course") as running:
        yield running


@pytest.fixture
def context(chromium: Browser, lab: Lab) -> Iterator[BrowserContext]:
    with window(chromium, lab) as opened:
        yield opened
