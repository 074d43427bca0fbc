"""A command as a pod's own shell would run it: its server's settings, and the account that its image has.

What all of them load is loaded once, here; each command is a process that begins there (multiprocessing's forkserver).
"""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from pathlib import Path

from nbgrader.apps import nbgraderapp

from babyinmind import cli
from babyinmind.hosting import singleuser

KUBERNETES = Path(__file__).resolve().parents[2] / "hub" / "kubernetes"
_known = pwd.getpwuid


def run(command: str, environment: dict[str, str], said: Path) -> None:
    """Run `nbgrader …` or `babyinmind …` in this process and end it; what it says goes into the file `said`."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(1, 2)
    os.environ.clear()
    os.environ.update(environment)
    home = Path.home()
    os.chdir(home)
    pwd.getpwuid = _in_the_image  # type: ignore[assignment]
    if os.environ.get(singleuser.TEACHES_VARIABLE):
        singleuser.teach(home / singleuser.COURSE_FOLDER)
        # The image has it in the environment's own configuration.
        os.environ["JUPYTER_CONFIG_PATH"] += os.pathsep + str(KUBERNETES)
    else:
        singleuser.learn(home, os.environ[singleuser.LEARNS_VARIABLE].split())
    sys.argv = shlex.split(command)
    sys.exit(nbgraderapp.main() if sys.argv[0] == "nbgrader" else cli.main())


def _in_the_image(uid: int) -> pwd.struct_passwd:
    """The images give the number that a pod runs as to an account `jovyan`."""
    return pwd.struct_passwd(("jovyan", *tuple(_known(uid))[1:]))
