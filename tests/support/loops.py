"""What is asynchronous, waited for in a test."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def ran(work: Coroutine[Any, Any, T]) -> T:
    """What it gives, in a thread of its own: once a browser was used, Playwright's loop runs in the tests' thread for ever."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()
