"""A cohort's course folder: its settings, gradebook, exchange, keys, and what waits."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Connection, NullPool, create_engine, func, inspect, select, table
from sqlalchemy.exc import DBAPIError

from babyinmind.desk.arrivals import read_arrivals
from babyinmind.desk.flags import FlagError, contact_of, flag_box
from babyinmind.doctor.findings import Finding, note, ok, wrong
from babyinmind.gradebook.schema import Attempt, Enrolment, Issued
from babyinmind.gradebook.upgrade import (
    VERSIONS,
    GradebookError,
    copies_beside,
    named,
    number_in,
    sqlite_file,
    version_at,
)
from babyinmind.grading.start import course_directory, exchange_of
from babyinmind.records.certificate import PDF_KEY_FILE
from babyinmind.records.cohort import FILE, Cohort, CohortFaulty, cohort_in
from babyinmind.records.signing import FOLDER, PRIVATE_FILE, KeyFaulty, refuse_others
from babyinmind.responses import ResponsesError, read_responses

_LEAST_ROOM = 200_000_000
"""Bytes that a disk should have free: an upgrade copies the gradebook, and feedback is written before it is moved."""
_SAFE = {
    ("Autograde", "exporter_class"): "babyinmind.grading.autograde.StoredNotebookExporter",
    ("GenerateFeedback", "exporter_class"): "babyinmind.records.returning.CreditFeedback",
    ("ExchangeFactory", "collect"): "babyinmind.grading.collect.CollectAnswers",
}
"""What must hold in nbgrader's settings, whatever files they come from."""
_ANSWERS = ".responses.json"


def cohort(folder: Path, db_url: str | None = None) -> Iterator[Finding]:
    """Everything about the cohort whose course folder this is."""
    coursedir = course_directory(root=folder, db_url=db_url)
    yield ok("Course folder", f"{coursedir.root}, course_id {coursedir.course_id!r}")
    yield _room(folder)
    yield from _settings(coursedir)
    yield from _gradebook(coursedir)
    try:
        found = cohort_in(folder)
    except CohortFaulty as error:
        yield wrong(FILE, str(error), "Mend the line that is named.")
        found = None
    else:
        yield (
            ok(FILE, found.name)
            if found
            else note(FILE, "not there: this is plain nbgrader, without records and flags")
        )
    if found:
        yield from _contact(folder, found)
    yield from _keys(folder)
    yield from _exchange(coursedir)
    yield from _handed_in(coursedir)
    arrivals = read_arrivals(folder)
    if arrivals is not None:
        words = arrivals.words()
        yield (
            ok("Grader", words)
            if arrivals.is_well()
            else wrong("Grader", words, "See its log, and that its service runs.")
        )


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    words = f"{free / 1e9:.1f} GB free"
    return ok("Disk", words) if free >= _LEAST_ROOM else wrong("Disk", words, "Make room before you grade.")


def _settings(coursedir: CourseDirectory) -> Iterator[Finding]:
    unsafe = [
        f"c.{section}.{name} is {coursedir.config[section].get(name)!r}, not {wanted!r}"
        for (section, name), wanted in _SAFE.items()
        if coursedir.config[section].get(name) != wanted
    ]
    if unsafe:
        mend = (
            "Take these lines out of the nbgrader_config.py that sets them: the environment's own settings are right."
        )
        yield wrong("nbgrader's settings", "; ".join(unsafe), mend)
    else:
        yield ok("nbgrader's settings", "hand-ins are graded as data")


