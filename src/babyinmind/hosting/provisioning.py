"""A cohort's own folders, provisioned by its grader's account: nbgrader's course folder, the gradebook, the exchange.

Every function here is run by that account (`accounts.as_account`), never by root, and gives the names of what it changed.
The course folder is taken as the host configured it (`hosted_course`): no file that instructors can write is run.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import Base64Bytes

from babyinmind.course import FolderError
from babyinmind.course.sessions import RELEASED, Suggested, to_json
from babyinmind.desk import roster, sessions
from babyinmind.desk.cohort_state import CohortStateError, close_cohort, is_open, open_cohort, unseen
from babyinmind.desk.folder import prepare_folder
from babyinmind.desk.roster import Changes, Enrolled
from babyinmind.files import write_atomically
from babyinmind.gradebook.session import open_gradebook
from babyinmind.grading.start import hosted_course
from babyinmind.hosting.registry import COURSE_FOLDER, CohortState, exchange_modes
from babyinmind.records.cohort import FILE, Cohort, Contact, load_cohort, text_of
from babyinmind.records.cohort_session import Records, open_course

_CONFIGURATION = """c = get_config()
c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.root = {root!r}
c.Exchange.root = {exchange!r}
# Who is in the cohort is decided by the hub, before anybody comes to this account's server.
c.Authenticator.plugin_class = "nbgrader.auth.base.NoAuthPlugin"
"""
_DATABASE = "c.CourseDirectory.db_url = {address!r}\n"


@dataclass(frozen=True, slots=True)
class CourseLocation:
    """Where a cohort's course folder lies: its grader's home, the cohort's name, and its gradebook's address.

    `gradebook` "" means what the environment settles, else the course folder's own SQLite file.
    """

    home: Path
    cohort: str
    gradebook: str = ""

    @property
    def folder(self) -> Path:
        return course_folder(self.home)


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What was changed, and `cohort.yml` as it stands now."""

    changed: list[str]
    cohort: Cohort


def course_folder(home: Path) -> Path:
    return home / COURSE_FOLDER


def provision_cohort(
    location: CourseLocation,
    root: Path,
    cohort: Cohort,
    state: CohortState,
    learners: list[Enrolled],
    sources: dict[str, Base64Bytes] | None = None,
) -> Provisioned:
    """Everything of a cohort that is its grader's: the course folder, its part of the exchange below `root`, the roster.

    What a cohort's people wrote themselves is left as it is. `sources` are the modules with their keys, of which this account
    can read none in the course's own folder (`desk.folder.sources_of_the_course`); None where it can.
    """
    changed = provision_course(location, root, cohort, sources) + provision_exchange(root / location.cohort, state)
    changes = enrol(location, learners)
    return Provisioned(changed + in_words(changes), load_cohort(location.folder))


def provision_course(
    location: CourseLocation, root: Path, cohort: Cohort, sources: dict[str, Base64Bytes] | None = None
) -> list[str]:
    """The course folder with `cohort.yml` and the gradebook, and the cohort open."""
    folder = location.folder
    (location.home / ".jupyter").mkdir(mode=0o700, exist_ok=True)
    text = _CONFIGURATION.format(course=location.cohort, root=str(folder), exchange=str(root))
    if location.gradebook:
        text += _DATABASE.format(address=location.gradebook)
    new = _write(location.home / ".jupyter" / "nbgrader_config.py", text)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / FILE).exists():
        new += _write(folder / FILE, text_of(cohort))
    new += prepare_folder(folder, location.cohort, sources)
    coursedir = hosted_course(folder, location.cohort, location.gradebook)
    open_gradebook(coursedir).close()
    with open_course(coursedir) as records:
        if open_cohort(records):
            new.append("the cohort is open")
    return new


def provision_exchange(course: Path, state: CohortState) -> list[str]:
    """The cohort's folders in the exchange, each with the mode that it must have in this state. Raises `FolderError`."""
    return [line for name, mode in exchange_modes(state).items() for line in _provision_folder(course / name, mode)]


