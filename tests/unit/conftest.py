"""Unit tests leave nothing behind for the tests of the same process, and take nothing over from them."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory


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


@pytest.fixture(scope="session", autouse=True)
def _alembic_is_asked_once() -> Iterator[None]:
    """For every new gradebook nbgrader starts alembic to ask for its newest version, the same each time: 1.6 s of CPU."""
    from nbgrader import api

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(api, "get_alembic_version", cache(api.get_alembic_version))
        yield


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder whose gradebook knows the small module. Copy it, never change it."""
    from support.small_module import released, store

    root = tmp_path_factory.mktemp("stored")
    store(f"sqlite:///{root / 'gradebook.db'}")
    released(root)
    return root


@pytest.fixture
def course(stored: Path, tmp_path: Path) -> CourseDirectory:
    """A copy of it, for this test alone."""
    from nbgrader.coursedir import CourseDirectory

    shutil.copytree(stored, tmp_path / "course")
    return CourseDirectory(root=str(tmp_path / "course"))
