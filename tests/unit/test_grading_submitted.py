"""Reading what lies in `submitted/`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from babyinmind.grading.submitted import Submission, read_submission, texts_beside
from babyinmind.grading.texts import small_text, time_of
from support.learners import answers_file

MODULE = "03-attachment"


def test_a_small_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(" words \n")
    assert small_text(tmp_path / "a") == "words"


def test_what_is_no_small_plain_text_is_none(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "text")
    (tmp_path / "zeros").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes").write_bytes(b"\xff")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "zeros", "folder", "bytes", "pipe", "none"):
        assert small_text(tmp_path / name) is None, name


def test_of_a_huge_text_a_little_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.write(b"9" * 2000)
        file.truncate(3_000_000_000)
    text = small_text(tmp_path / "huge")
    assert text is None or len(text) <= 1000


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-02 20:15:00.123456 UTC", datetime(2026, 11, 2, 20, 15, 0, 123456)),
        ("2026-11-02 20:15:00 UTC", datetime(2026, 11, 2, 20, 15)),
        ("2026-11-02 20:15:00", datetime(2026, 11, 2, 20, 15)),
        ("2026-11-02T20:15:00Z", datetime(2026, 11, 2, 20, 15)),
    ],
)
def test_a_time_as_nbgrader_writes_it_is_read(text: str, when: datetime) -> None:
    assert time_of(text) == when


@pytest.mark.parametrize(
    "text",
    [None, "", "10", "now", "May", "2026", "2026-11-02", "2026-13-02 20:15:00 UTC", "2026-11-02 25:15:00 UTC", "9" * 900,
     "0000-00-00 00:00:00 UTC", "2026-11-02 20:15:00 /etc/passwd", "2026-11-02 20:15:00 ../../x",
     "2026-11-02 20:15:00 99999999999", "2026-11-02 20:15:00 UTC\n<b>", "٢٠٢٦-11-02 20:15:00 UTC",
     "0001-01-01 00:00:00 82800", "9999-12-31 23:59:59 -82800"],
)  # fmt: skip
def test_what_is_no_whole_time_is_none_and_never_an_error(text: str | None) -> None:
    assert time_of(text) is None


def test_a_hand_in_without_a_time_has_the_age_of_its_folder(tmp_path: Path) -> None:
    os.utime(tmp_path, (1_700_000_000, 1_700_000_000))
    assert read_submission(tmp_path, MODULE).at == datetime(2023, 11, 14, 22, 13, 20)


def test_a_hand_in_that_is_not_there_has_no_answers_and_a_time(tmp_path: Path) -> None:
    handed_in = read_submission(tmp_path / "none", MODULE)
    assert handed_in.responses is None
    assert handed_in.at == datetime(1970, 1, 1)


def test_another_modules_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / f"{MODULE}.responses.json").write_text(answers_file("07-loss", {"a": 1}))
    handed_in = read_submission(tmp_path, MODULE)
    assert handed_in.responses is None
    assert "07-loss" in handed_in.faults[0]


def test_the_texts_beside_a_graded_notebook_are_made_not_copied(tmp_path: Path) -> None:
    (tmp_path / "submission_secret.txt").symlink_to("/etc/passwd")
    assert texts_beside(tmp_path, Submission(None, datetime(2026, 11, 2, 20, 15))) == {
        "timestamp.txt": "2026-11-02 20:15:00 UTC\n"
    }
