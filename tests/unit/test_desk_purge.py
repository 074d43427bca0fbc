"""A text that must not be kept: gone from every copy and from the database's very bytes, or said where it still is."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.orm import Session

from babyinmind.cli import main
from babyinmind.desk import purge as purging
from babyinmind.desk.search import holding, pieces_of, written
from babyinmind.grading.batch import grade_cohort
from babyinmind.grading.feedback import feedback_page, results_of
from babyinmind.grading.feedback_policy import FeedbackPolicy
from babyinmind.grading.gradebook import ModuleGradebook
from babyinmind.grading.grader import module_of
from babyinmind.records.credit import settle
from support.cohort import COHORT, deliver, read_reflection
from support.learners import answers_file, hand_in, later
from support.small_module import MODULE, RIGHT, RUBRIC, released, store

NAMED = (
    'Jonas Weißenfels of 12 Mill Lane didn\'t look up when "she" came in, and I <saw> it.\n'
    "Его мать Ирина Соколова ждала в коридоре. His case is number 4711-0815-2303 at the court of Little Wold."
)
NEEDLES = [
    b"Mill Lane",
    "Weißenfels".encode(),
    b"Wei\\u00dfenfels",
    "Соколова".encode(),
    b"\\u0421\\u043e\\u043a",
    b"4711-0815-2303",  # four digits alone stand in a random id once in a while
]
EARLIER = "An earlier try, which named Jonas Weißenfels of 12 Mill Lane as well as the court of Little Wold."
ARGUMENTS = ("--reason", "It names a child. Please write it anew without names.", "--yes")


def _exchange(root: Path) -> Path:
    return root / "exchange" / "default_course"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ann handed in twice, ben once; with feedback, and what the exchange keeps. Copy it, never change it."""
    root = tmp_path_factory.mktemp("delivered")
    course = CourseDirectory(root=str(root))
    store(course.db_url)
    notebook = released(root)
    (root / "cohort.yml").write_text(COHORT, "utf-8")
    for learner, text, day in (("ann", EARLIER, 0), ("ann", NAMED, 1), ("ben", "I saw her look at the door.", 1)):
        deliver(course, learner, RIGHT | {"look-back": {"about": "practice", "text": text}}, day=day)
        if text == EARLIER:
            read_reflection(course, "ann", comment="Please leave names out.")
    with Gradebook(course.db_url) as gradebook:
        for learner in ("ann", "ben"):
            book = ModuleGradebook(gradebook, module_of(gradebook, course, MODULE), [learner])
            results = results_of(book, learner, FeedbackPolicy())
            book.close()
            assert results is not None
            for page in (
                root / "feedback" / learner / MODULE / f"{MODULE}.html",
                _exchange(root) / "feedback" / f"hash-of-{learner}.html",
            ):
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(feedback_page(results), "utf-8")
        with Session(gradebook.engine) as session:
            settle(session, pass_mark=0.8)
    values = RIGHT | {"look-back": {"about": "practice", "text": NAMED}}
    for day in (0, 1):
        arrived = _exchange(root) / "inbound" / f"ann+{MODULE}+{later(day):%Y-%m-%d %H:%M:%S.%f} UTC+x"
        arrived.mkdir(parents=True)
        (arrived / f"{MODULE}.responses.json").write_text(answers_file(MODULE, values), "utf-8")
    submitted = root / "submitted" / "ann"
    (submitted / MODULE / f"{MODULE}.responses.damaged-20261102T201500Z.json").write_text(NAMED, "utf-8")
    shutil.copytree(submitted / MODULE, submitted / f".{MODULE}.old.abc" / "was")
    hand_in(root / "submitted", "cleo", MODULE, None, notebook)
    return root


@pytest.fixture
def root(delivered: Path, tmp_path: Path) -> Path:
    root = tmp_path / "course"
    shutil.copytree(delivered, root)
    exchange = root.parent / "exchange"
    (root / "exchange").rename(exchange)
    (root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'default_course'\nc.Exchange.root = {str(exchange)!r}\n",
        "utf-8",
    )
    return root


