"""nbgrader's own configuration, loaded without the rest of nbgrader's start-up."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from babyinmind.errors import BabyInMindError
from babyinmind.processes import environment

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

_SERVERS = ("assignment_list", "course_list", "validate_assignment", "formgrader")
CONFIGURATION = "nbgrader_config.py"


class ForeignConfiguration(BabyInMindError):
    """Root was asked to run another account's configuration, or to work in its folder; the text says what to do instead.

    Nothing was run.
    """

    exit_status = 2


def course_directory(root: Path | None = None, db_url: str | None = None, student_id: str = "*") -> CourseDirectory:
    """The course folder as nbgrader would find it: `nbgrader_config.py` here, in the course, and where Jupyter looks.

    Raises `ForeignConfiguration` where root would run a file that another account can write, or work in its folder.
    """
    skip_a_slow_import()
    from jupyter_core.paths import jupyter_config_path

    here = root.resolve() if root else Path.cwd()
    # Links there, such as a lock's or a journal's, would lead root to other files.
    _refuse_what_others_own(here)
    coursedir = _configured((*reversed(jupyter_config_path()), os.getcwd(), str(here)))  # noqa: PTH109 - a list of texts
    if root is not None:
        coursedir.root = str(here)
    if db_url is not None:
        coursedir.db_url = db_url
    coursedir.student_id = student_id
    return coursedir


def hosted_course(root: Path, course: str, db_url: str = "") -> CourseDirectory:
    """A hosted cohort's course folder, configured by the host alone.

    No file of the course folder or of this account's home is run, since a cohort's instructors can write there.
    `course` is nbgrader's course_id. `db_url` "" means the environment's own setting, else the course folder's SQLite file.
    """
    skip_a_slow_import()
    from jupyter_core.paths import jupyter_config_path

    coursedir = _configured(folder for folder in reversed(jupyter_config_path()) if not _in_the_home(Path(folder)))
    coursedir.root, coursedir.course_id = str(root), course
    if db_url:
        coursedir.db_url = db_url
    return coursedir


def _in_the_home(path: Path) -> bool:
    """Whether it lies in this account's home, or is led to from there: by a link the account could name any folder."""
    home = Path.home()
    return path.absolute().is_relative_to(home.absolute()) or path.resolve().is_relative_to(home.resolve())


def another_view(of: CourseDirectory, student_id: str = "*") -> CourseDirectory:
    """The same course folder, configured the same way, for work that sets its own module and learner."""
    from nbgrader.coursedir import CourseDirectory

    view = CourseDirectory(config=of.config)
    view.root, view.course_id, view.db_url, view.student_id = of.root, of.course_id, of.db_url, student_id
    return view


def _configured(folders: Iterable[str]) -> CourseDirectory:
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    config = Config()
    for folder in folders:
        _refuse_what_others_own(Path(folder, CONFIGURATION))
        try:
            config.merge(PyFileConfigLoader(CONFIGURATION, path=folder).load_config())
        except ConfigFileNotFound:
            continue
    return CourseDirectory(config=config)


def _refuse_what_others_own(path: Path) -> None:
    """Raises `ForeignConfiguration` where this process is root and another account can write the path, or swap a folder above it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not path.exists():
        return
    written, real = path.absolute(), path.resolve()
    for place in sorted({written, *written.parents, real, *real.parents}):
        status = place.stat()
        if status.st_uid != 0:
            raise ForeignConfiguration(
                f"{place} belongs to another account, and root neither runs another account's configuration nor works in its"
                f" folders. Run the command as its owner: runuser -u {_owner_of(status.st_uid)} -- babyinmind …"
            )
        if status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX:
            raise ForeignConfiguration(
                f"Every account can write {place}, and root runs nothing of others. Close it first: chmod o-w {place}"
            )


def _owner_of(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"#{uid}"


def exchange_of(coursedir: CourseDirectory) -> Path:
    """The course's folder in nbgrader's exchange, whether or not it is there; that of no course where none is named."""
    from nbgrader.exchange.default import Exchange

    return Path(Exchange(coursedir=coursedir, config=coursedir.config).root, coursedir.course_id or "-")


def make_ready_for_nbgrader() -> None:
    """For a process of its own: nbgrader starts `alembic` by its name, and loads what takes seconds and is not needed."""
    os.environ["PATH"] = environment()["PATH"]
    skip_a_slow_import()


def skip_a_slow_import() -> None:
    """jsonschema's checker of IRIs builds a grammar for over a second; nothing here checks an IRI.

    jsonschema takes it as not installed, which it allows for.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def skip_the_servers() -> None:
    """Load nbgrader's package without its four server extensions, for a process that serves nothing.

    They bring nbconvert and jupyter_server, which take two fifths of its time. Whoever imports one later gets it.
    """
    if "nbgrader" in sys.modules:
        return
    names = [f"nbgrader.server_extensions.{name}" for name in _SERVERS]
    for name in names:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].load_jupyter_server_extension = None  # type: ignore[attr-defined]
    import nbgrader  # noqa: F401

    for name in names:
        del sys.modules[name]
