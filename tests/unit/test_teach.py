"""`babyinmind teach`: a cohort's course folder is made where it is not there, and nothing in it is ever changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from babyinmind.cli import main
from babyinmind.course.pages import TEACH_VARIABLE, course_of
from babyinmind.desk.folder import prepare_folder
from babyinmind.desk.snippets import snippets_in
from babyinmind.records.cohort import CohortFaulty, load_cohort


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "autumn 2026"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_first_start_brings_all_that_a_cohort_needs(folder: Path, project: Path) -> None:
    new = prepare_folder(folder)
    assert {"cohort.yml", "snippets.yml", "nbgrader_config.py", "cohort.ipynb", "source/03-attachment"} <= set(new)
    source = "source/03-attachment/03-attachment.ipynb"
    assert (folder / source).read_bytes() == (project / source).read_bytes()
    assert "course_id = 'autumn-2026'" in (folder / "nbgrader_config.py").read_text("utf-8")
    assert snippets_in(folder) == snippets_in(project)
    assert folder.stat().st_mode & 0o077 == 0


def test_the_cohorts_file_asks_to_be_filled_in_and_then_is_right(folder: Path) -> None:
    prepare_folder(folder)
    path = folder / "cohort.yml"
    with pytest.raises(CohortFaulty, match="`name:` is missing"):
        load_cohort(folder)
    text = path.read_text("utf-8")
    for old, new in (
        ("name:", "name: Autumn"),
        ("sponsor:", "sponsor: An Agency"),
        ("instructors: []", "instructors: [Ada]"),
        ("contact:", "contact: {name: Ada, how: 555 0100}"),
    ):
        assert f"\n{old}\n" in text
        text = text.replace(f"\n{old}\n", f"\n{new}\n")
    path.write_text(text, "utf-8")
    assert load_cohort(folder).contact is not None


def test_a_second_start_changes_nothing(folder: Path) -> None:
    prepare_folder(folder)
    (folder / "cohort.yml").write_text("name: mine", "utf-8")
    (folder / "source/03-attachment/03-attachment.ipynb").write_text("mine", "utf-8")
    before = everything(folder)
    assert prepare_folder(folder) == []
    assert everything(folder) == before


def test_the_page_is_the_cohorts_and_no_module_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not course_of(folder)["teaching"]
    assert "cohort.ipynb" not in course_of(folder)["pages"]
    monkeypatch.setenv(TEACH_VARIABLE, "1")
    told = course_of(folder)
    assert (told["pages"], told["modules"], told["teaching"]) == (["cohort.ipynb"], [], True)
    assert "source" in told["authors"]


def test_a_folder_of_the_course_itself_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teach", "--cohort", str(project / "source" / "x"), "--no-browser"]) == 1
    assert "belongs to the course itself" in capsys.readouterr().err
    assert not (project / "source" / "x").exists()


def test_the_page_has_no_code_to_see_and_brings_its_own_cells(project: Path) -> None:
    cells = json.loads((project / "notebooks/instructors/cohort.ipynb").read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["metadata"]["jupyter"]["source_hidden"] and not cell["outputs"] for cell in code)
    assert all(cell["metadata"]["editable"] is False for cell in cells)
    assert "".join(code[0]["source"]) == "%load_ext babyinmind.magics.cohort"
