"""The roster: who learns in this cohort. A CSV in nbgrader's Student rows, and `Enrolment` beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, Student
from sqlalchemy import select
from sqlalchemy.orm import Session

from babyinmind.desk.table import TableFaulty, read_table
from babyinmind.gradebook.schema import Enrolment, utc_now
from babyinmind.items import ROLES

COLUMNS = {
    "id": ("learner", "username", "user name", "student_id"),
    "name": ("full name",),
    "e-mail": ("email", "mail", "e-mail address", "email address"),
    "roles": ("role",),
    "reader": ("read by",),
}
_ID = re.compile(r"\w[\w.@-]{0,127}")
"""It names folders, and nbgrader writes it between "+" signs."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_ROLE_BY_WORD = {word.lower(): role for role, (name, _) in ROLES.items() for word in (role, name)}
_MOST = 128
"""Characters that nbgrader keeps of a name or an address."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One row of a roster; roles are ids of `items.ROLES`."""

    id: str
    name: str
    email: str = ""
    roles: tuple[str, ...] = ()
    reader: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """(given names, family name): "Osei, Ama" as it says; else the last word is the family name."""
        family, comma, given = self.name.partition(",")
        if not comma:
            given, _, family = self.name.rpartition(" ")
        return given.strip(), family.strip()


@dataclass(slots=True)
class Changes:
    """What a roster changed, learner ids. `unlisted` are known to the gradebook and on no roster; they stay as they are."""

    added: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)


def read_roster(
    path: Path, readers: Collection[str] = (), faults_of: Callable[[str], list[str]] | None = None
) -> list[Enrolled]:
    """The learners of a CSV. `readers` are the cohort's instructors: where they are given, a reader is one of them.

    `faults_of` says what else is wrong with an id that can name a folder. Raises `TableFaulty`, with every fault of the file.
    """
    found: list[Enrolled] = []
    faults: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in read_table(path, COLUMNS, ("id", "name")):
        roles, unknown = _roles(row["roles"])
        of_the_id = faults_of(row["id"]) if faults_of and _ID.fullmatch(row["id"]) else []
        faults += [f"line {line}: {fault}" for fault in (*_row_faults(row, readers), *of_the_id, *unknown)]
        for column in ("id", "e-mail"):
            # Folders of ids that differ in nothing but capitals are one folder on some disks.
            key = (column, row[column].casefold())
            if row[column] and (before := seen.setdefault(key, line)) != line:
                faults.append(f"line {line}: the {column} {row[column]!r} stands on line {before} already.")
        found.append(Enrolled(row["id"], row["name"], row["e-mail"], roles, row["reader"]))
    if not found and not faults:
        faults.append("it names no learner.")
    if faults:
        raise TableFaulty(path, *faults)
    return found


def enrol(gradebook: Gradebook, roster: list[Enrolled], *, keep_others: bool = False) -> Changes:
    """Bring the gradebook to a roster, in one transaction. Who was on the roster before and is not now is withdrawn.

    keep_others: leave those as they are, for a file that holds newcomers alone. Nobody's work is ever taken away.
    """
    now = utc_now()
    changes = Changes()
    with Session(gradebook.engine) as session, session.begin():
        students = {student.id: student for student in session.scalars(select(Student))}
        enrolments = {row.learner: row for row in session.scalars(select(Enrolment))}
        for one in roster:
            _enrol_one(session, one, students.get(one.id), enrolments.get(one.id), changes)
        listed = {one.id for one in roster}
        for learner, row in enrolments.items():
            if learner not in listed and row.withdrawn is None and not keep_others:
                row.withdrawn = now
                changes.withdrawn.append(learner)
        changes.unlisted = sorted(students.keys() - enrolments.keys() - listed)
    return changes


