"""A roster as people export it, into nbgrader's own rows; nothing is written unless all of it is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Student
from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.cli import main
from babyinmind.desk.roster import Enrolled, enrol, read_roster
from babyinmind.desk.table import TableFaulty
from babyinmind.gradebook.schema import Enrolment
from support.gradebooks import opened

PLAIN = "id,name,e-mail,roles,reader\nann,Ann Lee,ann@a.org,judge,Ruth\nben,Ben Ode,,,\n"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{(tmp_path / 'gradebook.db').as_posix()}"


def roster(folder: Path, text: str | bytes, **options: object) -> list[Enrolled]:
    path = folder / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path, **options)


def faults(folder: Path, text: str | bytes, **options: object) -> str:
    with pytest.raises(TableFaulty) as raised:
        roster(folder, text, **options)
    return str(raised.value)


def kept(url: str) -> dict[str, tuple[str | None, str | None, str | None, list[str], str, bool]]:
    """What the gradebook holds of everybody."""
    with opened(url) as book, Session(book.engine) as session:
        students = {one.id: one for one in session.scalars(select(Student))}
        return {
            row.learner: (
                students[row.learner].first_name, students[row.learner].last_name, students[row.learner].email,
                row.roles, row.reader, row.withdrawn is not None,
            )
            for row in session.scalars(select(Enrolment))
        }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "\ufeff" + PLAIN,
        "Email,ROLE, Reader ,Username,Full name\nann@a.org,Judge,Ruth,ann,Ann Lee\n,,,,\n,,,ben,Ben Ode\n",
        PLAIN.replace("e-mail,roles,reader\n", "e-mail,roles,reader,,\n").replace("ben,Ben Ode,,,", "ben,Ben Ode"),
    ],
    ids=["commas", "semicolons", "tabs", "windows", "old-mac", "bom", "other-headings", "ragged"],
)
def test_the_same_roster_however_it_was_exported(tmp_path, text):
    ann = Enrolled("ann", "Ann Lee", "ann@a.org", ("judge",), "Ruth")
    assert roster(tmp_path, text) == [ann, Enrolled("ben", "Ben Ode")]


def test_names_of_every_kind_survive(tmp_path, url):
    text = (
        'id,name,roles\n1,"Osei, Ama","judge; CASA"\n2,"=HYPERLINK(""x"")",other\n3,Åsa Öberg-Þórsdóttir,\n'
        "4,王小明,\n5,<b>Bo</b> & Co,\n6,علي حسن,\n"
    )
    read = roster(tmp_path, text)
    assert [one.roles for one in read[:2]] == [("judge", "casa"), ("other",)]
    with opened(url) as book:
        enrol(book, read)
    names = {learner: row[:2] for learner, row in kept(url).items()}
    assert names == {
        "1": ("Ama", "Osei"),
        "2": ("", '=HYPERLINK("x")'),
        "3": ("Åsa", "Öberg-Þórsdóttir"),
        "4": ("", "王小明"),
        "5": ("<b>Bo</b> &", "Co"),
        "6": ("علي", "حسن"),
    }


def test_every_fault_is_named_by_its_line(tmp_path):
    said = faults(
        tmp_path,
        "id,name,e-mail,roles,reader\n"
        "ann,Ann,ann@a.org,,Ruth\n"
        '"ben","Ben\nOde",,,\n'
        "../up,Up,,,\n"
        "ANN,Again,,,\n"
        "cleo,,nowhere,king,Otto\n"
        "d+d,Dee,ann@A.org,,\n"
        f"long,{'x' * 129},,,\n",
        readers=["Ruth"],
    )
    for words in (
        "line 3: a name holds a line break",
        "line 5: the id '../up' cannot name a folder",
        "line 6: the id 'ANN' stands on line 2 already",
        "line 7: the name is missing",
        "line 7: the e-mail 'nowhere' is none",
        "line 7: the role 'king' is not known",
        "line 7: the reader 'Otto' is none of the cohort's instructors: Ruth",
        "line 8: the id 'd+d' cannot name a folder",
        "line 8: the e-mail 'ann@A.org' stands on line 2 already",
        "line 9: the name is longer than 128",
    ):
        assert words in said
    assert "nothing was changed" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"id,name\nann,\xe5sa\n", "line 2: a letter that is not UTF-8"),
        ("id,name\n".encode("utf-16"), "line 1: a letter that is not UTF-8"),
        ("", "the column 'id' is missing"),
        ("id,name\n", "it names no learner"),
        ("name,mail\nAnn,a@b\n", "line 1: the column 'id' is missing"),
        ("id,name,shoe\nann,Ann,42\n", "line 1: the column 'shoe' is not known"),
        ("id,name,email,e-mail\nann,Ann,a@b,a@b\n", "line 1: the column 'e-mail' stands twice"),
        ("id,name\nann,Lee, Ann\n", "line 2: 3 cells, but the first line names 2 columns"),
        ('id,name\nben,Ben\nann,"Ann\n', 'line 3: a " is opened and not closed'),
        ("id,name\nann,A\0nn\n", "line 2: "),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path, text, words):
    assert words in faults(tmp_path, text)


def test_added_renamed_withdrawn_and_back_with_all_their_work(tmp_path, url):
    with opened(url) as book:
        book.add_assignment("03-attachment")
        book.add_student("zoe")
        first = enrol(book, roster(tmp_path, PLAIN))
        assert (first.added, first.unlisted) == (["ann", "ben"], ["zoe"])
        book.add_submission("03-attachment", "ben")
        again = enrol(book, roster(tmp_path, PLAIN))
        assert again.added + again.renamed + again.changed + again.withdrawn + again.back == []

        changed = PLAIN.replace("Ann Lee", "Ann Ray").replace("ben,Ben Ode,,,\n", "cleo,Cleo Fox,,,\n")
        second = enrol(book, roster(tmp_path, changed))
        assert (second.added, second.renamed, second.withdrawn) == (["cleo"], ["ann"], ["ben"])
        assert book.find_submission("03-attachment", "ben")
    assert kept(url)["ann"] == ("Ann", "Ray", "ann@a.org", ["judge"], "Ruth", False)
    assert kept(url)["ben"][-1] is True

    with opened(url) as book:
        assert enrol(book, [Enrolled("dee", "Dee Dee")], keep_others=True).withdrawn == []
        third = enrol(book, [Enrolled("ben", "Ben Ode", reader="Ruth")])
        assert (third.back, third.withdrawn) == (["ben"], ["ann", "cleo", "dee"])
        assert book.find_submission("03-attachment", "ben")
    assert kept(url)["ben"][-2:] == ("Ruth", False)


def test_the_command_writes_all_or_nothing(tmp_path, capsys):
    path = tmp_path / "roster.csv"
    path.write_text(PLAIN + "cleo,,,,\n", "utf-8")
    call = ["roster", str(path), "--cohort", str(tmp_path)]
    assert main(call) == 1
    assert "line 4: the name is missing" in capsys.readouterr().err
    assert not (tmp_path / "gradebook.db").exists()
    path.write_text(PLAIN, "utf-8")
    cohort = tmp_path / "cohort.yml"
    cohort.write_text("name: Autumn\nsponsor: Agency\ninstructors: [Ada]\n", "utf-8")
    assert main(call) == 1
    assert "the reader 'Ruth' is none of the cohort's instructors: Ada" in capsys.readouterr().err
    cohort.write_text("name:\n", "utf-8")  # as `teach` leaves it to be filled in
    assert main(call) == 0
    assert "2 added: ann, ben" in capsys.readouterr().out
    assert set(kept(f"sqlite:///{tmp_path / 'gradebook.db'}")) == {"ann", "ben"}
