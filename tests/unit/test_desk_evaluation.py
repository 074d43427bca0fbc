"""The evaluation: sent by a learner, taken in without name, time or order, and shown to nobody below five."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from babyinmind.cli import main
from babyinmind.course.evaluation import FORM, LONGEST, FormFaulty, checked, is_due, was_sent
from babyinmind.course.solo import SOLO_VARIABLE
from babyinmind.desk.evaluation import evaluated, make_box
from babyinmind.desk.release import ReleaseToACohort
from babyinmind.gradebook.schema import Evaluation
from babyinmind.handing_in.evaluation import CouldNotSend, send
from babyinmind.magics.evaluation import evaluation_payload
from babyinmind.records.cohort_session import open_records
from babyinmind.responses.places import learner_folder
from babyinmind.results import ReturnedResults, save_returned
from support.small_module import MODULE, released

pytestmark = pytest.mark.usefixtures("places")
COURSE = "spring"
WORDS = "The pictures of Noor.\nAnd =1+1, “ليلى”."


@pytest.fixture
def box(course: CourseDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The drop folder of a course whose exchange learners and instructors of this machine are configured for."""
    config = tmp_path / "config"
    config.mkdir()
    text = f"c = get_config()\nc.CourseDirectory.course_id = {COURSE!r}\nc.Exchange.root = {str(tmp_path / 'exchange')!r}\n"
    (config / "nbgrader_config.py").write_text(text, "utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(config))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exchange" / COURSE / "inbound").mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    make_box(tmp_path / "exchange" / COURSE)
    return tmp_path / "exchange" / COURSE / "evaluation"


def _seen(course: CourseDirectory) -> Any:
    with open_records(Path(course.root)) as records:
        return evaluated(records)


def _drop(box: Path, count: int, answers: dict[str, Any]) -> None:
    for _ in range(count):
        (box / f"{random.getrandbits(128):032x}.json").write_text(json.dumps(answers), "ascii")


