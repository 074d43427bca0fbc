"""What cannot be done is said in one place: the words, where they go, and the exit status of the command."""

from __future__ import annotations

import ast
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from babyinmind.cli import main

_NEWER = "9999"
_FOR_OUR_OWN_CODE = {
    "NotPlain": "half a sentence, which the answers file's own error completes",
    "_BadRecord": "half a sentence, which becomes a fault of the file",
    "StaleRevision": "a conflict, which the page shows with both answers",
    "Refused": "half a sentence of the log of collecting",
    "Unfinished": "no text: the hand-in is taken the next time",
    "NotStrict": "half a sentence of a verdict",
    "NotSigned": "half a sentence of a verdict",
    "ItemFaulty": "told to nbgrader, which looks for ValueError",
}
"""Exceptions whose text no person reads as it is, with the reason."""
_OTHER_ROOMS = ("authoring", "figures", "items", "questions", "widgets")
"""An author's faults are listed, not raised; a widget's own exceptions are words that it shows."""


@pytest.fixture
def newer(course, tmp_path: Path) -> Path:
    """A course folder whose gradebook a newer version of the course has written."""
    from babyinmind.gradebook.session import open_gradebook

    open_gradebook(course).close()
    with closing(sqlite3.connect(Path(course.root, "gradebook.db"))) as database:
        database.execute("UPDATE babyinmind_schema SET version_num = ?", (_NEWER,))
        database.commit()
    return Path(course.root)


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        ("hours", 2, "There is no gradebook at"),
        ("record ann --pdf record.pdf", 2, "There is no gradebook at"),
        ("export gift quiz.gift", 2, "There is no gradebook at"),
        ("flag ann", 2, "There is no gradebook at"),
        ("purge ann 03-small --reason words --yes", 2, "There is no gradebook at"),
        ("cohort open", 2, "There is no gradebook at"),
        ("flags", 1, "cohort.yml is not there"),
        ("grade 03-small", 2, "The gradebook does not know the module 03-small"),
        ("roster nobody.csv", 1, "nobody.csv cannot be used"),
    ],
)
def test_in_an_empty_course_folder(
    command: str,
    status: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*command.split(), "--cohort", str(tmp_path)]) == status
    said = capsys.readouterr()
    assert words in said.err
    assert words not in said.out


@pytest.mark.parametrize(("command", "status"), [("hours", 2), ("grade 03-small", 2), ("roster roster.csv", 1)])
def test_with_a_gradebook_of_a_newer_version(
    command: str, status: int, newer: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(newer)
    (newer / "roster.csv").write_text("id,name\nann,Ann Example\n", encoding="utf-8")
    assert main([*command.split(), "--cohort", str(newer)]) == status
    assert f"has schema {_NEWER}, from a newer version" in capsys.readouterr().err


def test_verify_keeps_its_first_status_for_its_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "record.pdf"), "--fingerprint", "none"]) == 2
    assert "A fingerprint has 64 digits" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="a hub needs accounts with numbers")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("cohort archive 2027-spring", "only root can do it" if os.geteuid() else "There is no cohort '2027-spring'"),
        ("cohort list", "bad.yml, line 1"),
        ("hub backup hub.tar.gz", "only root can do it" if os.geteuid() else "bad.yml, line 1"),
    ],
)
def test_on_a_hub(
    command: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if "archive" not in command:
        (tmp_path / "cohorts").mkdir()
        (tmp_path / "cohorts" / "bad.yml").write_text("name: other\n", encoding="utf-8")
    assert main([*command.split(), "--hub", str(tmp_path)]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("hand-in 03-attachment --folder {0}", "This page belongs to no course"),
        ("renew --folder {0}", "this folder belongs to no course"),
        ("my-record --home {0}", "Your record has not come back yet"),
        ("my-record --solo --home {0}", "No module is credited yet"),
    ],
)
def test_a_page_reads_the_same_words_as_json(
    command: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = command.format(tmp_path).split()
    assert main(asked) == 1
    assert words in capsys.readouterr().err
    assert main([*asked, "--json"]) == 1
    said = capsys.readouterr()
    assert words in json.loads(said.out.splitlines()[-1])["failed"]
    assert words not in said.err


def test_every_text_for_a_person_has_the_one_base(project: Path) -> None:
    package = project / "src" / "babyinmind"
    builtins = {"Exception", "ValueError", "RuntimeError", "LookupError"}
    others = {
        node.name
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in _OTHER_ROOMS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in builtins for base in node.bases)
    }
    assert others - {"BabyInMindError"} == set(_FOR_OUR_OWN_CODE)
