"""The keys of the modules on a hub of one machine: where everybody's Python runs from, and root's alone.

In a checkout `source/` holds them, `.git` all that `source/` ever held, tests and guides quote them, and so may whatever is put there
next. In an environment babyinmind-solo brings `source/`. So both are open in what accounts need, and closed in all else.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from babyinmind.course.modules import course_root, installed_sources
from babyinmind.hosting.accounts import NotHosted

NEEDED = frozenset(
    {".venv", "src", "hub", "notebooks", "release", "support-lines.yml", "snippets.yml", "needs-a-person.md"}
    | {"verify.html"}  # where the course is installed
    | {"course.yml", "LICENSE", "LICENSE-content"}
    | {"nbgrader_config.py"}  # nbgrader reads it wherever it is started, and stops where it may not
)
"""What accounts other than root read in a checkout, or of an installation's share/babyinmind; none of it holds a key."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def fault_of_open_keys(roots: tuple[Path, ...] | None = None) -> str:
    """Why keys would stay open to everybody, and the mend; "" where they are closed, or root can close them."""
    return _fault([path for root in roots or checkouts() for path in _open(root) if not _is_roots(root, path)])


def close_keys(roots: tuple[Path, ...] | None = None) -> list[str]:
    """Close to others what they need not read of the course's own folders; gives what was changed. Raises `NotHosted`."""
    roots = roots or checkouts()
    if fault := fault_of_open_keys(roots):
        raise NotHosted(f"Nothing was changed.\n{fault}")
    closed = [path for root in roots for path in _open(root)]
    for path in closed:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
    if fault := _fault([path for root in roots for path in _open(root)]):
        raise NotHosted(fault)
    return [f"{path} closed to others" for path in closed]


def close_or_say(say: Callable[[str], None]) -> None:
    """The same, as the hub starts, since a newer version may have brought what was not there before: people who learn already
    are not kept out by what cannot be closed, which is said.
    """
    try:
        for line in close_keys():
            say(line)
    except (NotHosted, OSError) as error:
        say(str(error))


def checkouts() -> tuple[Path, ...]:
    """The folders that this program runs from, or takes modules from, and that hold their sources; none where it is installed
    without babyinmind-solo.
    """
    found = dict.fromkeys((Path(__file__).resolve().parents[3], course_root().resolve()))
    if sources := installed_sources():
        found[sources.resolve().parent] = None
    return tuple(root for root in found if (root / "source").is_dir() or (root / ".git").exists())


def _open(root: Path) -> Iterator[Path]:
    """What somebody other than its owner can read, or enter, though nobody needs it."""
    if not root.stat().st_mode & _OTHERS:
        return
    for path in sorted(root.iterdir()):
        # A link is what it leads to.
        if path.name not in NEEDED and path.exists() and path.stat().st_mode & _OTHERS:
            yield path


def _is_roots(root: Path, path: Path) -> bool:
    """Whether root may close it without being led elsewhere by whoever can put a link there."""
    return root.stat().st_uid == 0 and path.lstat().st_uid == 0 and not path.is_symlink()


def _fault(left: list[Path]) -> str:
    if not left:
        return ""
    named = " ".join(str(path) for path in left)
    return (
        "Every account of this machine can read the keys of the modules, or what may hold them; what is not root's, or lies on"
        f" a disk without modes, is not closed by itself. Close it, then try again: chmod go-rwx {named}"
    )