def _purge(root: Path, capsys: pytest.CaptureFixture[str], status: int, learner: str = "ann") -> str:
    assert main(["purge", learner, MODULE, *ARGUMENTS, "--cohort", str(root)]) == status
    heard = capsys.readouterr()
    return heard.out + heard.err


def _still(root: Path) -> list[str]:
    """Every file around the course that holds a piece of what was written; looked for without any of our own code."""
    files = [path for path in root.parent.rglob("*") if path.is_file()]
    return [path.name for path in files if any(needle in path.read_bytes() for needle in NEEDLES)]


def test_nothing_holds_the_text_afterwards_and_everything_else_stays(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(_still(root))
    assert {
        "gradebook.db",
        f"{MODULE}.responses.json",
        f"{MODULE}.ipynb",
        f"{MODULE}.html",
        "hash-of-ann.html",
    } <= before
    said = _purge(root, capsys, 0)
    assert _still(root) == []
    assert "none holds it" in said and "own copy stays with the learner" in said

    course = CourseDirectory(root=str(root))
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.find_comment(RUBRIC, MODULE, MODULE, "ann").manual_comment == "Please leave names out."
        assert not gradebook.find_grade(RUBRIC, MODULE, MODULE, "ann").needs_manual_grade
        book = ModuleGradebook(gradebook, module_of(gradebook, course, MODULE))
        assert [each.share for each in book.history("ann").attempts] == [1.0, 1.0]
        assert book.history("ann").attempts[-1].answers.keys() == RIGHT.keys()
        assert book.history("ben").attempts[-1].answers["look-back"]["value"]["text"] == "I saw her look at the door."
        book.close()
        with Session(gradebook.engine) as session:
            states = {one.learner: (one.state, one.reason) for one in settle(session, pass_mark=0.8)}
    assert states["ben"][0] == "provisional"
    assert (root / "autograded" / "ann" / MODULE / f"{MODULE}.ipynb").is_file(), (
        "formgrader shows the hand-in without it"
    )
    assert (root / "feedback" / "ben" / MODULE / f"{MODULE}.html").is_file()
    assert (root.parent / "exchange" / "default_course" / "feedback" / "hash-of-ben.html").is_file()
    assert not list((root.parent / "exchange" / "default_course" / "inbound").iterdir())
    assert "nothing is left to do" in _purge(root, capsys, 0)


def test_what_arrived_in_a_learners_own_folder_goes_too(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbound = root.parent / "exchange" / "default_course" / "inbound"
    arrived = list(inbound.iterdir())
    (inbound / "ann").mkdir()
    for folder in arrived:
        folder.rename(inbound / "ann" / folder.name)
    _purge(root, capsys, 0)
    assert _still(root) == []
    assert not list((inbound / "ann").iterdir())


def test_the_learner_is_asked_anew_unless_the_credit_was_confirmed(
    delivered: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # ann's first reflection was read, so her credit was confirmed; ben's was not.
    assert "stays, so it is not sent back" in _purge(root, capsys, 0)
    assert "so that the learner reads why" in _purge(root, capsys, 0, "ben")
    with Gradebook(CourseDirectory(root=str(root)).db_url) as gradebook, Session(gradebook.engine) as session:
        found = {one.learner: one for one in settle(session, pass_mark=0.8) if one.learner in ("ann", "ben")}
    assert found["ann"].state == "credited"
    assert (found["ben"].state, found["ben"].reason) == ("sent-back", ARGUMENTS[1])


def test_what_still_holds_it_is_named_and_a_second_run_finishes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup = root / "gradebook.db.before"
    shutil.copy(root / "gradebook.db", backup)
    said = _purge(root, capsys, 1)
    assert "NOT gone" in said and f"{backup}: holds it" in said
    # Not forgotten meanwhile: the next run still knows what to look for.
    assert f"{backup}: holds it" in _purge(root, capsys, 1)
    backup.unlink()
    assert "none holds it" in _purge(root, capsys, 0)
    assert _still(root) == []


def test_a_copy_that_an_upgrade_left_goes_too_where_it_holds_the_text(
    delivered: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holds, earlier = (root / f"gradebook.before-schema-0001-2026120{day}T080000Z.db" for day in (2, 1))
    shutil.copy(root / "gradebook.db", holds)
    earlier.write_bytes(b"of before anybody wrote")
    _purge(root, capsys, 0)
    assert not holds.exists() and earlier.exists()
    assert _still(root) == []


@pytest.mark.parametrize("step", ["grade_cohort", "_make_anew", "holding"])
def test_a_run_that_is_cut_short_is_finished_by_the_next(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting, pytest.raises(KeyboardInterrupt):
        cutting.setattr(purging, step, cut)
        _purge(root, capsys, 0)
    assert "Purged" in _purge(root, capsys, 0)
    assert _still(root) == []
    assert "nothing is left to do" in _purge(root, capsys, 0)


def test_a_comment_that_quotes_it_stops_the_purge_before_it_begins(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _still(root)
    read_reflection(CourseDirectory(root=str(root)), "ann", comment=f"You wrote: {NAMED.splitlines()[1]} Hm.")
    assert "quotes the text" in _purge(root, capsys, 1)
    assert sorted(_still(root)) == sorted(before)


def test_a_later_hand_in_is_graded_first_and_one_still_on_its_way_is_left(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    on_its_way = (
        root.parent / "exchange" / "default_course" / "inbound" / f"ann+{MODULE}+{later(9):%Y-%m-%d %H:%M:%S.%f} UTC+x"
    )
    on_its_way.mkdir()
    (on_its_way / "answers").write_text(NAMED, "utf-8")
    notebook = root / "release" / MODULE / f"{MODULE}.ipynb"
    hand_in(root / "submitted", "ann", MODULE, RIGHT, notebook, when=later(2))
    assert f"babyinmind grade {MODULE} --student ann" in _purge(root, capsys, 1)
    grade_cohort(CourseDirectory(root=str(root)), MODULE)
    _purge(root, capsys, 0)
    assert _still(root) == ["answers"]


def test_while_somebody_holds_the_gradebook_nothing_is_half_done(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(_still(root))
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "cannot be used now" in _purge(root, capsys, 1)
    assert sorted(_still(root)) == before
    other.execute("ROLLBACK")
    other.close()
    _purge(root, capsys, 0)
    assert _still(root) == []


def test_who_handed_in_nothing_and_who_says_no(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no graded hand-in" in _purge(root, capsys, 1, "nobody")
    assert "does not know the module" in (
        main(["purge", "ann", "99-none", *ARGUMENTS, "--cohort", str(root)]) and capsys.readouterr().err
    )


def test_a_text_is_known_in_every_form_and_not_by_what_was_asked(tmp_path: Path) -> None:
    pieces = pieces_of(NAMED, "")
    assert all(8 <= len(piece) <= 40 for piece in pieces)
    assert "number 4711" in " ".join(pieces_of("his case is number 4711", ""))
    assert pieces_of("What did you see in the child?", "Write. What did you see in the child?") == []
    assert pieces_of("Max", "") == []
    (tmp_path / "json").write_text('{"text": "\\u0415\\u0433\\u043e \\u043c\\u0430\\u0442\\u044c \\u0418\\u0440"}')
    (tmp_path / "empty").touch()
    (tmp_path / "link").symlink_to("/etc/passwd")
    assert holding([tmp_path], written(["Его мать Ир"]))[0] == [tmp_path / "json"]


def test_a_damaged_hand_in_is_taken_away_whole(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = root / "submitted" / "ann" / MODULE / f"{MODULE}.responses.json"
    answers.write_text('{"answers": {"look-back": ' + NAMED, "utf-8")
    _purge(root, capsys, 0)
    assert _still(root) == []
