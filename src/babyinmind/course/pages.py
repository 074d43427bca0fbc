"""A Jupyter server extension: it tells the page what the course is, in JupyterLab's page configuration.

It also has what the server sends compressed.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from babyinmind.course.compression import MESSAGES, Compressed
from babyinmind.course.modules import PROGRESS_PAGE, START_PAGE, CourseNotFound, Module, released_modules
from babyinmind.course.outline import header_of
from babyinmind.course.solo import is_solo

OPTION = "babyInMind"
TEACH_VARIABLE = "BABYINMIND_TEACH"
"""Set by `babyinmind teach`: this server's folder is a cohort's course folder, its page the instructor's."""
COHORT_PAGE = "cohort.ipynb"
_PAGES = (START_PAGE, PROGRESS_PAGE)
_AUTHORS_FOLDERS = ("source", "release")
"""What lies below these is edited by authors, who need Jupyter's tools."""


def course_of(root: Path) -> dict[str, Any]:
    """What the page may know of the course in the server's folder `root`.

    {"modules": [{"id", "title", "minutes"}, ...] in the course's order, "pages": [file name, ...] that belong to the
    course without being modules, "authors": folders that are no learner's, "solo": bool, "person": who is signed in,
    "start": the start page's name, "" where neither `root` nor a cohort's folder in it has one, "teaching": bool}
    """
    if os.environ.get(TEACH_VARIABLE):
        # The modules lie in folders of authors here, and are no pages.
        return {
            "modules": [], "pages": [COHORT_PAGE], "authors": list(_AUTHORS_FOLDERS), "solo": False, "person": "",
            "start": "", "teaching": True,
        }  # fmt: skip
    solo = is_solo()
    try:
        modules = [] if root.name in _AUTHORS_FOLDERS else [_module_payload(module) for module in released_modules()]
    except (CourseNotFound, OSError):
        modules = []
    return {
        "modules": modules,
        "pages": list(_PAGES) if modules else [],
        "authors": list(_AUTHORS_FOLDERS),
        "solo": solo,
        "person": root.name if solo else _account(),
        "start": START_PAGE if any(page.is_file() for page in _start_pages(root)) else "",
        "teaching": False,
    }


def _start_pages(root: Path) -> Iterator[Path]:
    """In the learner's folder itself, or in a folder of it for each cohort, as on a hub."""
    yield root / START_PAGE
    yield from root.glob(f"*/{START_PAGE}")


def _account() -> str:
    """The name under which nbgrader hands in: the hub's, else the account's; "" where the system knows none."""
    with suppress(OSError, KeyError, ImportError):  # as getuser has it, up to Python 3.12 and from 3.13 on
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    return ""


def _module_payload(module: Module) -> dict[str, Any]:
    header = header_of(module.folder / f"{module.id}.ipynb")
    if header is None or header.id != module.id:
        return {"id": module.id, "title": module.id, "minutes": 0}
    return {"id": module.id, "title": header.title, "minutes": header.minutes}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    page_config = app.web_app.settings.setdefault("page_config_data", {})
    page_config[OPTION] = course_of(Path(app.root_dir).absolute())
    app.web_app.add_transform(Compressed)
    # JupyterHub's proxy in Python passes the browser's offer of compression on, and then cannot read what comes.
    if "JUPYTERHUB_SERVICE_PREFIX" not in os.environ:
        app.web_app.settings["websocket_compression_options"] = MESSAGES
