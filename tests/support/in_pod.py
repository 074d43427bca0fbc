"""Before a command is run as a pod's own shell would: its server's settings, and the account that its image has."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from babyinmind.hosting import singleuser
from babyinmind.hosting.kubernetes import GRADEBOOK_VARIABLE

KUBERNETES = Path(__file__).resolve().parents[2] / "hub" / "kubernetes"
_known = pwd.getpwuid


def begin() -> None:
    """Make this process, in its pod's environment and home, what its server's shell would be."""
    home = Path.home()
    pwd.getpwuid = _in_the_image  # type: ignore[assignment]
    if os.environ.get(singleuser.TEACHES_VARIABLE):
        singleuser.teach(home / singleuser.COURSE_FOLDER)
    elif os.environ.get(singleuser.LEARNS_VARIABLE):
        singleuser.learn(home, os.environ[singleuser.LEARNS_VARIABLE].split())
    os.environ.update(of_the_image(os.environ))


def of_the_image(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment, with what the graders' image has in the environment's own Jupyter configuration."""
    if GRADEBOOK_VARIABLE not in variables:
        return dict(variables)
    known = variables.get("JUPYTER_CONFIG_PATH", "")
    return {**variables, "JUPYTER_CONFIG_PATH": known + os.pathsep + str(KUBERNETES)}


def _in_the_image(uid: int) -> pwd.struct_passwd:
    """The images give the number that a pod runs as to an account `jovyan`."""
    return pwd.struct_passwd(("jovyan", *tuple(_known(uid))[1:]))
