"""What `nbgrader collect` takes from an inbound folder that anybody can write to."""

from __future__ import annotations

import json
import os
import pwd
import time
from pathlib import Path
from typing import Any

import pytest

from babyinmind.questions import Question
from support.commands import Ran
from support.course import COURSE_ID, MODULE, Course, everything_below, is_root
from support.learners import answers_file, arrive

pytestmark = pytest.mark.timeout(900)  # the scenario's commands run within the first test

ANSWERS = f"{MODULE}.responses.json"
TAKEN = [f"{MODULE}.ipynb", ANSWERS, "collected.json", "submission_secret.txt", "timestamp.txt"]
EARLIER = "2026-11-02 20:15:00.000000 UTC"
LATER = "2026-11-03 20:15:00.000000 UTC"
LATEST = "2026-11-04 20:15:00.000000 UTC"
SECRET = "0123456789abcdef"


def _arrive(course: Course, learner: str, values: dict[str, Any], *, at: str = EARLIER, module: str = MODULE) -> Path:
    return arrive(course.inbound, learner, module, values, at=at, secret=SECRET, notebook=course.released)


def _age(folder: Path, seconds: float = 300) -> None:
    """As if nobody had written into it for so long."""
    os.utime(folder, (time.time() - seconds,) * 2)


def _fill(folder: Path, count: int) -> None:
    """Files by hard links, which are quickly made: 50,000 to each, since a file system allows some 65,000."""
    folder.mkdir()
    for number in range(count):
        first = folder / str(number - number % 50_000)
        first.touch() if number % 50_000 == 0 else os.link(first, folder / str(number))


def _course(generated: Course, folder: Path, *, check_owner: bool) -> Course:
    course = generated.with_exchange(folder, check_owner=check_owner)
    (course.exchange / COURSE_ID / "inbound").mkdir(parents=True)
    return course


def _score(course: Course, learner: str, question: Question) -> float | None:
    return course.grades()[learner][question.id].score


@pytest.fixture(scope="module")
def question(questions: list[Question]) -> Question:
    return questions[0]


@pytest.fixture(scope="module")
def collected(generated: Course, question: Question, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Ran]:
    """An inbound full of odd things, collected once and then graded."""
    course = _course(generated, tmp_path_factory.mktemp("collect"), check_owner=False)
    right = {question.id: question.key}
    for learner in ("good", "ann+b", "o'brien", "zz-good"):
        _arrive(course, learner, right)

    answers = _arrive(course, "link", right) / ANSWERS
    answers.unlink()
    answers.symlink_to(course.inbound / f"good+{MODULE}+{EARLIER}+c2VjcmV0" / ANSWERS)
    linked = course.inbound / f"linked-folder+{MODULE}+{EARLIER}+c2VjcmV0"
    linked.symlink_to(course.inbound / f"good+{MODULE}+{EARLIER}+c2VjcmV0")
    answers = _arrive(course, "pipe", right) / ANSWERS
    answers.unlink()
    os.mkfifo(answers)
    answers = _arrive(course, "folder", right) / ANSWERS
    answers.unlink()
    answers.mkdir()
    with (_arrive(course, "huge", right) / ANSWERS).open("ab") as file:
        file.truncate(2_000_000)
    with (_arrive(course, "too-big", right) / "film.mp4").open("wb") as file:
        file.truncate(500_000_000)
    _fill(_arrive(course, "too-many", right) / "photos", 100_000)
    deep = _arrive(course, "too-deep", right)
    (deep / "/".join(["in"] * 30)).mkdir(parents=True)
    folder = _arrive(course, "on-its-way", right)
    (folder / "submission_secret.txt").unlink()
    _age(folder, -50)  # a clock that runs ahead, so that a slow machine is in time

    (course.inbound / f"a-file+{MODULE}+{EARLIER}+c2VjcmV0").write_text("x")
    for name in (f"..+{MODULE}+{EARLIER}+x", f".hidden+{MODULE}+{EARLIER}+x", f"no-time+{MODULE}+soon+x",
                 f"one-word+{MODULE}+10+x", f"+{MODULE}+{EARLIER}+x", "nothing", f"{MODULE}", f"short+{MODULE}"):  # fmt: skip
        (course.inbound / name).mkdir()
        (course.inbound / name / ANSWERS).write_text(answers_file(MODULE, right))
    os.mkdir(os.fsencode(course.inbound) + b"/\xff\xfe+" + f"{MODULE}+{EARLIER}+x".encode())  # noqa: PTH102 - bytes
    _arrive(course, "other-module", right, module="07-loss")

    many = _arrive(course, "many", right)
    for number in range(10_000):
        (many / f"extra-{number}").touch()
    (_arrive(course, "no-notebook", right) / f"{MODULE}.ipynb").unlink()
    (_arrive(course, "corrupt-notebook", right) / f"{MODULE}.ipynb").write_bytes(b"{")
    folder = _arrive(course, "notebook-a-link", right)
    (folder / f"{MODULE}.ipynb").unlink()
    (folder / f"{MODULE}.ipynb").symlink_to("/etc/passwd")
    (_arrive(course, "no-answers", right) / ANSWERS).unlink()
    folder = _arrive(course, "no-secret", right)
    (folder / "submission_secret.txt").unlink()
    _age(folder)
    folder = _arrive(course, "secret-a-link", right)
    (folder / "submission_secret.txt").unlink()
    (folder / "submission_secret.txt").symlink_to("/etc/passwd")
    _age(folder)

    ran = course.nbgrader("collect", MODULE)
    course.grade()
    return course, ran


