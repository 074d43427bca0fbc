"""A learner who needs a person: seen by the contact alone, in no export; a cohort opened and closed with both eyes open."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from babyinmind.cli import main
from babyinmind.desk import flags
from babyinmind.desk.cohort_state import CohortStateError
from babyinmind.desk.flags import FOLDER, PROTOCOL, FlagError, flags_in, make_box, raise_flag, settle
from babyinmind.desk.release import ReleaseToACohort
from babyinmind.hosting.provisioning import CourseLocation, close_cohort_if_open, reopen_cohort
from babyinmind.records.cohort import load_cohort
from support.cohort import COHORT, deliver, read_reflection
from support.course import is_root
from support.learners import hand_in, later
from support.small_module import MODULE, RIGHT, WRITTEN, released, store

ME = flags.account()
WITH_CONTACT = COHORT.replace("how: 555 0100", f"how: 555 0100, account: {ME}")
REASON = "wrote of lying awake, and of nobody to tell"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with two hand-ins that nobody has read. Copy it, never change it."""
    root = tmp_path_factory.mktemp("delivered")
    course = CourseDirectory(root=str(root))
    store(course.db_url)
    released(root)
    (root / "cohort.yml").write_text(WITH_CONTACT, "utf-8")
    for learner in ("ann", "ben"):
        deliver(course, learner, RIGHT | {"look-back": WRITTEN})
    return root


@pytest.fixture
def course(delivered: Path, tmp_path: Path) -> CourseDirectory:
    shutil.copytree(delivered, tmp_path, dirs_exist_ok=True)
    return CourseDirectory(root=str(tmp_path))


def _said(capsys: pytest.CaptureFixture[str], status: int, *arguments: str) -> str:
    assert main([*arguments]) == status
    heard = capsys.readouterr()
    return heard.out + heard.err


def test_a_flag_reaches_the_contact_with_the_hosts_own_protocol_and_is_gone_once_settled(
    course: CourseDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ("--cohort", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"too early\n{REASON}\n"))
    assert "babyinmind cohort open" in _said(capsys, 1, "flag", "ann", *here)
    assert "The cohort is open." in _said(capsys, 0, "cohort", "open", *here)
    assert "open already" in _said(capsys, 0, "cohort", "open", *here)
    (tmp_path / PROTOCOL).write_text("Bo calls within a day.", "utf-8")
    said = _said(capsys, 0, "flag", "ann", *here)
    assert "555 0100" in said and "Bo calls within a day." in said
    assert "no learner 'anne'" in _said(capsys, 1, "flag", "anne", *here)
    (flag,) = flags_in(tmp_path, load_cohort(tmp_path))
    assert (flag.learner, flag.reason, flag.by) == ("ann", REASON, ME)
    said = _said(capsys, 0, "flags", *here)
    assert REASON in said and flag.id in said and "Bo calls within a day." in said
    _said(capsys, 0, "flags", "--settle", flag.id, *here)
    assert "No flag waits." in _said(capsys, 0, "flags", *here)
    assert "There is no flag" in _said(capsys, 1, "flags", "--settle", flag.id, *here)


def test_neither_the_gradebook_nor_the_hours_know_of_a_flag(
    course: CourseDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort = load_cohort(tmp_path)
    make_box(tmp_path, cohort)
    before = _said(capsys, 0, "hours", "--format", "json", "--cohort", str(tmp_path))
    raise_flag(tmp_path, cohort, "ann", REASON)
    assert _said(capsys, 0, "hours", "--format", "json", "--cohort", str(tmp_path)) == before
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and REASON.encode() in path.read_bytes()]
    assert [path.parent.name for path in holding] == [FOLDER]