def provision_inbound(course: Path, learners: Iterable[str]) -> list[str]:
    """A folder of inbound for each of these: in a cluster it is all that a learner's pod has of inbound, and one that is missing
    when the pod starts would be made as root's. Raises `FolderError`.
    """
    inbound, mode = course / "inbound", exchange_modes("open")["inbound"]
    changed = [learner for learner in learners if _provision_folder(inbound / learner, mode)]
    return [f"{inbound} ({mode:o}): {', '.join(changed)}"] if changed else []


def suggest(location: CourseLocation, course: Path, csv: Base64Bytes, suggested: dict[str, Suggested]) -> list[str]:
    """Keep `sessions.csv` in the course folder, and tell learners by what stands beside the released modules."""
    changed = []
    for path, content in (
        (location.folder / sessions.FILE, csv),
        (course / "outbound" / RELEASED, to_json(suggested)),
    ):
        if not path.exists() or path.read_bytes() != content:
            write_atomically(path, content, mode=0o644)
            changed.append(str(path))
    return changed


def enrol(location: CourseLocation, learners: list[Enrolled]) -> Changes:
    """Bring these onto the roster; everybody else stays on it. Nobody's work is touched."""
    with _records(location) as records:
        return roster.enrol(records.gradebook, learners, keep_others=True)


def in_words(changes: Changes) -> list[str]:
    """What a roster changed."""
    return [
        f"{what}: {', '.join(learners)}"
        for learners, what in (
            (changes.added, "on the roster"),
            (changes.back, "on the roster again"),
            (changes.renamed, "renamed"),
            (changes.changed, "with another e-mail, other roles or another reader"),
        )
        if learners
    ]


def on_the_roster(location: CourseLocation, learner: str) -> Enrolled | None:
    with _records(location) as records:
        return roster.enrolled(records.gradebook, learner)


def withdraw(location: CourseLocation, learners: list[str]) -> list[str]:
    with _records(location) as records:
        return roster.withdraw(records.gradebook, learners)


def name_instructors(location: CourseLocation, come: list[str], left: list[str]) -> Provisioned:
    """Add and take out instructors' names in `cohort.yml`, by which reading is shared out; the others stay as they stand."""
    cohort = load_cohort(location.folder)
    names = dict.fromkeys((*(name for name in cohort.instructors if name not in left), *come))
    return _stored(location, replace(cohort, instructors=tuple(names)))


def name_contact(location: CourseLocation, contact: Contact) -> Provisioned:
    return _stored(location, replace(load_cohort(location.folder), contact=contact))


def close_cohort_if_open(location: CourseLocation, leave_unread: int) -> None:
    """Close the cohort in its gradebook, if it is open. Raises `CohortStateError` where a hand-in is left that no person has read."""
    with _records(location) as records:
        if is_open(records):
            left = unseen(records)
            try:
                close_cohort(records, leave_unread=leave_unread)
            except CohortStateError as error:
                raise CohortStateError("\n".join([*map(str, left), str(error)])) from error


def reopen_cohort(location: CourseLocation) -> bool:
    with _records(location) as records:
        return open_cohort(records)


@contextmanager
def _records(location: CourseLocation) -> Iterator[Records]:
    with open_course(hosted_course(location.folder, location.cohort, location.gradebook)) as records:
        yield records


def _stored(location: CourseLocation, cohort: Cohort) -> Provisioned:
    return Provisioned(_write(location.folder / FILE, text_of(cohort)), cohort)


def _provision_folder(path: Path, mode: int) -> list[str]:
    with suppress(FileExistsError):
        path.mkdir()
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise FolderError(f"{path} is a link, or no folder. See who made it and why, then move it away.")
    if stat.S_IMODE(status.st_mode) == mode:
        return []
    path.chmod(mode)
    return [f"{path} ({mode:o})"]


def _write(path: Path, text: str) -> list[str]:
    if path.is_symlink():
        raise FolderError(f"{path} is a link. See who made it and why, then move it away.")
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    write_atomically(path, text.encode(), mode=0o644)
    return [str(path)]
