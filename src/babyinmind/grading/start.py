"""nbgrader's own configuration, loaded without the rest of nbgrader's start-up."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from babyinmind.processes import environment

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

_SERVERS = ("assignment_list", "course_list", "validate_assignment", "formgrader")


def course_directory(root: Path | None = None, db_url: str | None = None, student_id: str = "*") -> CourseDirectory:
    """The course folder as nbgrader would find it: `nbgrader_config.py` here, in the course, and where Jupyter looks."""
    skip_a_slow_import()
    from jupyter_core.paths import jupyter_config_path
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    config = Config()
    here = root.resolve() if root else Path.cwd()
    for folder in (*reversed(jupyter_config_path()), os.getcwd(), str(here)):  # noqa: PTH109 - a list of texts
        try:
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=folder).load_config())
        except ConfigFileNotFound:
            continue
    coursedir = CourseDirectory(config=config)
    if root is not None:
        coursedir.root = str(here)
    if db_url is not None:
        coursedir.db_url = db_url
    coursedir.student_id = student_id
    return coursedir


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