@pytest.mark.parametrize(
    "learner",
    ["good", "zz-good", "ann+b", "o'brien", "many", "no-notebook", "corrupt-notebook", "notebook-a-link", "no-secret",
     "secret-a-link"],
)  # fmt: skip
def test_answers_are_taken_and_nothing_else(collected: tuple[Course, Ran], learner: str, question: Question) -> None:
    course, _ = collected
    folder = course.submitted / learner / MODULE
    assert everything_below(folder) == TAKEN
    assert not any(path.is_symlink() for path in folder.iterdir())
    assert (folder / f"{MODULE}.ipynb").read_bytes() == course.released.read_bytes()
    assert json.loads((folder / "collected.json").read_text())["claimed"] == "2026-11-02T20:15:00"
    assert _score(course, learner, question) == question.points


def test_who_answered_nothing_is_graded_as_blank(collected: tuple[Course, Ran], question: Question) -> None:
    course, _ = collected
    assert _score(course, "no-answers", question) == 0.0


@pytest.mark.parametrize(
    ("learner", "why"),
    [("link", "is a link"), ("linked-folder", "not a folder"), ("pipe", "not a plain file"), ("folder", "not a plain file"),
     ("huge", "larger than 1,000,000 bytes"), ("too-big", "more than 200 MB"), ("too-many", "more than 20,000 files"),
     ("too-deep", "folders within folders"), ("a-file", "not a folder"), ("no-time", "no time"), ("one-word", "no time"),
     ("..", "names no learner"), (".hidden", "names no learner"), ("", "names no learner")],
)  # fmt: skip
def test_what_is_not_taken_is_named_with_the_reason(collected: tuple[Course, Ran], learner: str, why: str) -> None:
    course, ran = collected
    lines = [line for line in ran.said.splitlines() if f"Not taken: {learner}+{MODULE}+" in line]
    assert len(lines) == 1
    assert why in lines[0]
    if learner:
        assert not (course.submitted / learner / MODULE).exists()


def test_what_is_still_being_written_is_left_for_the_next_time(collected: tuple[Course, Ran]) -> None:
    course, ran = collected
    assert f"on-its-way+{MODULE}+{EARLIER}+c2VjcmV0: still being written" in ran.said
    assert not (course.submitted / "on-its-way" / MODULE).exists()


def test_a_name_that_is_no_text_is_refused(collected: tuple[Course, Ran]) -> None:
    course, ran = collected
    assert "Traceback" not in ran.said
    assert "UnicodeEncodeError" not in ran.said
    assert {path.name for path in course.submitted.iterdir() if any(path.iterdir())} == set(course.grades())


def test_nothing_half_taken_stays(collected: tuple[Course, Ran]) -> None:
    course, _ = collected
    assert not list(course.submitted.rglob(".*"))
    for learner in course.submitted.iterdir():
        assert [path.name for path in learner.iterdir()] in ([MODULE], [])


