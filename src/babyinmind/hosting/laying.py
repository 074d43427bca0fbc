"""A cohort's own folders, laid by its grader's account: nbgrader's course folder, the gradebook, the exchange.

Every function here is run by that account (`accounts.as_account`), never by root, and gives the names of what it changed.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook

from babyinmind.course.sessions import RELEASED, Suggested, to_json
from babyinmind.desk import roster, sessions
from babyinmind.desk.folder import prepare_folder
from babyinmind.desk.roster import Changes, Enrolled
from babyinmind.desk.term import TermError, close_cohort, is_open, open_cohort, unseen
from babyinmind.grading.start import course_directory
from babyinmind.hosting.registry import COURSE_FOLDER, State, exchange_modes
from babyinmind.records.cohort import FILE, Cohort, Contact, load_cohort, text_of
from babyinmind.records.opening import open_records
from babyinmind.responses.places import temporary_path
from babyinmind.responses.writing import write_whole

_CONFIGURATION = """c = get_config()
c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.root = {root!r}
c.Exchange.root = {exchange!r}
# Who is in the cohort is decided by the hub, before anybody comes to this account's server.
c.Authenticator.plugin_class = "nbgrader.auth.base.NoAuthPlugin"
"""


def course_folder(home: Path) -> Path:
    return home / COURSE_FOLDER


def lay_course(
    home: Path, name: str, exchange: Path, cohort: Cohort, sources: Mapping[str, str] | None = None
) -> list[str]:
    """The course folder with `cohort.yml` and the gradebook; what a cohort's people wrote themselves is left as it is.

    `sources` are the modules with their keys, of which this account can read none in the course's own folder
    (`desk.folder.sources_of_the_course`); None where it can.
    """
    folder = course_folder(home)
    (home / ".jupyter").mkdir(mode=0o700, exist_ok=True)
    text = _CONFIGURATION.format(course=name, root=str(folder), exchange=str(exchange))
    new = _write(home / ".jupyter" / "nbgrader_config.py", text)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / FILE).exists():
        new += _write(folder / FILE, text_of(cohort))
    new += prepare_folder(folder, name, sources)
    coursedir = course_directory(root=folder)
    Gradebook(coursedir.db_url, name).close()
    with open_records(folder) as records:
        if open_cohort(records):
            new.append("the cohort is open")
    return new


def lay_exchange(course: Path, state: State) -> list[str]:
    """The cohort's folders in the exchange, each with the mode that it must have in this state."""
    changed = []
    for name, mode in exchange_modes(state).items():
        path = course / name
        path.mkdir(exist_ok=True)
        if stat.S_IMODE(path.lstat().st_mode) != mode:
            path.chmod(mode)
            changed.append(f"{path} ({mode:o})")
    return changed


def suggest(home: Path, course: Path, told: bytes, suggested: dict[str, Suggested]) -> list[str]:
    """Keep `sessions.csv` in the course folder, and tell learners by what stands beside the released modules."""
    changed = []
    for path, content in (
        (course_folder(home) / sessions.FILE, told),
        (course / "outbound" / RELEASED, to_json(suggested)),
    ):
        if not path.exists() or path.read_bytes() != content:
            write_whole(path, content, temporary=temporary_path(path))
            path.chmod(0o644)
            changed.append(str(path))
    return changed


def enrol(home: Path, learners: list[Enrolled]) -> Changes:
    """Bring these onto the roster; everybody else stays on it. Nobody's work is touched."""
    with open_records(course_folder(home)) as records:
        return roster.enrol(records.gradebook, learners, keep_others=True)


def on_the_roster(home: Path, learner: str) -> Enrolled | None:
    with open_records(course_folder(home)) as records:
        return roster.enrolled(records.gradebook, learner)


def withdraw(home: Path, learners: Iterable[str]) -> list[str]:
    with open_records(course_folder(home)) as records:
        return roster.withdraw(records.gradebook, list(learners))


def name_instructors(home: Path, come: Iterable[str], left: Iterable[str]) -> list[str]:
    """Add and take out instructors' names in `cohort.yml`, by which reading is shared out; the others stay as they stand."""
    path = course_folder(home) / FILE
    cohort, gone = load_cohort(path.parent), set(left)
    names = dict.fromkeys((*(name for name in cohort.instructors if name not in gone), *come))
    return _write(path, text_of(replace(cohort, instructors=tuple(names))))


def name_contact(home: Path, contact: Contact) -> list[str]:
    path = course_folder(home) / FILE
    return _write(path, text_of(replace(load_cohort(path.parent), contact=contact)))


def told_of(home: Path) -> Cohort:
    return load_cohort(course_folder(home))


def end_term(home: Path, leave_unread: int) -> None:
    """Close the cohort in its gradebook, if it is open. Raises `TermError` where a hand-in is left that no person has read."""
    with open_records(course_folder(home)) as records:
        if is_open(records):
            left = unseen(records)
            try:
                close_cohort(records, leave_unread=leave_unread)
            except TermError as error:
                raise TermError("\n".join([*map(str, left), str(error)])) from error


def begin_term(home: Path) -> bool:
    with open_records(course_folder(home)) as records:
        return open_cohort(records)


def _write(path: Path, text: str) -> list[str]:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    path.write_text(text, encoding="utf-8")
    return [str(path)]
