"""An agency's own module, from `new-module` to a graded hand-in, in a course that takes all advice as law."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from babyinmind.course import course_pages, make_folder, place, released_modules
from babyinmind.course.module_status import module_statuses
from babyinmind.responses import ResponseStore, answers_path
from babyinmind.results import load_returned
from support.authors import CELLS, write_module
from support.commands import babyinmind
from support.own_course import own_course, put_released

OURS = "12-local"


def run_through(path: Path) -> list[nbformat.NotebookNode]:
    """The cells of a notebook after a real kernel ran it in its own folder; a cell that fails fails the test."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    return list(notebook.cells)


def shows_a_widget(cell: nbformat.NotebookNode) -> bool:
    return any("application/vnd.jupyter.widget-view+json" in one.get("data", {}) for one in cell.outputs)


@pytest.fixture
def root(tmp_path: Path, places: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = own_course(tmp_path / "agency", "98-small", standard="all")
    write_module(root, *CELLS)
    put_released(root, "98-small")
    monkeypatch.setenv("BABYINMIND_COURSE", str(root))
    return root


def test_a_module_of_ones_own_goes_the_whole_way(root: Path, tmp_path: Path) -> None:
    environment = {"BABYINMIND_COURSE": str(root), "BABYINMIND_DATA": os.environ["BABYINMIND_DATA"]}
    babyinmind("new-module", OURS, "Help close to home", cwd=root)
    source = root / "source" / OURS / f"{OURS}.ipynb"
    code = [cell for cell in run_through(source) if cell.cell_type == "code"]
    assert [cell.id for cell in code if shows_a_widget(cell)] == [
        OURS,
        "before-you-read",
        "first-call",
        "look-back",
        "hand-in",
    ]

    # A wrong key keeps it from being released.
    before = source.read_text(encoding="utf-8")
    source.write_text(before.replace("answer: a", "answer: z"), encoding="utf-8")
    checked = babyinmind("check", OURS, cwd=root, ok=False)
    assert (
        checked.status == 1 and "fault: " in checked.said and "The answer 'z' is not one of the options" in checked.said
    )
    assert babyinmind("release", OURS, cwd=root, ok=False).status == 1
    assert not (root / "release" / OURS).exists()
    source.write_text(before, encoding="utf-8")
    assert "no fault" in babyinmind("check", OURS, cwd=root).said
    babyinmind("release", OURS, cwd=root)
    released = (root / "release" / OURS / f"{OURS}.ipynb").read_text(encoding="utf-8")
    assert "You listen before you choose a step" not in released and "For the reader" not in released

    home = tmp_path / "home"
    make_folder(home)
    place(released_modules(), home, pages=course_pages())
    assert [one.id for one in module_statuses(home) if one.place == f"{OURS}/{OURS}.ipynb"] == [OURS]
    learners = run_through(home / OURS / f"{OURS}.ipynb")
    assert sum(shows_a_widget(cell) for cell in learners if cell.cell_type == "code") == 5

    store = ResponseStore.open(answers_path(home / OURS, OURS), OURS)
    store.save("first-call", "a", edited=0)
    store.save("look-back", {"about": "practice", "text": "I asked what she had seen, and waited."}, edited=0)
    said = babyinmind("hand-in", OURS, "--folder", str(home / OURS), "--solo", cwd=home, **environment).said
    assert "2 of 2 answered." in said
    assert "Questions: 1 of 1 points. Best so far: 100%." in said
    returned = load_returned(home, OURS)
    assert returned is not None and returned.results is not None
    assert returned.results["passed"]
    assert returned.results["credit"]["minutes"] == 15
    assert next(one.state for one in module_statuses(home) if one.id == OURS) == "passed"