def test_one_without_a_secret_does_not_keep_the_others_from_their_feedback(collected: tuple[Course, Ran]) -> None:
    course, _ = collected
    course.nbgrader("generate_feedback", MODULE)
    course.nbgrader("release_feedback", MODULE)
    released = list((course.exchange / COURSE_ID / "feedback").glob("*.html"))
    # Everybody with a secret of their own making has the same one here, so the same file.
    assert len(released) == 3
    assert b"root:" not in (course.submitted / "secret-a-link" / MODULE / "submission_secret.txt").read_bytes()


def test_a_later_hand_in_is_swapped_whole_and_only_with_update(
    generated: Course, question: Question, tmp_path: Path
) -> None:
    course = _course(generated, tmp_path, check_owner=False)
    _arrive(course, "ann", {question.id: question.key})
    course.nbgrader("collect", MODULE)
    folder = course.submitted / "ann" / MODULE
    (folder / "left-over.txt").write_text("of the old one")
    before = (folder / ANSWERS).read_bytes()
    _arrive(course, "ann", {}, at=LATER)
    assert "use --update" in course.nbgrader("collect", MODULE).said
    assert (folder / ANSWERS).read_bytes() == before
    # A still later one that cannot be taken leaves what is there.
    (_arrive(course, "ann", {}, at=LATEST) / ANSWERS).write_bytes(b" " * 2_000_000)
    assert "Not taken" in course.nbgrader("collect", MODULE, "--update").said
    assert (folder / ANSWERS).read_bytes() == before
    _arrive(course, "ann", {}, at="2026-11-05 20:15:00.000000 UTC")
    # A collect that was killed leaves this.
    (folder.parent / f".{MODULE}.cut-short").mkdir()
    course.nbgrader("collect", MODULE, "--update")
    assert everything_below(folder) == TAKEN
    assert (folder / ANSWERS).read_bytes() != before
    assert [path.name for path in folder.parent.iterdir()] == [MODULE]


def test_a_folder_of_mine_in_somebody_elses_name_is_refused(
    generated: Course, question: Question, tmp_path: Path
) -> None:
    course = _course(generated, tmp_path, check_owner=True)
    me = pwd.getpwuid(os.geteuid()).pw_name
    _arrive(course, me, {question.id: question.key})
    _arrive(course, "somebody-else", {question.id: question.key})
    ran = course.nbgrader("collect", MODULE)
    assert f"it names somebody-else but belongs to {me}" in ran.said
    assert [path.name for path in course.submitted.iterdir()] == [me]


def _give(account: pwd.struct_passwd, folder: Path) -> None:
    for path in (folder, *folder.iterdir()):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def test_forged_and_borrowed_hand_ins_of_real_accounts_are_refused(
    generated: Course, question: Question, tmp_path: Path
) -> None:
    """The attack of hosting.md: an account writes a later hand-in in another's name, or with another's file in it."""
    if not is_root():
        pytest.skip("NOT TESTED: forged hand-ins of real accounts need root, to give files to other accounts.")
    others = [account for account in pwd.getpwall() if account.pw_uid not in (0, 65534)]
    victim, thief, borrower = others[:3]
    course = _course(generated, tmp_path, check_owner=True)
    right = {question.id: question.key}
    genuine = _arrive(course, victim.pw_name, right)
    forged = _arrive(course, victim.pw_name, {}, at=LATER)
    own = _arrive(course, thief.pw_name, {})
    borrowed = _arrive(course, borrower.pw_name, right)
    for account, folder in ((victim, genuine), (thief, forged), (thief, own), (borrower, borrowed)):
        _give(account, folder)
    os.chown(borrowed / ANSWERS, victim.pw_uid, victim.pw_gid)

    ran = course.nbgrader("collect", MODULE)
    assert f"it names {victim.pw_name} but belongs to {thief.pw_name}" in ran.said
    assert f"its {ANSWERS} belongs to {victim.pw_name}" in ran.said
    assert sorted(path.name for path in course.submitted.iterdir() if any(path.iterdir())) == sorted(
        [victim.pw_name, thief.pw_name]
    )
    course.grade()
    assert _score(course, victim.pw_name, question) == question.points
    assert _score(course, thief.pw_name, question) == 0.0
    assert len(course.attempts(victim.pw_name)) == 1
