"""The project as somebody gets it: a clone of it, with what was changed here and not committed yet."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from support.course import PROJECT


def fresh_clone(target: Path) -> Path:
    """Clone the project into `target`. Skips, and says so, where this copy of it is no clone itself."""
    if not (PROJECT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("NOT TESTED: a fresh clone. This copy of the project has no history of git to clone.")
    # Whoever owns the project; git asks for that where somebody else runs it.
    git = ["git", "-c", "safe.directory=*"]
    subprocess.run([*git, "clone", "--quiet", "--no-local", str(PROJECT), str(target)], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, target / name)
        else:
            (target / name).unlink(missing_ok=True)
    return target


def environment_of(checkout: Path, *, settings: bool = True) -> Path:
    """Make the clone's own `.venv`, with its code and all that is installed here; gives its Python.

    Without `settings` it lacks what an installation brings into etc/jupyter.
    """
    environment = checkout / ".venv"
    venv.create(environment, symlinks=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)})
    Path(packages, "course.pth").write_text(f"{checkout / 'src'}\n{sysconfig.get_path('purelib')}\n")
    if settings:
        shutil.copytree(Path(sys.prefix, "etc"), environment / "etc")
    return environment / "bin" / "python"
