"""Slow work beside the kernel's loop, so that answers are saved meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

T = TypeVar("T")

_running: set[asyncio.Task[None]] = set()  # a task that nobody holds may be thrown away half done


def beside(executor: Executor, work: Callable[[], T], then: Callable[[T], None], otherwise: Callable[[Exception], None],
           ) -> None:  # fmt: skip
    """Run `work` in `executor`, then `then(result)` or `otherwise(error)` back on the loop that called.

    Messages to the page must be sent from there. Without a running loop all of it happens at once.
    """

    async def run() -> None:
        try:
            result = await asyncio.get_running_loop().run_in_executor(executor, work)
        except Exception as error:
            otherwise(error)
        else:
            then(result)

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        try:
            result = work()
        except Exception as error:
            otherwise(error)
        else:
            then(result)
        return
    task = loop.create_task(run())
    _running.add(task)
    task.add_done_callback(_running.discard)