@pytest.mark.parametrize(
    ("contact", "why"),
    [
        ("", "The cohort has no contact"),
        ("contact: {name: Ada Example, how: 555 0100}\n", "which account on this machine is Ada Example's"),
        ("contact: {name: Ada Example, how: 555 0100, account: not-me}\n", "This is for Ada Example alone"),
    ],
)
def test_a_cohort_is_not_opened_without_its_contact(
    course: CourseDirectory, tmp_path: Path, contact: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cohort.yml").write_text("name: A\nsponsor: B\ninstructors: [C]\n" + contact, "utf-8")
    assert why in _said(capsys, 1, "cohort", "open", "--cohort", str(tmp_path))
    assert not (tmp_path / FOLDER).exists()
    assert "is not open" in _said(capsys, 1, "cohort", "close", "--leave-unread", "2", "--cohort", str(tmp_path))


def test_nothing_is_released_to_a_cohort_without_a_contact(course: CourseDirectory, tmp_path: Path) -> None:
    (tmp_path / "cohort.yml").write_text("name: A\nsponsor: B\ninstructors: [C]\n", "utf-8")
    course.assignment_id, course.course_id = MODULE, "iecmh"
    release = ReleaseToACohort(coursedir=course)
    with pytest.raises(Exception, match="names no contact"):
        release.init_src()
    (tmp_path / "cohort.yml").write_text(WITH_CONTACT, "utf-8")
    release.init_src()


def test_a_hub_says_what_was_not_read_too(course: CourseDirectory, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "course").symlink_to(tmp_path)
    place = CourseLocation(home, "one")
    reopen_cohort(place)
    with pytest.raises(CohortStateError, match=r"(?s)ann.*: Small: not read.*say --leave-unread 2"):
        close_cohort_if_open(place, 0)
    close_cohort_if_open(place, 2)
    close_cohort_if_open(place, 0)  # it is closed: nothing is left to ask
    assert reopen_cohort(place)


def test_a_cohort_is_closed_only_once_what_was_not_read_was_seen(
    course: CourseDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("--cohort", str(tmp_path))
    _said(capsys, 0, "cohort", "open", *here)
    notebook = tmp_path / "release" / MODULE / f"{MODULE}.ipynb"
    hand_in(tmp_path / "submitted", "cleo", MODULE, RIGHT | {"look-back": WRITTEN}, notebook, when=later(1))
    said = _said(capsys, 1, "cohort", "close", *here)
    assert "ann" in said and "ben" in said and "cleo (cleo): Small: not graded, so not read" in said
    read_reflection(course, "ann")
    # A word that was given before the list changed closes nothing.
    assert "say --leave-unread 2" in _said(capsys, 1, "cohort", "close", "--leave-unread", "3", *here)
    assert "The cohort is closed." in _said(capsys, 0, "cohort", "close", "--leave-unread", "2", *here)
    assert "is not open" in _said(capsys, 1, "cohort", "close", "--leave-unread", "2", *here)
    assert "The cohort is open." in _said(capsys, 0, "cohort", "open", *here)


@pytest.mark.parametrize(("reason", "why"), [("  ", "in a few words why"), ("x" * 301, "longer than 300")])
def test_a_reason_is_a_few_words(course: CourseDirectory, tmp_path: Path, reason: str, why: str) -> None:
    cohort = load_cohort(tmp_path)
    make_box(tmp_path, cohort)
    with pytest.raises(FlagError, match=why):
        raise_flag(tmp_path, cohort, "ann", reason)
    with pytest.raises(FlagError, match="no flag's id"):
        settle(tmp_path, cohort, "../../cohort")


def test_a_flag_that_cannot_be_read_is_not_passed_over(course: CourseDirectory, tmp_path: Path) -> None:
    cohort = load_cohort(tmp_path)
    box = make_box(tmp_path, cohort)
    (box / f"{'a' * 32}.json").write_text('{"learner": "ann"')
    (box / f"{'b' * 32}.json").symlink_to(tmp_path / "cohort.yml")
    raise_flag(tmp_path, cohort, "ben", REASON)
    faults = [flag.fault for flag in flags_in(tmp_path, cohort)]
    assert ["cannot be read" in fault for fault in faults] == [True, True, False]


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that other accounts can reach; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def _acting_as(name: str) -> Iterator[None]:
    """What happens within is done by another account, as the system sees it."""
    import pwd

    groups, group = os.getgroups(), os.getegid()
    os.setgroups([])
    os.setegid(pwd.getpwnam("nobody").pw_gid)
    os.seteuid(pwd.getpwnam(name).pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)


def test_where_accounts_are_separate_nobody_but_the_contact_finds_a_flag(open_to_all: Path) -> None:
    if not is_root():
        pytest.skip("NOT TESTED: flags between real accounts need root, to work as other accounts.")
    contact, teacher, other = "games", "mail", "news"
    text = COHORT.replace("how: 555 0100", f"how: 555 0100, account: {contact}")
    (open_to_all / "cohort.yml").write_text(text, "utf-8")
    cohort = load_cohort(open_to_all)
    with _acting_as(teacher), pytest.raises(FlagError, match="for Ada Example alone"):
        make_box(open_to_all, cohort)
    with _acting_as(contact):
        box = make_box(open_to_all, cohort)
    with _acting_as(teacher):
        raise_flag(open_to_all, cohort, "ann", REASON)
    for account in (teacher, other):
        with _acting_as(account):
            with pytest.raises(PermissionError):
                list(box.iterdir())
            with pytest.raises(FlagError, match="for Ada Example alone"):
                flags_in(open_to_all, cohort)
    with _acting_as(contact):
        assert [(flag.learner, flag.by, flag.reason) for flag in flags_in(open_to_all, cohort)] == [
            ("ann", teacher, REASON)
        ]
    # A folder of another's in its place is not trusted with a flag.
    box.rename(open_to_all / "away")
    with _acting_as(other):
        box.mkdir()
    with _acting_as(teacher), pytest.raises(FlagError, match="it belongs to 'news'"):
        raise_flag(open_to_all, cohort, "ann", REASON)
