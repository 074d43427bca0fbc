"""`babyinmind my-data`: a learner sees all that is kept of them, and can have it deleted."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path

import pytest

from babyinmind.cli.learner import my_data
from babyinmind.course.stored_data import solo_folder, stored_in
from babyinmind.responses import ResponseStore, answers_path, private_path

MODULE = "03-attachment"
SECRET = "I sat in the car and cried."


@pytest.fixture
def home(places: Path) -> Path:
    folder = places / "baby-in-mind"
    (folder / MODULE).mkdir(parents=True)
    return folder


def run(*arguments: str) -> int:
    parser = ArgumentParser()
    my_data.arguments(parser)
    return my_data.run(parser.parse_args(arguments))


def answer(folder: Path, module: str = MODULE) -> None:
    """Three answers, saved one by one, so that a last good copy is there; and a private reflection."""
    store = ResponseStore.open(answers_path(folder, module), module)
    for item, value in {"noor-looks-back": "a", "order-of-steps": ["x", "y"], "reflection": {"text": "…"}}.items():
        store.save(item, value, edited=0)
    private = ResponseStore.open(private_path(folder, module), module)
    private.save("own-story", {"text": SECRET}, edited=0)


def everywhere(*folders: Path) -> list[Path]:
    """Every file in them that could hold an answer."""
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb"]


def test_everything_kept_is_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(home / MODULE)
    damaged = home / MODULE / f"{MODULE}.responses.damaged-2026-11-22T051100Z.json"
    damaged.write_text("{", encoding="utf-8")
    checkpoints = home / MODULE / ".ipynb_checkpoints"
    checkpoints.mkdir()
    (checkpoints / f"{MODULE}.responses-checkpoint.json").write_text("{}", encoding="utf-8")
    older = home / MODULE / ".older"
    older.mkdir()
    (older / f"{MODULE}.2026-11-22.ipynb").write_text("{}", encoding="utf-8")
    assert run("show") == 0
    told = capsys.readouterr().out
    assert "answers: 3 given, last saved" in told
    assert "1 sitting of 0 minutes together" in told
    assert "private reflections: 1 given" in told
    for path in everywhere(home, Path(os.environ["BABYINMIND_DATA"])):
        assert str(path) in told, path
    assert str(damaged) in told and str(older) in told
    assert "written in other folders" not in told
    assert SECRET not in told, "a screen that others may see shows that it is there, not what it says"


def test_showing_changes_nothing(home: Path) -> None:
    answer(home / MODULE)
    before = {path: path.read_bytes() for path in everywhere(home)}
    run("show")
    assert {path: path.read_bytes() for path in everywhere(home)} == before


def test_nothing_kept_is_said_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show") == 0
    assert "Nothing is kept of you" in capsys.readouterr().out
    assert run("delete") == 0


def test_a_folder_that_is_not_there_holds_nothing(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "--home", str(places / "nowhere")) == 0
    assert "Nothing is kept of you" in capsys.readouterr().out
    assert not (places / "nowhere").exists()


def test_an_unreadable_answers_file_is_shown_with_the_reason(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers_path(home / MODULE, MODULE).write_text("{", encoding="utf-8")
    assert run("show") == 0
    assert "answers: cannot be read, it" in capsys.readouterr().out


def test_deleting_takes_all_of_it_and_leaves_the_course(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(home / MODULE)
    (home / MODULE / f"{MODULE}.ipynb").write_text("{}", encoding="utf-8")
    (home / MODULE / "my own notes.txt").write_text("mine", encoding="utf-8")
    (home / MODULE / f"{MODULE}.responses.damaged-2026-11-22T051100Z.json").write_text("{", encoding="utf-8")
    assert run("delete", "--yes") == 0
    assert everywhere(home, Path(os.environ["BABYINMIND_DATA"])) == [home / MODULE / "my own notes.txt"]
    assert (home / MODULE / f"{MODULE}.ipynb").exists()
    told = capsys.readouterr().out
    assert "Deleted: " in told
    assert "handed in to an instructor remain there" in told


def test_what_was_handed_in_and_graded_here_is_shown_and_deleted(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(home / MODULE)
    solo = solo_folder(home)
    submitted = solo / "submitted" / "me" / MODULE
    submitted.mkdir(parents=True)
    (submitted / f"{MODULE}.responses.json").write_text("{}", encoding="utf-8")
    (solo / "gradebook.db").write_bytes(b"grades")
    another = solo_folder(home.parent / "another") / "gradebook.db"
    another.parent.mkdir()
    another.write_bytes(b"grades")
    assert run("show") == 0
    told = capsys.readouterr().out
    assert f"hand-ins, grades and feedback: {MODULE} (2 files)" in told and str(solo) in told
    assert run("delete", "--yes") == 0
    assert not solo.exists()
    assert another.exists()


@pytest.mark.parametrize("said", ["no\n", "\n", ""], ids=["no", "nothing", "closed"])
def test_nothing_is_deleted_without_a_yes(home: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    answer(home / MODULE)
    before = everywhere(home, Path(os.environ["BABYINMIND_DATA"]))
    monkeypatch.setattr(sys, "stdin", StringIO(said))
    assert run("delete") == 1
    assert everywhere(home, Path(os.environ["BABYINMIND_DATA"])) == before


def test_yes_deletes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(home / MODULE)
    monkeypatch.setattr(sys, "stdin", StringIO("yes\n"))
    assert run("delete") == 0
    assert everywhere(home, Path(os.environ["BABYINMIND_DATA"])) == []


def test_another_persons_folder_is_left_alone(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(home / MODULE)
    other = tmp_path / "another person"
    (other / MODULE).mkdir(parents=True)
    answer(other / MODULE)
    assert run("delete", "--yes") == 0
    assert answers_path(other / MODULE, MODULE).exists()
    assert private_path(other / MODULE, MODULE).exists()
    assert not private_path(home / MODULE, MODULE).exists()
    assert "written in other folders" in capsys.readouterr().out


def test_private_reflections_of_a_folder_that_was_moved_can_be_deleted(home: Path) -> None:
    answer(home / MODULE)
    (home / MODULE).rename(home.parent / "moved")
    assert private_path(home / MODULE, MODULE).exists()
    assert run("delete", "--yes", "--home", str(home.parent / "moved"), "--other-folders") == 0
    assert everywhere(home.parent / "moved", Path(os.environ["BABYINMIND_DATA"])) == []


def test_what_cannot_be_deleted_is_named_with_the_reason(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(home / MODULE)
    stuck = private_path(home / MODULE, MODULE)
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == stuck.name and path.parent.parent == stuck.parent.parent:
            raise PermissionError(13, "The process cannot access the file")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    assert run("delete", "--yes") == 1
    told = capsys.readouterr()
    assert f"Not deleted: {stuck}: this account may not delete it, or another program holds it open" in told.err
    assert everywhere(home) == [], "one file that resists does not keep the others"
    assert stuck.exists()


def test_a_folder_in_a_files_place_is_not_ours(home: Path) -> None:
    answers_path(home / MODULE, MODULE).mkdir()
    assert run("show") == 0
    run("delete", "--yes")
    assert answers_path(home / MODULE, MODULE).is_dir()


def test_deleting_ends_what_an_open_page_remembers(home: Path) -> None:
    answer(home / MODULE)
    run("delete", "--yes")
    store = ResponseStore.open(answers_path(home / MODULE, MODULE), MODULE)
    assert store.answer("noor-looks-back") is None
    assert stored_in(home) == [] or all(one.kind in ("answers", "lock") for one in stored_in(home))
