"""The project as somebody gets it: a clone of it, with what was changed here and not committed yet."""

from __future__ import annotations

import shutil
import subprocess
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
