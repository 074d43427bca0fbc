"""Hand-ins that lie in `inbound/<learner>/`: in a cluster all learners are one account, so the folder says whose they are."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from babyinmind.grading.collect import CollectFromFolders
from babyinmind.grading.collected import collected_in
from support.learners import answers_file
from support.small_module import MODULE, RIGHT, WRONG

EARLIER = "2026-11-02 20:15:00.000000 UTC"
LATER = "2026-11-03 20:15:00.000000 UTC"
ANSWERS = f"{MODULE}.responses.json"


@pytest.fixture
def inbound(course: CourseDirectory, tmp_path: Path) -> Path:
    inbound = tmp_path / "exchange" / "iecmh" / "inbound"
    inbound.mkdir(parents=True)
    return inbound


def _arrive(inbound: Path, of: str, named: str, values: dict[str, Any], at: str = EARLIER) -> Path:
    folder = inbound / of / f"{named}+{MODULE}+{at}+c2VjcmV0"
    folder.mkdir(parents=True)
    (folder / ANSWERS).write_text(answers_file(MODULE, values), encoding="utf-8")
    (folder / "submission_secret.txt").write_text("0123456789abcdef")
    return folder


def _collect(course: CourseDirectory, inbound: Path) -> dict[str, str]:
    """Collect; gives what was refused, and why."""
    course.course_id, course.assignment_id = "iecmh", MODULE
    root = str(inbound.parents[1])
    exchange = CollectFromFolders(
        coursedir=course, config=Config({"Exchange": {"root": root}}), log=logging.getLogger("collect"), update=True
    )
    exchange.init_src()
    exchange.init_dest()
    exchange.copy_files()
    return dict(exchange.refusals)


def _submitted(course: CourseDirectory, learner: str) -> str:
    return Path(course.root, "submitted", learner, MODULE, ANSWERS).read_text("utf-8")


def test_each_ones_latest_hand_in_is_taken_though_the_disk_knows_one_account(
    course: CourseDirectory, inbound: Path
) -> None:
    _arrive(inbound, "ann", "ann", WRONG)
    _arrive(inbound, "ann", "ann", RIGHT, LATER)
    _arrive(inbound, "ben", "ben", WRONG)
    assert _collect(course, inbound) == {}
    assert _submitted(course, "ann") == answers_file(MODULE, RIGHT)
    assert _submitted(course, "ben") == answers_file(MODULE, WRONG)


def test_a_hand_in_under_anothers_name_is_refused_and_theirs_is_kept(course: CourseDirectory, inbound: Path) -> None:
    _arrive(inbound, "ann", "ann", RIGHT)
    forged = _arrive(inbound, "ben", "ann", WRONG, LATER)
    assert _collect(course, inbound) == {f"ben/{forged.name}": "it names ann but belongs to ben"}
    assert _submitted(course, "ann") == answers_file(MODULE, RIGHT)


def test_the_name_of_a_folder_dates_nothing_and_a_touched_one_is_not_taken_again(
    course: CourseDirectory, inbound: Path
) -> None:
    older = _arrive(inbound, "ann", "ann", WRONG)
    time.sleep(0.02)  # more than a tick of the kernel's clock
    _arrive(inbound, "ann", "ann", RIGHT, "9999-12-31 23:59:59.000000 UTC")
    for _ in range(2):
        _collect(course, inbound)
        kept = collected_in(Path(course.root, "submitted", "ann", MODULE))
        assert kept.at is not None and kept.at <= datetime.now(UTC).replace(tzinfo=None)
        assert kept.claimed == datetime(9999, 12, 31, 23, 59, 59)
        assert _submitted(course, "ann") == answers_file(MODULE, RIGHT)
        older.chmod(0o755)


def test_links_are_not_followed(course: CourseDirectory, inbound: Path) -> None:
    genuine = _arrive(inbound, "ann", "ann", RIGHT)
    (inbound / "ben").mkdir()
    (inbound / "ben" / f"ben+{MODULE}+{LATER}+x").symlink_to(genuine)
    answers = _arrive(inbound, "cleo", "cleo", RIGHT) / ANSWERS
    answers.unlink()
    answers.symlink_to(genuine / ANSWERS)
    (inbound / "dee").symlink_to(inbound / "ann")
    refused = _collect(course, inbound)
    assert [(name.split("/")[0], why) for name, why in refused.items()] == [
        ("ben", "it is not a folder"),
        ("cleo", f"its {ANSWERS} is a link or cannot be read (Too many levels of symbolic links)"),
    ]
    assert [path.name for path in Path(course.root, "submitted").iterdir() if any(path.iterdir())] == ["ann"]


def test_a_hand_in_that_lies_loose_in_inbound_is_nobodys(course: CourseDirectory, inbound: Path) -> None:
    _arrive(inbound, ".", "ann", RIGHT)
    _collect(course, inbound)
    assert not Path(course.root, "submitted", "ann").exists()


def test_a_name_that_steers_a_terminal_is_logged_harmless(
    course: CourseDirectory, inbound: Path, caplog: pytest.LogCaptureFixture
) -> None:
    evil = "x\x1b[2J\x1b]0;title\x07\u202e\r\n"
    for name in (f"ann+{MODULE}+{EARLIER}+{evil}", f"{evil}+{MODULE}+{EARLIER}+y", f"ann+{MODULE}+{evil}+y"):
        (inbound / "ann" / name).mkdir(parents=True)
        (inbound / "ann" / name / ANSWERS).symlink_to("/etc/passwd")
        (inbound / "ann" / name / "submission_secret.txt").write_text("0123456789abcdef")
    assert len(_collect(course, inbound)) == 3
    assert [record.getMessage() for record in caplog.records if not record.getMessage().isprintable()] == []
    assert sum("Not taken: ann/" in record.getMessage() for record in caplog.records) == 3
