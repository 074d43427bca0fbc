"""What a hub closes of the checkout that it runs from."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from babyinmind.desk.folder import prepare_folder, sources_of_the_course
from babyinmind.hosting import keys
from babyinmind.hosting.accounts import NotHosted
from babyinmind.hosting.keys import NEEDED, checkouts, close_keys, fault_of_open_keys
from support import wheels

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="NOT TESTED: closing keys. Only root closes them."
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    for name in ("source", "src", ".git", "notes", "release"):
        (root / name).mkdir(parents=True)
    for name in ("LICENSE", "course.yml", "gradebook.db", "support-lines.yml"):
        (root / name).touch()
    for path in (root, *root.iterdir()):
        path.chmod(0o755)
    return root


def _open(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.stat().st_mode & 0o077}


def test_what_nobody_needs_is_closed_whatever_it_is(root: Path) -> None:
    assert fault_of_open_keys((root,)) == ""
    closed = [root / name for name in (".git", "gradebook.db", "notes", "source")]
    assert close_keys((root,)) == [f"{path} closed to others" for path in closed]
    assert _open(root) == {"LICENSE", "course.yml", "release", "src", "support-lines.yml"} <= NEEDED
    assert close_keys((root,)) == []
    (root / "source").chmod(0o710)
    assert close_keys((root,)) == [f"{root / 'source'} closed to others"]


def test_what_is_not_roots_is_left_and_named(root: Path, tmp_path: Path) -> None:
    os.chown(root / "notes", 65534, 65534)
    (tmp_path / "elsewhere").mkdir()
    (root / "away").symlink_to(tmp_path / "elsewhere")
    before = _open(root)
    with pytest.raises(NotHosted, match=f"(?s)Nothing was changed.*chmod go-rwx {root}/away {root}/notes$") as refused:
        close_keys((root,))
    assert "can read the keys of the modules" in str(refused.value)
    assert _open(root) == before and (tmp_path / "elsewhere").stat().st_mode & 0o077
    (root / "away").unlink()
    (root / "notes").chmod(0o700)
    assert fault_of_open_keys((root,)) == ""


def test_a_checkout_that_is_not_roots_is_left_and_named(root: Path) -> None:
    os.chown(root, 65534, 65534)
    assert f"chmod go-rwx {root}/.git" in fault_of_open_keys((root,))
    root.chmod(0o700)
    assert fault_of_open_keys((root,)) == "", "nobody enters it"


def test_as_the_hub_starts_it_is_closed_or_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "checkouts", lambda: (root,))
    said: list[str] = []
    keys.close_or_say(said.append)
    assert len(said) == 4 and "source" not in _open(root)
    os.chown(root / "notes", 65534, 65534)
    (root / "notes").chmod(0o755)
    keys.close_or_say(said.append)
    assert f"chmod go-rwx {root / 'notes'}" in said[-1]


def test_the_running_checkout_is_meant(project: Path) -> None:
    assert checkouts() == (project,)


def test_sources_that_were_installed_apart_from_the_course_are_closed_too(tmp_path: Path) -> None:
    built = wheels.build(tmp_path / "wheels")
    python = wheels.environment_of(tmp_path / "environment", built.course)
    wheels.install(python, "--target", tmp_path / "apart", built.solo)
    source = tmp_path / "apart" / "share" / "babyinmind" / "source"
    for path in (source, source.parent):
        path.chmod(0o755)
    code = "from babyinmind.hosting.keys import close_keys; print(close_keys())"
    done = subprocess.run(
        [python, "-c", code], env=os.environ | {"PYTHONPATH": str(tmp_path / "apart")}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.strip() == str([f"{source} closed to others"])
    assert source.stat().st_mode & 0o077 == 0


def test_a_cohorts_folder_gets_the_modules_from_whoever_may_read_them(tmp_path: Path, project: Path) -> None:
    sources = sources_of_the_course()
    assert set(sources) >= {"03-attachment/03-attachment.ipynb", "07-loss/07-loss.ipynb"}
    given = {"03-attachment/03-attachment.ipynb": b"words", "03-attachment/picture.png": b"\x89PNG\xff"}
    new = prepare_folder(tmp_path / "course", sources=given)
    assert [name for name in new if name.startswith("source")] == ["source/03-attachment"]
    folder = tmp_path / "course" / "source" / "03-attachment"
    assert (folder / "03-attachment.ipynb").read_text() == "words"
    assert (folder / "picture.png").read_bytes() == b"\x89PNG\xff"
    assert "source/03-attachment" not in prepare_folder(tmp_path / "course", sources=given)
