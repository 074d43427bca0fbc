"""`sessions.csv`: what trainers write, what a learner's start page makes of it, and each mistake by its line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from babyinmind.course import course_pages, make_folder, place, released_modules
from babyinmind.course.sessions import RELEASED, Suggested, bring, suggested_in, to_json
from babyinmind.desk.sessions import read_sessions
from babyinmind.desk.table import TableFaulty
from babyinmind.magics.start import modules_payload
from babyinmind.results import ReturnedResults, save_returned

PLAIN = "session,date,modules\nOpening,2027-03-12,05-ghosts; 03-attachment\n2,2027-04-02,11-courts\n"

pytestmark = pytest.mark.usefixtures("places")


def read(folder: Path, text: str) -> dict[str, Suggested]:
    path = folder / "sessions.csv"
    path.write_text(text, encoding="utf-8")
    return read_sessions(path)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "Live session;Day;Modules\nOpening;2027-03-12;05-ghosts 03-attachment\n2;2027-04-02;11-courts\n",
        'modules,session,date\n"05-ghosts, 03-attachment",Opening,2027-03-12\n11-courts,2,2027-04-02\n',
    ],
)
def test_modules_get_the_day_of_their_session_in_the_trainers_order(tmp_path: Path, text: str):
    assert list(read(tmp_path, text).items()) == [
        ("05-ghosts", Suggested("Opening", date(2027, 3, 12))),
        ("03-attachment", Suggested("Opening", date(2027, 3, 12))),
        ("11-courts", Suggested("2", date(2027, 4, 2))),
    ]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("2027-04-02", "02.04.2027", "line 3: the date '02.04.2027' is none. Write it as 2027-03-12."),
        ("2027-04-02", "2027-02-30", "line 3: the date '2027-02-30' is none"),
        ("2027-04-02", "20270402", "line 3: the date '20270402' is none"),
        ("11-courts", "11-court", "line 3: the module '11-court' is not known. Known are: 01-foundations"),
        ("11-courts", "05-ghosts", "line 3: the module 05-ghosts stands on line 2 already"),
        ("11-courts", "", "line 3: the modules are missing"),
        ("\n2,", "\nOpening,", "line 3: the session 'Opening' stands on line 2 already"),
        ("\n2,", "\n,", "line 3: the session needs a name"),
        ("session,", "sesion,", "line 1: the column 'sesion' is not known"),
        (PLAIN.partition("\n")[2], "", "it names no session"),
    ],
)
def test_a_mistake_is_named_by_its_line(tmp_path: Path, before: str, after: str, says: str):
    assert before in PLAIN
    with pytest.raises(TableFaulty) as raised:
        read(tmp_path, PLAIN.replace(before, after, 1))
    assert says in str(raised.value)


def test_a_card_says_the_day_and_locks_nothing(tmp_path: Path):
    outbound, home = tmp_path / "outbound", tmp_path / "2027-spring"
    outbound.mkdir()
    place(released_modules(), home, pages=course_pages())
    plain = modules_payload(home)
    (outbound / RELEASED).write_bytes(to_json(read(tmp_path, PLAIN)))
    bring(outbound, home)
    told = {one["id"]: one for one in modules_payload(home)["modules"]}
    assert told["03-attachment"]["suggested"] == "Suggested by 12 March 2027, for the live session “Opening”"
    assert told["11-courts"]["suggested"] == "Suggested by 2 April 2027, for the live session “2”"
    assert told["06-trauma"]["suggested"] == ""
    without = [{**one, "suggested": ""} for one in modules_payload(home)["modules"]]
    assert {**modules_payload(home), "modules": without} == plain

    results = {
        "format": "babyinmind-results", "version": 1, "module": "03-attachment", "title": "Attachment theory", "hand_in": 1,
        "handed_in": "2026-11-22T14:05:00Z", "score": 12.0, "max_score": 12.0, "best_share": 1.0, "pass_mark": 0.8,
        "passed": True, "everything_told": True, "questions": [], "reflections": [], "faults": [],
    }  # fmt: skip
    save_returned(home, "03-attachment", ReturnedResults("2026-11-22T14:05:00+00:00", ("line",), results))
    told = {one["id"]: one for one in modules_payload(home)["modules"]}
    assert (told["03-attachment"]["state"], told["03-attachment"]["suggested"]) == ("passed", "")

    (outbound / RELEASED).unlink()
    bring(outbound, home)
    assert suggested_in(home) == {}


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"format": "another", "modules": {"03-attachment": {"session": "1", "by": "2027-03-12"}}}',
     json.dumps({"format": "babyinmind-sessions", "modules": {"03-attachment": {"session": "1", "by": "soon"}}})],
)  # fmt: skip
def test_dates_that_cannot_be_read_are_none(tmp_path: Path, content: str):
    home = tmp_path / "home"
    make_folder(home)
    (tmp_path / RELEASED).write_text(content)
    bring(tmp_path, home)
    assert suggested_in(home) == {}
