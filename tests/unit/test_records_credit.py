"""The credit rule, the minutes that were measured, and a cohort's hours."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import event
from sqlalchemy.orm import Session

from babyinmind.cli import main
from babyinmind.grading.batch import grade_cohort
from babyinmind.records.cohort import EXAMPLE, Cohort, CohortFaulty, load_cohort
from babyinmind.records.credit import CreditError, GradedHandIn, send_back, weigh
from babyinmind.records.hours import ModuleHours, hours
from babyinmind.records.sittings import minutes, spans, union
from babyinmind.records.spreadsheet import harmless
from babyinmind.results.credit import in_hours
from support.cohort import deliver, read_reflection
from support.small_module import CELLS, MODULE, RIGHT, WRITTEN, WRONG, store

DONE = RIGHT | {"look-back": WRITTEN}
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HARD_NAMES = {
    "comma": ("Ana, María", 'O"Hara'),
    "formula": ("=HYPERLINK(1)", ""),
    "arabic": ("ليلى", "حداد"),
    "greek": ("Ελένη", "Παπαδοπούλου"),
}


@contextmanager
def opened(course: CourseDirectory) -> Iterator[Gradebook]:
    with Gradebook(course.db_url) as gradebook:
        yield gradebook


def where(course: CourseDirectory, learner: str = "ada", pass_mark: float = 0.8) -> ModuleHours:
    with opened(course) as gradebook:
        (one,) = hours(gradebook, pass_mark=pass_mark, learners=[learner])
    (module,) = one.modules
    return module


# The rule


def test_credit_is_provisional_at_the_hand_in_and_confirmed_when_an_instructor_has_read(
    course: CourseDirectory,
) -> None:
    deliver(course, "ada", DONE)
    before = where(course)
    assert (before.credit.state, before.credited, before.provisional) == ("provisional", 0, 1)
    read_reflection(course, "ada")
    after = where(course)
    assert (after.credit.state, after.credited, after.provisional) == ("credited", 1, 0)
    assert after.credit.areas == ("Thinking",)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        (RIGHT, "blank"),
        (RIGHT | {"look-back": {"about": "practice", "text": "  \n"}}, "blank"),
        (WRONG | {"look-back": WRITTEN}, "below"),
        (None, "below"),
    ],
)
def test_without_the_pass_mark_or_the_reflection_nothing_is_credited(
    course: CourseDirectory, values: Any, state: str
) -> None:
    deliver(course, "ada", values)
    found = where(course)
    assert (found.credit.state, found.credited, found.provisional) == (state, 0, 0)


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("worse", [WRONG, WRONG | {"look-back": WRITTEN}, None])
def test_a_worse_later_hand_in_takes_no_credit_away(course: CourseDirectory, worse: Any, read: bool) -> None:
    deliver(course, "ada", DONE)
    if read:
        read_reflection(course, "ada")  # and nobody looks at the hours before she hands in again
    deliver(course, "ada", worse, day=1)
    found = where(course)
    assert found.credit.state == ("credited" if read else "provisional")
    assert found.credited + found.provisional == 1


def test_credit_survives_a_regrade_under_another_key(course: CourseDirectory) -> None:
    deliver(course, "ada", DONE)
    turned = {name: CELLS[name].replace("answer: b", "answer: c") for name in ("zebra-first",)}
    turned |= {"amount": CELLS["amount"].replace("answer: 7421", "answer: 5")}
    store(course.db_url, turned)
    summary = grade_cohort(course, MODULE, force=True)
    assert summary.graded == ["ada"]
    found = where(course)
    assert (found.credit.state, found.provisional) == ("provisional", 1)
    # Somebody who gives the same answers now does not pass.
    deliver(course, "bo", DONE)
    assert where(course, "bo").credit.state == "below"


def test_credit_survives_a_higher_pass_mark_and_keeps_its_minutes(course: CourseDirectory) -> None:
    partly = DONE | {"amount": 1}  # 5 of 6 points
    deliver(course, "ada", partly)
    assert where(course).provisional == 1
    store(course.db_url, {MODULE: CELLS[MODULE].replace("minutes: 1", "minutes: 50")})
    found = where(course, pass_mark=0.9)
    assert (found.credit.state, found.provisional) == ("provisional", 1)
    deliver(course, "bo", partly)
    assert where(course, "bo", pass_mark=0.9).credit.state == "below"
    assert where(course, "bo").provisional == 50


def test_the_best_hand_in_and_the_one_with_words_need_not_be_the_same(course: CourseDirectory) -> None:
    deliver(course, "ada", RIGHT)
    deliver(course, "ada", WRONG | {"look-back": WRITTEN}, day=1)
    found = where(course)
    assert found.credit.state == "provisional"
    assert found.credit.best == 1.0
    assert found.credit.given == found.credit.latest


# Sending back


def test_a_reflection_is_sent_back_with_a_reason_and_comes_again(course: CourseDirectory) -> None:
    deliver(course, "ada", DONE)
    assert where(course).provisional == 1
    with opened(course) as gradebook, Session(gradebook.engine) as session:
        send_back(session, "ada", MODULE, reason="It names the family.", by="Bo Example")
    found = where(course)
    assert (found.credit.state, found.credit.reason, found.provisional) == ("sent-back", "It names the family.", 0)
    read_reflection(course, "ada")  # reading what was sent back does not credit it
    assert where(course).credit.state == "sent-back"
    deliver(course, "ada", DONE, day=1)
    found = where(course)
    assert (found.credit.state, found.credit.reason, found.provisional) == ("provisional", "", 1)
    read_reflection(course, "ada")
    assert where(course).credited == 1


def test_what_was_confirmed_is_not_sent_back(course: CourseDirectory) -> None:
    deliver(course, "ada", DONE)
    read_reflection(course, "ada")
    where(course)
    with opened(course) as gradebook, Session(gradebook.engine) as session:
        with pytest.raises(CreditError, match="Credit that was given stays"):
            send_back(session, "ada", MODULE, reason="Late thought.", by="Bo Example")
        with pytest.raises(CreditError, match="Say why"):
            send_back(session, "ada", MODULE, reason="  ", by="Bo Example")
        with pytest.raises(CreditError, match="no graded hand-in"):
            send_back(session, "zoe", MODULE, reason="Why.", by="Bo Example")
    assert where(course).credited == 1


hand_ins = st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.booleans()), max_size=6).map(
    lambda parts: [GradedHandIn(datetime(2026, 1, 1 + place), *part) for place, part in enumerate(parts)]
)


@settings(max_examples=200, deadline=None)
@given(earlier=hand_ins, later=hand_ins, pass_mark=st.floats(0.1, 1), is_read=st.booleans())
def test_no_later_hand_in_ever_takes_away(
    earlier: list[GradedHandIn], later: list[GradedHandIn], pass_mark: float, is_read: bool
) -> None:
    before = weigh(earlier, pass_mark=pass_mark)
    moved = [GradedHandIn(each.at + timedelta(days=30), each.best, each.reflected, each.read) for each in later]
    after = weigh([*earlier, *moved], pass_mark=pass_mark, is_read=is_read)
    if before.given is not None:
        assert after.given == before.given
        assert after.read or not before.read
    credited = any(each.best >= pass_mark - 1e-9 for each in earlier) and any(each.reflected for each in earlier)
    assert (before.given is not None) == credited == (before.state in ("provisional", "credited"))


# Measured minutes


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def test_time_is_counted_once_however_many_hand_ins_tell_of_it(course: CourseDirectory) -> None:
    first = [(at(0), at(12)), (at(30), at(40))]
    deliver(course, "ada", WRONG, sittings=first)
    deliver(course, "ada", DONE, day=1, sittings=[*first, (at(35), at(50))])
    found = where(course)
    assert found.measured == 12 + 20
    assert found.provisional == 1  # 32 minutes of work change nothing about the minute that is credited


def test_what_is_no_sitting_is_left_out() -> None:
    assert (
        spans([["then", "now"], ["2026-11-02T10:00:00Z", "2026-11-02T09:00:00Z"], [1, 2], ["2026-11-02T09:00:00Z"]])
        == []
    )
    assert minutes(spans([["2026-11-02T09:00:00Z", "2026-11-02T09:07:00+00:00"]])) == 7


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=12))
def test_the_union_is_every_minute_once(parts: list[tuple[int, int]]) -> None:
    given_spans = [(at(start), at(start + length)) for start, length in parts]
    covered = {minute for start, length in parts for minute in range(start, start + length)}
    assert minutes(given_spans) == len(covered)
    assert minutes(given_spans * 2) == len(covered)
    joined = union(given_spans)
    assert all(before[1] < after[0] for before, after in pairwise(joined))


# The list


def _roster(course: CourseDirectory) -> None:
    with opened(course) as gradebook:
        for learner, (first, last) in HARD_NAMES.items():
            gradebook.update_or_create_student(learner, first_name=first, last_name=last)


def test_hours_as_csv_keep_every_name_and_run_nothing(
    course: CourseDirectory, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    _roster(course)
    deliver(course, "comma", DONE)
    read_reflection(course, "comma")
    assert main(["hours", "--cohort", course.root, "--format", "csv"]) == 0
    text = capfdbinary.readouterr().out.decode("utf-8")
    rows = {row["learner"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert rows["comma"]["name"] == 'Ana, María O"Hara'
    assert rows["formula"]["name"] == "'=HYPERLINK(1)"
    assert rows["arabic"]["name"] == "ليلى حداد"
    assert rows["greek"]["name"] == "Ελένη Παπαδοπούλου"
    assert rows["comma"] | {"first_hand_in": "", "latest_hand_in": "", "credited_on": ""} == {
        "learner": "comma", "name": 'Ana, María O"Hara', "module": MODULE, "title": "Small", "state": "credited",
        "best_percent": "100.0", "credited_minutes": "1", "provisional_minutes": "0", "measured_minutes": "0",
        "first_hand_in": "", "latest_hand_in": "", "credited_on": "", "areas": "Thinking", "reason": "",
    }  # fmt: skip
    assert rows["comma"]["credited_on"] == rows["comma"]["first_hand_in"] == "2026-11-02"
    assert rows["greek"]["state"] == "not handed in"


def test_hours_as_json_and_as_a_table(course: CourseDirectory, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _roster(course)
    deliver(course, "greek", DONE)
    assert main(["hours", "--cohort", course.root, "--format", "json"]) == 0
    told = {one["learner"]: one for one in json.loads(capfdbinary.readouterr().out)}
    assert (told["greek"]["credited_minutes"], told["greek"]["provisional_minutes"]) == (0, 1)
    assert told["greek"]["modules"][0]["areas"] == ["Thinking"]
    assert "minutes" not in str(told["greek"]["modules"][0]["areas"])
    assert told["comma"]["modules"][0]["best_percent"] is None
    assert main(["hours", "--cohort", course.root]) == 0
    table = capfdbinary.readouterr().out.decode("utf-8")
    assert "Ελένη Παπαδοπούλου (greek): 0 min credited, 1 min provisional; 0 min measured" in table
    assert "areas: Thinking" in table


def test_hours_say_where_they_looked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hours", "--cohort", str(tmp_path)]) == 2
    assert "There is no gradebook" in capsys.readouterr().err
    assert not (tmp_path / "gradebook.db").exists()


def test_hours_without_a_cohorts_file_are_quick_and_by_nbgraders_own_pass_mark(course: CourseDirectory) -> None:
    deliver(course, "ada", DONE | {"amount": 1, "zebra-first": "a"})  # 4 of 6 points
    Path(course.root, "nbgrader_config.py").write_text(
        "c = get_config()\nc.FeedbackExporter.pass_mark = 0.5\n", encoding="utf-8"
    )
    code = (
        "import sys; from babyinmind.cli import main; main(['hours']);"
        "print('slow:', *sorted({'nbconvert', 'jupyter_server', 'matplotlib'} & set(sys.modules)));"
        "from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension"  # still to be had
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=course.root, capture_output=True, text=True, check=True)
    assert "1 min provisional" in told.stdout
    assert told.stdout.splitlines()[-1].strip() == "slow:"


def test_queries_are_few_whatever_the_cohort(course: CourseDirectory) -> None:
    for learner in ("a", "b", "c", "d", "e"):
        deliver(course, learner, DONE)
    counts = []
    for _ in range(2):
        with opened(course) as gradebook:
            asked: list[str] = []
            event.listen(
                gradebook.engine, "before_cursor_execute", lambda _c, _u, sql, *_, asked=asked: asked.append(sql)
            )
            assert len(hours(gradebook, pass_mark=0.8)) == 5
            counts.append(sum(sql.startswith("SELECT") for sql in asked))
    assert max(counts) <= 7


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_text_that_could_run_gets_a_mark_before_it(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(-1) == -1
    assert harmless("Anna-Maria") == "Anna-Maria"


def test_minutes_in_words() -> None:
    assert [in_hours(each) for each in (0, 40, 60, 160)] == ["0 min", "40 min", "1 h", "2 h 40 min"]


# The cohort's own file


def test_a_cohort_is_read(tmp_path: Path) -> None:
    (tmp_path / "cohort.yml").write_text("\ufeff" + EXAMPLE, encoding="utf-8")
    cohort = load_cohort(tmp_path)
    assert cohort.instructors == ("Ada Example", "Bo Example")
    assert (cohort.sponsor, cohort.reading_days, cohort.pass_mark) == ("Example Agency", 7, 0.8)
    assert cohort.contact is not None and "555 0100" in cohort.contact.how and cohort.contact.account == "ada"
    (tmp_path / "cohort.yml").write_text("name: A\nsponsor: B\ninstructors: [C]\n", encoding="utf-8")
    assert load_cohort(tmp_path) == Cohort("A", "B", ("C",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: A\nsponsor: B\n", "line 1: `instructors:` is missing"),
        ("name: A\nsponsor: B\ninstructors: C\n", "line 3: `instructors:` needs a list"),
        ("name: A\nsponser: B\n", "line 2: 'sponser' is not known here"),
        ("name: A\nsponsor: B\ninstructors: [C]\npass_mark: 80\n", "line 4: `pass_mark:` needs a share"),
        ("name: A\nsponsor: B\ninstructors: [C]\nreading_days: soon\n", "line 4: `reading_days:` needs"),
        ("name: A\nsponsor: B\ninstructors: [C]\ncontact: Ada\n", "line 4: `contact:` needs a name and a way"),
        ("name: A\nname: B\n", "line 2: the key 'name' stands twice"),
        ("- name\n", "line 1: `name: value` lines are expected"),
        ("name: [A\n", "line"),
        ("", "line 1"),
    ],
)
def test_what_is_wrong_with_a_cohorts_file_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "cohort.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CohortFaulty) as raised:
        load_cohort(tmp_path)
    assert str(tmp_path / "cohort.yml") in str(raised.value)
    assert said in str(raised.value)


def test_a_cohort_without_a_file_is_told_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(CohortFaulty, match=r"(?s)is not there\. Write it, such as.*sponsor: Example Agency"):
        load_cohort(tmp_path)
