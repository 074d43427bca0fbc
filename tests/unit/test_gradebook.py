"""A gradebook of any earlier form is brought to today's schema whole, or left as it was; what is nbgrader's stays nbgrader's."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from babyinmind.cli import main
from babyinmind.gradebook import upgrade as upgrading
from babyinmind.gradebook.lock import Busy, only_one
from babyinmind.gradebook.schema import Attempt, Issued, Table
from babyinmind.gradebook.session import open_gradebook
from babyinmind.gradebook.upgrade import VERSION_TABLE, VERSIONS, GradebookError, copies_beside, scripts, version_at
from babyinmind.processes import environment
from support.gradebooks import forget_version
from support.postgresql import emptied, server

WRITTEN = {"look-back": {"value": {"about": "", "text": "She looked."}, "confidence": None, "at": ""}}
FIRST_ATTEMPTS = """
CREATE TABLE babyinmind_attempt (
    id INTEGER NOT NULL, module VARCHAR(128) NOT NULL, learner VARCHAR(128) NOT NULL, handed_in {time} NOT NULL,
    graded {time} NOT NULL, answers JSON NOT NULL, items JSON NOT NULL, score FLOAT NOT NULL, max_score FLOAT NOT NULL,
    faults JSON NOT NULL, PRIMARY KEY (id), UNIQUE (module, learner, handed_in))
"""
FIRST_RECORDS = """
CREATE TABLE babyinmind_record (
    id INTEGER NOT NULL, learner VARCHAR(128) NOT NULL, number VARCHAR(32) NOT NULL, issued {time} NOT NULL,
    envelope JSON NOT NULL, PRIMARY KEY (id), UNIQUE (number))
