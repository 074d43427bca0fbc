"""Unit tests run without the event loop that a browser test of the same process may have left running."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_loop_of_the_browsers() -> Iterator[None]:
    """Playwright's loop counts as running as long as its browser lives; what is tested here would wait for it."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)
