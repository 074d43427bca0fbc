"""The two distributions as somebody gets them: built from this tree, and installed by pip into environments of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from support.course import PROJECT


@dataclass(frozen=True)
class Wheels:
    """`course` is babyinmind, `solo` babyinmind-solo."""

    course: Path
    solo: Path


def build(into: Path, target: str = "wheel") -> Wheels:
    """Build both as `make wheels` does; `target` may be sdist."""
    for project in (PROJECT, PROJECT / "packages" / "solo"):
        command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    (course,), (solo,) = into.glob("babyinmind-[0-9]*"), into.glob("babyinmind_solo-*")
    return Wheels(course, solo)


def install(python: Path, *arguments: str | Path, **variables: str) -> None:
    """Install by this environment's pip for another Python: nothing is fetched, and nothing else is installed."""
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index",
               "--disable-pip-version-check", *map(str, arguments)]  # fmt: skip
    # Distributions mark their own Python as theirs; what is installed here lies in folders of a test.
    variables = {"PIP_BREAK_SYSTEM_PACKAGES": "1"} | variables
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def environment_of(folder: Path, *wheels: Path) -> Path:
    """A new environment with these wheels, and with what they depend on from this one; gives its Python.

    Nothing of the tree that is installed here for editing is seen in it.
    """
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    install(python, *wheels)
    packages = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    # Not a folder for packages of its own, so the .pth of the tree in it is not followed.
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    ours = {Path(str(file.locate())).resolve() for file in distribution("babyinmind").files or ()}
    for name in ("etc", "share"):
        _link(Path(sys.prefix, name), folder / name, ours)
    return python


def _link(there: Path, here: Path, ours: set[Path]) -> None:
    """Have all that dependencies brought along, and nothing of ours."""
    if there.resolve() in ours or there.name == "babyinmind":
        return
    if there.is_dir() and (here.is_dir() or any(one.is_relative_to(there.resolve()) for one in ours)):
        here.mkdir(exist_ok=True)
        for each in there.iterdir():
            _link(each, here / each.name, ours)
    elif not here.exists():
        here.symlink_to(there)