"""
OPEN = "import sys; from babyinmind.cli import main; raise SystemExit(main(['hours', '--cohort', sys.argv[1]]))"

pytestmark = pytest.mark.slow  # it starts PostgreSQL, and commands that are killed in the middle


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request: pytest.FixtureRequest, tmp_path: Path) -> CourseDirectory:
    """A course folder without a gradebook yet."""
    found = CourseDirectory(root=str(tmp_path))
    if request.param == "postgresql":
        found.db_url = emptied(request.getfixturevalue("postgresql"))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> CourseDirectory:
    return CourseDirectory(root=str(tmp_path))


def make_first_form(course: CourseDirectory) -> None:
    """The gradebook as the first versions left it: hand-ins without sittings and what credit rests on, unnumbered records."""
    with Gradebook(course.db_url) as gradebook, gradebook.engine.begin() as connection:
        time = "TIMESTAMP" if connection.dialect.name == "postgresql" else "DATETIME"
        for table in (FIRST_ATTEMPTS, FIRST_RECORDS):
            connection.execute(text(table.format(time=time)))
        for column in ("module", "learner"):
            connection.execute(text(f"CREATE INDEX ix_babyinmind_attempt_{column} ON babyinmind_attempt ({column})"))
        connection.execute(text("CREATE INDEX ix_babyinmind_record_learner ON babyinmind_record (learner)"))
        attempt = text(
            "INSERT INTO babyinmind_attempt VALUES (:id, '00-small', :learner, '2026-11-09 20:15:00', '2026-11-09 20:16:00',"
            " :answers, '{}', :score, 4, '[]')"
        )
        for place, (learner, answers, score) in enumerate((("ann", WRITTEN, 3), ("ben", {}, 1), ("cy", {}, 0)), 1):
            given = {"id": place, "learner": learner, "answers": json.dumps(answers), "score": score}
            connection.execute(attempt, given)
        record = text(
            "INSERT INTO babyinmind_record VALUES (:id, :learner, :number, '2026-11-10 08:00:00', '{\"a\": 1}')"
        )
        for place, (learner, number) in enumerate(
            (("ann", "K7QM-2X9D-1"), ("ben", "BBBB-2X9D-1"), ("ann", "K7QM-2X9D-2")), 1
        ):
            connection.execute(record, {"id": place, "learner": learner, "number": number})


def rows(course: CourseDirectory) -> dict[str, list[Any]]:
    """Every row of every table that is not ours, as text."""
    engine = create_engine(course.db_url, poolclass=NullPool)
    with engine.connect() as connection:
        names = [name for name in inspect(engine).get_table_names() if not name.startswith("babyinmind_")]
        found = {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}
    engine.dispose()
    return found


def differences(course: CourseDirectory) -> list[Any]:
    """How our tables differ from their classes."""
    engine = create_engine(course.db_url, poolclass=NullPool)

    def is_ours(item: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
        return kind != "table" or (str(name).startswith("babyinmind_") and name != VERSION_TABLE)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
        found = list(compare_metadata(context, Table.metadata))
    engine.dispose()
    return found


def test_the_versions_are_those_that_have_a_migration():
    assert tuple(reversed([one.revision for one in scripts().walk_revisions()])) == VERSIONS


def test_a_new_gradebook_has_nbgraders_tables_and_ours(course: CourseDirectory) -> None:
    with open_gradebook(course) as gradebook:
        assert inspect(gradebook.engine).has_table("alembic_version")
    assert version_at(course.db_url) == VERSIONS[-1]
    assert differences(course) == []
    assert list(Path(course.root).glob("*before-schema*")) == [], "nothing of ours was there to be copied"


def test_the_first_form_is_carried_over_with_nothing_lost(course: CourseDirectory) -> None:
    make_first_form(course)
    before = rows(course)
    with open_gradebook(course) as gradebook, Session(gradebook.engine) as session:
        attempts = {one.learner: one for one in session.scalars(select(Attempt))}
        assert {name: one.best for name, one in attempts.items()} == {"ann": 0.75, "ben": 0.25, "cy": 0}
        assert {name: one.reflected for name, one in attempts.items()} == {"ann": True, "ben": False, "cy": False}
        assert all(one.sittings == [] and one.read is False for one in attempts.values())
        assert attempts["ann"].answers == WRITTEN and attempts["ann"].handed_in.isoformat() == "2026-11-09T20:15:00"
        issued = {one.number: one.serial for one in session.scalars(select(Issued))}
        assert issued == {"K7QM-2X9D-1": 1, "BBBB-2X9D-1": 1, "K7QM-2X9D-2": 2}
    assert differences(course) == []
    assert rows(course) == before


def test_tables_of_a_later_day_without_a_number_are_taken_as_they_are(course: CourseDirectory) -> None:
    with open_gradebook(course) as gradebook:
        with Session(gradebook.engine) as session:
            session.add(
                Issued(learner="ann", serial=1, number="K7QM-2X9D-1", issued=datetime(2026, 11, 10, 8), envelope={})
            )
            session.commit()
        forget_version(gradebook.engine, "babyinmind_claimed", "babyinmind_record_pdf")
    with open_gradebook(course) as gradebook, Session(gradebook.engine) as session:
        assert [one.number for one in session.scalars(select(Issued))] == ["K7QM-2X9D-1"]
    assert differences(course) == []


def test_a_copy_of_before_lies_beside_it(folder: CourseDirectory) -> None:
    make_first_form(folder)
    database = Path(folder.root, "gradebook.db")
    database.chmod(0o660)
    open_gradebook(folder).close()
    (copy,) = copies_beside(database)
    assert copy.name.startswith(f"gradebook.before-schema-{VERSIONS[-1]}-") and copy.suffix == ".db"
    assert copy.stat().st_mode & 0o777 == 0o660
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM babyinmind_attempt").fetchone() == (3,)
        columns = {row[1] for row in connection.execute("PRAGMA table_info(babyinmind_attempt)")}
        assert "best" not in columns
    open_gradebook(folder).close()
    assert copies_beside(database) == [copy], "one upgrade, one copy"


@pytest.mark.parametrize(
    "command",
    [
        ["hours"],
        ["grade", "00-small"],
        ["export", "canvas", "x.csv"],
        ["record", "ann", "--pdf", "x.pdf"],
        ["roster", "roster.csv"],
    ],
)
def test_a_gradebook_of_a_newer_version_is_refused_and_left_alone(
    folder: CourseDirectory, command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_gradebook(folder) as gradebook, gradebook.engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    monkeypatch.chdir(folder.root)
    Path("roster.csv").write_text("id,name,e-mail,roles,reader\nann,Ann Lee,,,\n", encoding="utf-8")
    database = Path(folder.root, "gradebook.db")
    before = database.read_bytes()
    with pytest.raises(GradebookError, match="schema 9999, from a newer version"):
        open_gradebook(folder)
    assert main([*command, "--cohort", folder.root]) != 0
    said = capsys.readouterr().err
    assert f"{database} has schema 9999, from a newer version of Baby in Mind" in said and "Traceback" not in said
    assert database.read_bytes() == before
    assert copies_beside(database) == []


def test_without_room_for_the_copy_nothing_is_changed(folder: CourseDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    make_first_form(folder)
    database = Path(folder.root, "gradebook.db")
    before = database.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upgrading, "replace", full)
    with pytest.raises(
        GradebookError, match=r"no copy of it could be made.*No space left on device.*Nothing was changed"
    ):
        open_gradebook(folder)
    assert database.read_bytes() == before
    assert [path.name for path in Path(folder.root).iterdir() if "before-schema" in path.name] == []


def test_a_database_that_another_program_writes_is_waited_for_and_then_named(
    folder: CourseDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_first_form(folder)
    monkeypatch.setattr(upgrading, "_WAIT", 0.2)
    with closing(sqlite3.connect(Path(folder.root, "gradebook.db"))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GradebookError, match=r"could not be upgraded.*locked.*Nothing was changed"):
            open_gradebook(folder)
    open_gradebook(folder).close()


def test_it_waits_for_whoever_holds_the_course(folder: CourseDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    make_first_form(folder)
    monkeypatch.setattr(only_one.__wrapped__, "__defaults__", (None, 0.1))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with only_one(folder):
            os.write(writing, b"h")
            signal.pause()
    os.read(reading, 1)
    try:
        with pytest.raises(Busy):
            open_gradebook(folder)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert not inspect(create_engine(folder.db_url, poolclass=NullPool)).has_table(VERSION_TABLE)


KILLED = """
import os, sys
from sqlalchemy import event
from nbgrader.coursedir import CourseDirectory
from babyinmind.gradebook import upgrade as upgrading
from babyinmind.gradebook.session import open_gradebook