def enrolled(gradebook: Gradebook, learner: str) -> Enrolled | None:
    """Somebody's row, as a roster would say it; None for somebody who is on none. The withdrawn have one too."""
    with Session(gradebook.engine) as session:
        row, student = session.get(Enrolment, learner), session.get(Student, learner)
        if row is None or student is None:
            return None
        name = f"{student.last_name}, {student.first_name}" if student.first_name else student.last_name or learner
        return Enrolled(learner, name, student.email or "", tuple(row.roles), row.reader)


def withdraw(gradebook: Gradebook, learners: Collection[str]) -> list[str]:
    """Withdraw these from the roster; gives who was on it until now. Their work stays."""
    with Session(gradebook.engine) as session, session.begin():
        rows = session.scalars(select(Enrolment).where(Enrolment.learner.in_(learners), Enrolment.withdrawn.is_(None)))
        found = list(rows)
        for row in found:
            row.withdrawn = utc_now()
        return [row.learner for row in found]


def _enrol_one(
    session: Session, one: Enrolled, student: Student | None, row: Enrolment | None, changes: Changes
) -> None:
    given, family = one.names
    if student is None:
        student = Student(id=one.id)
        session.add(student)
    elif (student.first_name or "", student.last_name or "") != (given, family):
        changes.renamed.append(one.id)
    student.first_name, student.last_name = given, family
    if row is None:
        row = Enrolment(learner=one.id, roles=[], reader="")
        session.add(row)
        changes.added.append(one.id)
    elif row.withdrawn is not None:
        row.withdrawn = None
        changes.back.append(one.id)
    elif (student.email or "", tuple(row.roles), row.reader) != (one.email, one.roles, one.reader):
        changes.changed.append(one.id)
    student.email = one.email or None
    row.roles, row.reader = list(one.roles), one.reader


def faults_in(one: Enrolled) -> list[str]:
    """What cannot be so in a row that came from elsewhere than a roster's file, such as another cohort's gradebook."""
    faults = _row_faults({"id": one.id, "name": one.name, "e-mail": one.email, "reader": one.reader}, ())
    return faults + [f"the role {role!r} is not known." for role in one.roles if role not in ROLES]


def _row_faults(row: dict[str, str], readers: Collection[str]) -> list[str]:
    faults = []
    if not row["id"]:
        faults.append("the id is missing.")
    elif not _ID.fullmatch(row["id"]):
        faults.append(
            f"the id {row['id']!r} cannot name a folder. Use letters, digits, '.', '-', '_' and '@',"
            f" at most {_MOST}, and begin with a letter or a digit."
        )
    if not row["name"]:
        faults.append("the name is missing.")
    if any(ord(letter) < 32 for column in ("name", "reader") for letter in row[column]):
        faults.append("a name holds a line break or another sign that cannot be shown; take it out.")
    if row["e-mail"] and not _EMAIL.fullmatch(row["e-mail"]):
        faults.append(f"the e-mail {row['e-mail']!r} is none.")
    faults += [
        f"the {column} is longer than {_MOST} characters."
        for column in ("name", "e-mail", "reader")
        if len(row[column]) > _MOST
    ]
    if row["reader"] and readers and row["reader"] not in readers:
        faults.append(f"the reader {row['reader']!r} is none of the cohort's instructors: {', '.join(readers)}.")
    return faults


def _roles(text: str) -> tuple[tuple[str, ...], list[str]]:
    """(ids of roles in the order of `ROLES`, what is wrong); several are parted by ';', '|' or ','."""
    if role := _ROLE_BY_WORD.get(text.lower()):
        return (role,), []  # a role's own name may hold a comma
    words = [word for part in re.split(r"[;|,]", text) if (word := part.strip())]
    found = {_ROLE_BY_WORD.get(word.lower()) for word in words}
    unknown = [
        f"the role {word!r} is not known. Known are: {', '.join(ROLES)}."
        for word in words
        if word.lower() not in _ROLE_BY_WORD
    ]
    return tuple(role for role in ROLES if role in found), unknown
