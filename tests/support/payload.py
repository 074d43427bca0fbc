"""Code in a home, wherever some program might look for code of that account's; whatever runs leaves a proof that says as whom."""

from __future__ import annotations

import sys
from pathlib import Path

SITE = f".local/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
IMPORTED = (
    "babyinmind/__init__.py", "course/babyinmind/__init__.py", "json.py", "course/json.py", "nbgrader.py",
    f"{SITE}/usercustomize.py", f"{SITE}/sitecustomize.py",
)  # fmt: skip
CONFIGURATION = (
    ".jupyter/nbgrader_config.py", "course/nbgrader_config.py", ".jupyter/jupyter_nbgrader_config.py",
    ".jupyter/jupyter_config.py", ".ipython/profile_default/ipython_config.py", ".ipython/profile_default/startup/00.py",
)  # fmt: skip
PROGRAMS = (".local/bin/alembic", "bin/alembic", "course/alembic", ".profile", ".bashrc")
PAYLOAD = """
import os
def prove(how):
    open({proofs!r} + "/" + how + "." + str(os.getuid()), "w").close()
class Evil:
    def __reduce__(self):
        # In the process that unpickles it, whoever that is.
        return exec, ("import os; open({proofs!r} + '/unpickled.' + str(os.getuid()), 'w').close()",)
prove({name!r})
try:
    from babyinmind.desk import roster
    roster.enrol = lambda *_, **__: Evil()
except ImportError:
    pass
"""


def plant(home: Path, proofs: Path) -> None:
    """Put the payload wherever some program might look for code of this account's."""
    for name in (*IMPORTED, *CONFIGURATION):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write(PAYLOAD.format(proofs=str(proofs), name=path.name))
    proof = f"{proofs}/started"
    (home / SITE / "evil.pth").write_text(f"import os; open({proof!r} + '.' + str(os.getuid()), 'w').close()\n")
    for name in PROGRAMS:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(f"#!/bin/sh\ntouch {proof}.$(id -u)\n")
        (home / name).chmod(0o755)


def take_away(home: Path) -> None:
    for name in (*IMPORTED, *CONFIGURATION, *PROGRAMS, f"{SITE}/evil.pth"):
        (home / name).unlink(missing_ok=True)
