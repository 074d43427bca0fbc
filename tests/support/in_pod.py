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
from babyinmind.hosting import in_a_pod, singleuser
from babyinmind.hosting.kubernetes import GRADEBOOK_VARIABLE

KUBERNETES = Path(__file__).resolve().parents[2] / "hub" / "kubernetes"
_known = pwd.getpwuid


def run(command: str, environment: dict[str, str], said: Path) -> None:
    """Run `nbgrader …`, `babyinmind …` or `in_a_pod …` in this process and end it; what it says goes into the file `said`."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(1, 2)
    os.environ.clear()
    os.environ.update(environment)
    home = Path.home()
    os.chdir(home)
    pwd.getpwuid = _in_the_image  # type: ignore[assignment]
    if os.environ.get(singleuser.TEACHES_VARIABLE):
        singleuser.teach(home / singleuser.COURSE_FOLDER)
    elif os.environ.get(singleuser.LEARNS_VARIABLE):
        singleuser.learn(home, os.environ[singleuser.LEARNS_VARIABLE].split())
    if GRADEBOOK_VARIABLE in os.environ:
        # The graders' image has it in the environment's own configuration.
        known = os.environ.get("JUPYTER_CONFIG_PATH", "")
        os.environ["JUPYTER_CONFIG_PATH"] = known + os.pathsep + str(KUBERNETES)
    sys.argv = shlex.split(command)
    programs = {"nbgrader": nbgraderapp.main, "babyinmind": cli.main, "in_a_pod": in_a_pod.main}
    sys.exit(programs[sys.argv[0]]())


def _in_the_image(uid: int) -> pwd.struct_passwd:
    """The images give the number that a pod runs as to an account `jovyan`."""
    return pwd.struct_passwd(("jovyan", *tuple(_known(uid))[1:]))
