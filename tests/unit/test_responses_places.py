"""A learner can find and delete all that is kept, and what is private lies where nothing is handed in."""

from pathlib import Path

import pytest

from babyinmind.responses import (
    ResponseStore,
    StaleRevision,
    answers_path,
    data_folder,
    delete_store,
    private_path,
    stores_in,
)
from babyinmind.responses.places import siblings

MODULE = "03-attachment"


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    monkeypatch.setenv("BABYINMIND_DATA", str(folder))
    return folder


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    for module in (MODULE, "04-memory"):
        (folder / module).mkdir(parents=True)
        (folder / module / f"{module}.ipynb").write_text("{}")
    return folder


def work(folder: Path, module: str) -> ResponseStore:
    store = ResponseStore.open(answers_path(folder, module), module)
    private = ResponseStore.open(private_path(folder, module), module)
    for kept in (store, private):
        kept.save("a", "secret words", edited=0)
        kept.save("a", "other words", edited=1)
        with pytest.raises(StaleRevision):
            kept.save("a", "stale words", edited=1)
        kept.path.write_bytes(b"damaged")
        ResponseStore.open(kept.path, module)
    return store


def test_answers_lie_beside_the_notebook_and_private_ones_do_not(home, data):
    folder = home / MODULE
    assert answers_path(folder, MODULE) == folder / "03-attachment.responses.json"
    private = private_path(folder, MODULE)
    assert data in private.parents
    assert home not in private.parents
    assert private.name == "03-attachment.json"


def test_two_folders_have_private_places_of_their_own(home, tmp_path):
    assert private_path(home / MODULE, "m") != private_path(home / "04-memory", "m")
    assert private_path(home / "04-memory" / ".." / MODULE, "m") == private_path(home / MODULE, "m")


def test_without_the_variable_private_things_lie_in_the_users_data_folder(monkeypatch):
    monkeypatch.delenv("BABYINMIND_DATA")
    assert data_folder().name == "babyinmind"
    assert data_folder().is_absolute()


def kept_files(folder):
    return sorted({found for path in stores_in(folder) for _, found in siblings(path)})


def test_every_kept_file_is_listed_and_no_other(home):
    folder = home / MODULE
    work(folder, MODULE)
    (folder / f".{MODULE}.responses.0123abcd.tmp").write_text("half")
    (folder / "my notes.json").write_text("{}")
    (folder / f"{MODULE}.responses").mkdir()
    kept = kept_files(folder)
    here = sorted(path.name.replace(MODULE, "M") for path in kept if path.parent == folder)
    assert [name for name in here if "damaged" not in name] == [
        ".M.responses.0123abcd.tmp",
        ".M.responses.last-good.json",
        ".M.responses.lock",
        "M.responses.json",
    ]
    assert len(here) == 5
    private = [path for path in kept if path.parent != folder]
    assert sorted(private) == sorted(private_path(folder, MODULE).parent.iterdir())
    assert len(private) == 4


def test_nothing_is_listed_where_nothing_is_kept(home, tmp_path):
    assert kept_files(home / MODULE) == []
    assert kept_files(tmp_path / "nowhere") == []


def test_deleting_leaves_the_notebook_and_nothing_else(home, data):
    folder = home / MODULE
    store = work(folder, MODULE)
    work(home / "04-memory", "04-memory")
    kept = kept_files(folder)
    gone = [file for path in stores_in(folder) for file in delete_store(path)]
    assert sorted(gone) == kept
    assert [file.name for file in folder.iterdir()] == [f"{MODULE}.ipynb"]
    for file in data.rglob("*"):
        if file.is_file():
            assert "04-memory" in file.name
    assert kept_files(home / "04-memory")
    old = store.store_id
    assert store.save("a", "new words", edited=2).value == "new words"
    assert store.store_id != old
    assert store.answer("a").conflicting == ()


def test_a_store_of_which_only_a_copy_is_left_is_deleted_too(home):
    folder = home / MODULE
    (folder / f".{MODULE}.responses.last-good.json").write_text("secret")
    (path,) = stores_in(folder)
    assert path == answers_path(folder, MODULE)
    delete_store(path)
    assert [file.name for file in folder.iterdir()] == [f"{MODULE}.ipynb"]


def test_deleting_what_is_not_there_is_no_trouble(home, tmp_path):
    assert delete_store(answers_path(home / MODULE, MODULE)) == []
    assert delete_store(tmp_path / "nowhere" / "x.responses.json") == []
    assert not (tmp_path / "nowhere").exists()