def test_from_a_learners_form_to_the_instructors_page(
    course: CourseDirectory,
    box: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = tmp_path / "home-of-ada"
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"useful": 4, "comment": WORDS})))
    assert main(["evaluate", "--home", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sent": True}
    (sent,) = box.iterdir()
    assert "ada" not in sent.name + sent.read_text() and sent.stat().st_mtime == 0
    assert box.stat().st_mode & 0o777 == 0o733
    assert was_sent(home) and WORDS not in "".join(path.read_text() for path in learner_folder(home).rglob("*"))
    with pytest.raises(CouldNotSend, match="once"):
        send(home, {"useful": 4})

    assert (_seen(course).waiting, _seen(course).about) == (1, ())
    assert sent.exists()
    _drop(box, 4, {"useful": 3, "pace": 2})
    seen = _seen(course)
    assert (seen.n, seen.waiting, list(box.iterdir())) == (5, 0, [])
    useful, pace, comment = (one for one in seen.about if one.question.id in ("useful", "pace", "comment"))
    assert (useful.n, useful.counts) == (5, (0, 0, 0, 4, 1))
    # What fewer than five answered is not shown, though five answered something.
    assert (pace.n, pace.counts, comment.n, comment.words) == (4, (), 1, ())

    _drop(box, 4, {"comment": WORDS})
    assert (_seen(course).n, _seen(course).waiting) == (5, 4)
    _drop(box, 1, {"comment": WORDS})
    (comment,) = (one for one in _seen(course).about if one.question.id == "comment")
    assert comment.words == (WORDS,) * 6
    table = tmp_path / "evaluation.csv"
    assert main(["export", "evaluation", str(table), "--cohort", course.root]) == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"), newline="")))
    assert {"question": FORM[0].text, "answered": "5", "answer": "Very", "chosen": "1"} in rows
    assert [row["answer"] for row in rows if row["question"] == FORM[-1].text] == [WORDS] * 6
    assert {"question": FORM[2].text, "answered": "4", "answer": "shown from 5 on", "chosen": ""} in rows


def test_the_table_ties_nothing_to_anybody(course: CourseDirectory, box: Path) -> None:
    _drop(box, 30, {"useful": 1})
    assert _seen(course).n == 30
    with open_records(Path(course.root)) as records, Session(records.gradebook.engine) as session:
        columns = {one["name"] for one in inspect(session.get_bind()).get_columns(Evaluation.__tablename__)}
        assert columns == {"id", "answers"}
        ids = list(session.scalars(select(Evaluation.id)))
        assert ids == sorted(ids), "rows lie in the order in which they came"
        with pytest.raises(Exception, match="rowid"):
            session.connection().exec_driver_sql(f"SELECT rowid FROM {Evaluation.__tablename__}")


def test_words_come_in_another_order_each_time(course: CourseDirectory, box: Path) -> None:
    for number in range(30):
        _drop(box, 1, {"comment": f"{number:02}"})
    orders = {next(one for one in _seen(course).about if one.question.id == "comment").words for _ in range(3)}
    assert len(orders) == 3


def test_a_run_that_was_cut_short_counts_nobody_twice(
    course: CourseDirectory, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _drop(box, 5, {"useful": 1})

    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refused)
        assert _seen(course).n == 5
    assert (_seen(course).n, list(box.iterdir())) == (5, [])


def test_what_does_not_belong_is_not_counted(course: CourseDirectory, box: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text('{"useful": 1}', "ascii")
    for place, text in enumerate(("[]", "{", '{"useful": 9}', '{"name": "Ada"}', "[" * 40_000, '{"comment": " "}')):
        (box / f"{place:032x}.json").write_text(text, "ascii")
    (box / f"{7:032x}.json").symlink_to(tmp_path / "secret")
    (box / f"{8:032x}.json").mkdir()
    (box / "readme.json").write_text('{"useful": 1}', "ascii")
    _drop(box, 4, {"useful": 1})
    seen = _seen(course)
    assert (seen.n, seen.waiting) == (0, 4)


@pytest.mark.parametrize("told", [{}, {"useful": None}, {"useful": True}, {"useful": 5}, {"useful": "4"}, {"name": "Ada"},
                                  {"comment": 3}, {"comment": "x" * (LONGEST + 1)}, [], None])  # fmt: skip
def test_a_form_holds_what_it_asks_for_alone(told: Any) -> None:
    with pytest.raises(FormFaulty):
        checked(told)


def test_the_form_is_short_and_each_question_may_be_left_out() -> None:
    assert len(FORM) == 8
    assert checked({"pace": 0, "comment": "  "}) == {"pace": 0}


def test_it_is_offered_once_every_released_module_was_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    assert not is_due(home)
    released(tmp_path)
    home.mkdir()
    (tmp_path / "release" / MODULE).rename(home / MODULE)
    assert evaluation_payload(home) == ""
    save_returned(home, MODULE, ReturnedResults("2026-11-02T20:15:00+00:00", ("Handed in.",)))
    assert evaluation_payload(home) == "open"
    monkeypatch.setenv(SOLO_VARIABLE, "1")
    assert evaluation_payload(home) == "", "in the solo course nobody would read it"


def test_without_a_place_for_it_nothing_is_lost(box: Path, tmp_path: Path) -> None:
    box.rmdir()
    with pytest.raises(CouldNotSend, match="no place for it yet"):
        send(tmp_path / "home-of-ada", {"useful": 1})
    assert not was_sent(tmp_path / "home-of-ada")


def test_releasing_a_module_makes_the_place(course: CourseDirectory, tmp_path: Path) -> None:
    course.course_id, course.assignment_id = COURSE, MODULE
    ReleaseToACohort(coursedir=course, root=str(tmp_path / "exchange")).start()
    assert (tmp_path / "exchange" / COURSE / "evaluation").stat().st_mode & 0o777 == 0o733
