"""Unit tests leave nothing behind for the tests of the same process, and take nothing over from them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_loop_of_the_browsers() -> Iterator[None]:
    """Playwright's loop counts as running as long as its browser lives; what is tested here would wait for it."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(autouse=True)
def _variables_as_they_were() -> Iterator[None]:
    """A command that is run in this process says by variables what the server is that it would start."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
