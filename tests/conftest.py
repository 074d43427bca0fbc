"""What every test stands on: places of its own (never those of whoever runs the tests), and a real browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import chromium as chromium_on_this_machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).resolve().parents[1]
TIERS = ("unit", "flow", "browser", "hub")
_TAKEN_AWAY = (
    "JUPYTER_CONFIG_PATH",
    "JUPYTER_PATH",
    "JUPYTER_TOKEN",
    "NBGRADER_EXECUTION",
    "BABYINMIND_COURSE",
    "BROWSER",
)


def own_places(folder: Path) -> dict[str, str]:
    """Environment variables that keep everything a person's programs would write inside `folder`."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    names = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "roaming",
        "LOCALAPPDATA": home / "local",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_STATE_HOME": home / ".local" / "state",
        "JUPYTER_CONFIG_DIR": folder / "jupyter" / "config",
        "JUPYTER_DATA_DIR": folder / "jupyter" / "data",
        "JUPYTER_RUNTIME_DIR": folder / "jupyter" / "runtime",
        "IPYTHONDIR": folder / "ipython",
        "BABYINMIND_DATA": folder / "data",
    }
    return {name: str(path) for name, path in names.items()}


def _take(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for name, value in own_places(folder).items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session", autouse=True)
def _nobody_elses_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A whole run has its own home, Jupyter folders and data folder, servers of session fixtures included."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in _TAKEN_AWAY:
            monkeypatch.delenv(name, raising=False)
        # nbgrader starts alembic by its name; tests start babyinmind and nbgrader so.
        monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        # Drawing's own list of fonts takes seconds to make: once a run is enough.
        monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
        _take(monkeypatch, tmp_path_factory.mktemp("places"))
        yield


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return PROJECT


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Places of this test alone (home, Jupyter's folders, BABYINMIND_DATA); gives the home folder."""
    _take(monkeypatch, tmp_path / "places")
    return Path(os.environ["HOME"])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium. Open a `new_context()` for each test, and close it."""
    try:
        with chromium_on_this_machine.running() as browser:
            yield browser
    except LookupError as missing:
        pytest.fail(str(missing))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test with the tier whose folder it lies in, before `-m` chooses among them.

    A browser or a hub on a machine that is busy elsewhere can miss its moment: its test has a second try, and is named at the end.
    """
    for item in items:
        tier = next((tier for tier in TIERS if item.path.is_relative_to(PROJECT / "tests" / tier)), None)
        if tier is not None:
            item.add_marker(tier)
        if tier in ("browser", "hub"):
            item.add_marker(pytest.mark.flaky(reruns=1))
            # JupyterHub, Jupyter's server and Playwright warn of their own: shown, until each is listed with its reason.
            item.add_marker(pytest.mark.filterwarnings("default"))
