"""The learners' version of a module, made by nbgrader's own `generate_assignment`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babyinmind.authoring.check import faults_of
from babyinmind.errors import BabyInMindError
from babyinmind.processes import environment


class ReleaseFailed(BabyInMindError):
    """A module was not generated: it has faults, or nbgrader stopped. An earlier release is still there, whole."""


def release(
    root: Path, module: str, *, stock: bool = False, into: Path | None = None, gradebook: str | None = None
) -> Path:
    """Generate `release/<module>/` from `source/<module>/` below `root`; gives the released notebook's path.

    The gradebook is a throw-away unless the address of one is given: a cohort's own is filled by
    `nbgrader generate_assignment` in its folder. `stock` leaves every configuration out; `into` is a release folder
    other than `root / "release"`. Raises `ReleaseFailed`, and then leaves an earlier release as it was.
    """
    if problems := faults_of(root / "source" / module / f"{module}.ipynb"):
        raise ReleaseFailed("\n".join([f"{module} was not generated. Mend this first:", *map(str, problems)]))
    target = (into or root / "release").resolve() / module
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            sys.executable, "-m", "nbgrader", "generate_assignment", module, "--force",
            # The project's own nbgrader_config.py is for plain nbgrader; `stock` would not be stock with it.
            f"--CourseDirectory.root={Path(scratch).resolve().as_posix()}",
            f"--CourseDirectory.source_directory={(root / 'source').resolve().as_posix()}",
            f"--CourseDirectory.release_directory={Path(scratch).resolve().as_posix()}/release",
            f"--CourseDirectory.db_url={gradebook or f'sqlite:///{Path(scratch).as_posix()}/gradebook.db'}",
        ]  # fmt: skip
        without = {"JUPYTER_NO_CONFIG": "1", "JUPYTER_CONFIG_DIR": scratch} if stock else {}
        done = subprocess.run(
            command, cwd=scratch, env=environment(**without), capture_output=True, text=True, check=False
        )
        made = Path(scratch) / "release" / module
        if done.returncode != 0 or not (made / f"{module}.ipynb").is_file():
            raise ReleaseFailed(f"nbgrader could not generate {module}:\n{done.stderr.strip()}")
        fresh = target.with_name(f".{module}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(made, fresh)  # beside its place: a rename works within one disk
        if target.exists():
            shutil.rmtree(target)
        fresh.rename(target)
    return target / f"{module}.ipynb"
