"""The scripts of `js/`: their types, their faults, their own tests, and that what is committed is built from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.node import Workspace, workspace

BUILD = "build it again: make bundles"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def js(project: Path) -> Workspace:
    return workspace(project)


@pytest.mark.slow
def test_every_script_has_sound_types(js: Workspace) -> None:
    js.run("run", "--silent", "types")


@pytest.mark.slow
def test_no_script_has_a_fault(js: Workspace) -> None:
    js.run("run", "--silent", "lint")


@pytest.mark.slow
def test_the_scripts_own_tests_pass(js: Workspace) -> None:
    js.run("test", "--silent")


def test_the_widgets_bundles_are_what_their_sources_give(js: Workspace, project: Path, tmp_path: Path) -> None:
    js.run("exec", "--", "node", "widgets/build.mjs", str(tmp_path / "static"))
    built = {path.name: path.read_bytes() for path in (tmp_path / "static").iterdir()}
    committed = {path.name: path.read_bytes() for path in (project / "src/babyinmind/widgets/static").iterdir()}
    assert sorted(built) == sorted(committed), BUILD
    assert built == committed, BUILD


def test_what_every_widget_carries_is_small(project: Path) -> None:
    static = project / "src/babyinmind/widgets/static"
    assert (static / "loader.js").stat().st_size < 1500, "some forty widgets carry it"
    assert "cohort_" not in (static / "learner.js").read_text(encoding="utf-8"), (
        "no learner's page carries the instructor's parts"
    )