course, left = CourseDirectory(root=sys.argv[1]), [int(sys.argv[3])]
course.db_url = sys.argv[2]
began = upgrading.create_engine

def watched(*arguments, **options):
    engine = began(*arguments, **options)

    @event.listens_for(engine, "before_cursor_execute")
    def count(*_):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), 9)
    return engine

upgrading.create_engine = watched
open_gradebook(course).close()
print("done")
"""


def test_killed_anywhere_in_the_middle_it_is_whole(course: CourseDirectory) -> None:
    make_first_form(course)
    before = rows(course)
    is_sqlite = course.db_url.startswith("sqlite")
    killed = 0
    for statements in (1, 10, 40):
        arguments = [sys.executable, "-c", KILLED, course.root, course.db_url, str(statements)]
        done = subprocess.run(arguments, env=environment(), capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        engine = create_engine(course.db_url, poolclass=NullPool)
        assert not inspect(engine).has_table(VERSION_TABLE), statements
        assert {one["name"] for one in inspect(engine).get_columns("babyinmind_attempt")}.isdisjoint(
            {"best", "sittings"}
        )
        assert not inspect(engine).has_table("babyinmind_credit")
        engine.dispose()
        if is_sqlite:
            with closing(sqlite3.connect(Path(course.root, "gradebook.db"))) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        killed += 1
    assert killed > 1, "it was killed between statements, several times"
    check_that_it_is_todays(course)
    assert rows(course) == before


def check_that_it_is_todays(course: CourseDirectory) -> None:
    open_gradebook(course).close()
    assert version_at(course.db_url) == VERSIONS[-1]
    assert differences(course) == []


def test_of_many_that_open_it_at_once_one_upgrades_and_none_fails(folder: CourseDirectory) -> None:
    make_first_form(folder)
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, folder.root], env=environment(), stderr=subprocess.PIPE, text=True,
                         stdout=subprocess.DEVNULL)
        for _ in range(4)
    ]  # fmt: skip
    for one in started:
        _, said = one.communicate(timeout=60)
        assert one.returncode == 0, said
    assert len(copies_beside(Path(folder.root, "gradebook.db"))) == 1
    check_that_it_is_todays(folder)


def test_stock_nbgrader_goes_on_with_it(folder: CourseDirectory) -> None:
    make_first_form(folder)
    with Gradebook(folder.db_url) as gradebook:
        gradebook.add_student("ann", first_name="Ann")
    open_gradebook(folder).close()

    def nbgrader(*arguments: str) -> str:
        command = [sys.executable, "-m", "nbgrader", "db", *arguments]
        done = subprocess.run(command, cwd=folder.root, env=environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    before = rows(folder)["alembic_version"]
    assert "ann" in nbgrader("student", "list")
    nbgrader("student", "add", "ben")
    nbgrader("upgrade")
    nbgrader("assignment", "add", "00-small")
    assert rows(folder)["alembic_version"] == before
    with open_gradebook(folder) as gradebook, Session(gradebook.engine) as session:
        assert len(session.scalars(select(Attempt)).all()) == 3
        assert {one.id for one in gradebook.students} == {"ann", "ben"}
