"""Begin a module: a small one that is whole and runs at once, and its place in the course's list."""

from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path

import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from babyinmind.authoring.metadata import as_text, write_normalised
from babyinmind.authoring.notebook import read_module
from babyinmind.authoring.template import cells
from babyinmind.course_settings import CourseSettings, read_course
from babyinmind.errors import BabyInMindError
from babyinmind.files import write_atomically
from babyinmind.items.cell import compose_body, load_body
from babyinmind.items.page import MOST_MINUTES

_ID = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")


class CannotBegin(BabyInMindError):
    """No module was begun and nothing was changed; the text says why, and the mend."""

    exit_status = 2


def begin_module(root: Path, module: str, title: str, *, minutes: int) -> Path:
    """Write `source/<module>/<module>.ipynb` below `root` and list it in course.yml, where there is one; gives its path.

    The course's standard stays advice for it. Raises `CannotBegin`, and `CourseFaulty` where course.yml cannot be read.
    """
    title = " ".join(title.split())
    course = read_course(root)
    _refuse_wrong(root, module, title, minutes)
    listed = _listing(course, module) if course else None
    folder = root / "source" / module
    try:
        folder.mkdir()
        try:
            path = _write(folder / f"{module}.ipynb", cells(module, title, minutes))
            if course and listed is not None:
                settings = course.settings.path
                write_atomically(settings, listed.encode(), mode=stat.S_IMODE(settings.stat().st_mode))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except OSError as error:
        raise CannotBegin(
            f"{error.filename or folder} could not be written: {error.strerror or error}. Mend that, then try again."
        ) from error
    return path


def _refuse_wrong(root: Path, module: str, title: str, minutes: int) -> None:
    if not (root / "source").is_dir():
        raise CannotBegin(
            f"{root / 'source'} is not there: modules are written in a course's folder source/. Go to the course's folder,"
            " name it by --course-dir, or make source/ in it."
        )
    if not _ID.fullmatch(module):
        raise CannotBegin(
            f"{module!r} is no id for a module. Write two digits and words of a-z and 0-9 joined by '-', such as 12-local."
        )
    for there in (root / "source" / module, root / "release" / module):
        if there.exists():
            raise CannotBegin(f"{there} is there already. Choose another id, or go on writing that module.")
    if not title or not title.isprintable():
        raise CannotBegin('The title needs words that can be read, such as "Help close to home".')
    if not 0 < minutes <= MOST_MINUTES:
        raise CannotBegin(f"--minutes {minutes}: minutes must be above 0, and {MOST_MINUTES} at most.")


def _write(path: Path, texts: tuple[str, ...]) -> Path:
    notebook: NotebookNode = new_notebook(
        cells=[(new_code_cell if text.startswith("%") else new_markdown_cell)(text) for text in texts]
    )
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"text-{number}"  # the same each time, where `normalize` gives no other
    path.write_text(as_text(notebook), encoding="utf-8", newline="\n")
    write_normalised(read_module(path))
    return path


def _listing(course: CourseSettings, module: str) -> str:
    """The text of course.yml with the module in it. Raises `CannotBegin` where it is written in a way that defies adding."""
    # Bytes, since reading as text would change how the lines end.
    text = course.settings.path.read_bytes().decode("utf-8-sig")
    wanted = dict(course.settings.values)
    for key in ("modules", *(("advice_only",) if course.standard else ())):
        before = wanted.get(key, [])
        if module not in before:
            text, wanted[key] = _with_entry(text, key, module), [*before, module]
    try:
        if load_body(text) == wanted:
            return text
    except yaml.YAMLError:
        pass
    raise CannotBegin(
        f"{course.settings.path} is written in a way to which no module can be added. Put each id under `modules:` on a line"
        " of its own after '- ', then try again."
    )


def _with_entry(text: str, key: str, entry: str) -> str:
    """A settings file's text with `entry` at the end of the list under `key`; comments and all else stay."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    node = compose_body(text)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    entries = next((value for name, value in pairs if name.value == key), None)
    if entries is None:
        return f"{text}{'' if text.endswith(chr(10)) else end}{key}: [{entry}]{end}"
    if entries.flow_style or not entries.value:
        line, column = entries.end_mark.line, entries.end_mark.column - 1
        joint = ", " if entries.value else ""
        lines[line] = f"{lines[line][:column].rstrip()}{joint}{entry}{lines[line][column:]}"
        return "\n".join(lines)
    last = entries.value[-1].start_mark
    before = lines[last.line][: last.column]
    if last.line == len(lines) - 1:
        return f"{text}{end}{before}{entry}{end}"
    return "\n".join([*lines[: last.line + 1], f"{before}{entry}{end[:-1]}", *lines[last.line + 1 :]])