def _gradebook(coursedir: CourseDirectory) -> Iterator[Finding]:
    url, about = coursedir.db_url, "Gradebook"
    database = sqlite_file(url)
    if database is not None and not database.is_file():
        yield wrong(about, f"there is none at {database}", "Release a module, or name the gradebook with --db.")
        return
    if database is not None and (fault := _damage(database)):
        yield wrong(about, f"{database} is damaged ({fault})", "Put it back from a backup; keep the damaged file.")
        return
    try:
        version = version_at(url)
        with create_engine(url, poolclass=NullPool).connect() as connection:
            yield ok(
                about,
                f"{named(url)}: {_counted(connection)}; nbgrader's schema {number_in(connection, 'alembic_version') or 'without a number'}",
            )
    except GradebookError as error:
        yield wrong(about, str(error), "Install the newer version of the course.")
        return
    except DBAPIError as error:
        yield wrong(
            about, f"{named(url)} cannot be read ({error.orig})", "See that it runs, and that this account may read it."
        )
        return
    if version == VERSIONS[-1]:
        yield ok("Our tables", f"schema {version}")
    else:
        yield note(
            "Our tables",
            f"schema {version or 'of before 0001'}; they are upgraded to {VERSIONS[-1]} when it is next opened",
        )
    if database is not None and not os.access(database, os.W_OK):
        yield note(about, f"this account may not write {database}")
    for copy in copies_beside(database) if database else ():
        yield note("Copy of the gradebook", f"{copy}, of before an upgrade", "Once all is well, delete it.")


def _damage(database: Path) -> str:
    """What SQLite finds wrong with a file; "" where it finds nothing. Opened for reading alone."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else str(found)


def _counted(connection: Connection) -> str:
    there = set(inspect(connection).get_table_names())
    tables = {
        "modules": "assignment",
        "learners": "student",
        "on the roster": Enrolment.__tablename__,
        "graded hand-ins": Attempt.__tablename__,
        "records": Issued.__tablename__,
    }
    counts = {
        what: connection.execute(select(func.count()).select_from(table(name))).scalar() if name in there else 0
        for what, name in tables.items()
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items())


def _contact(folder: Path, cohort: Cohort) -> Iterator[Finding]:
    try:
        contact = contact_of(cohort)
        yield ok("Flags", f"{contact.name} ({contact.account}): {flag_box(folder, contact)}")
    except FlagError as error:
        yield wrong("Flags", str(error), "Learners and instructors need a contact: mend this before the cohort opens.")


def _keys(folder: Path) -> Iterator[Finding]:
    """The keys that sign records: made with the first record, and never readable by others."""
    for name in (PRIVATE_FILE, PDF_KEY_FILE):
        path = folder / FOLDER / name
        try:
            if not path.exists():
                yield note("Key for records", f"{path} is not there: it is made with the first record")
                continue
            refuse_others(path)
        except KeyFaulty as error:
            yield wrong("Key for records", str(error), f"chmod 600 {path}, if nobody else has read it.")
        except OSError as error:
            yield note("Key for records", f"{path} is not this account's to look at ({error.strerror})")
        else:
            yield ok("Key for records", str(path))


def _exchange(coursedir: CourseDirectory) -> Iterator[Finding]:
    exchange = exchange_of(coursedir)
    inbound = exchange / "inbound"
    if not inbound.is_dir():
        yield note("Exchange", f"{inbound} is not there: nbgrader makes it when the first module is released")
    elif not os.access(inbound, os.R_OK | os.W_OK | os.X_OK):
        yield wrong(
            "Exchange", f"this account may not read and write {inbound}", "Give it to the cohort's instructors."
        )
    else:
        yield ok("Exchange", f"{exchange}: {len(list(inbound.iterdir()))} hand-ins in inbound")


def _handed_in(coursedir: CourseDirectory) -> Iterator[Finding]:
    """What was collected: can each file of answers be read?"""
    base = Path(coursedir.format_path(coursedir.submitted_directory, "", ""))
    if not base.is_dir():
        return
    found = [path for path in sorted(base.glob(f"*/*/*{_ANSWERS}")) if not path.name.startswith(".")]
    unreadable = 0
    for path in found:
        try:
            read_responses(path, module=path.name.removesuffix(_ANSWERS))
        except ResponsesError as error:
            unreadable += 1
            yield note(
                f"Hand-in {path.parent}",
                str(error),
                "It is graded as far as it can be read; ask its learner to hand in again.",
            )
    yield ok("Collected hand-ins", f"{len(found)} files of answers, {len(found) - unreadable} whole")
