"""One person's server on the hub, run as their account: `python -I -m babyinmind.hosting.singleuser`.

It makes the account's folders ready (as the account itself: nothing of root's follows a link in somebody's home), settles what the
server may use of the machine, and becomes JupyterHub's own single-user server.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babyinmind.course.folder import SETTINGS_FOLDER, make_folder, place
from babyinmind.course.modules import course_pages, course_root
from babyinmind.course.pages import COHORT_PAGE, TEACH_VARIABLE
from babyinmind.course.server import LAB, TEACHING
from babyinmind.grading.start import make_ready_for_nbgrader
from babyinmind.hosting.ports import handed_over
from babyinmind.hosting.registry import COURSE_FOLDER

if TYPE_CHECKING:
    import socket

    from jupyter_server.serverapp import ServerApp

LEARNS_VARIABLE = "BABYINMIND_LEARNS"
"""The cohorts in which the server's account learns, with spaces between them; each has a folder in its home."""
TEACHES_VARIABLE = "BABYINMIND_TEACHES"
"""The cohort whose grader the server's account is."""
EXCHANGE_VARIABLE = "BABYINMIND_EXCHANGE"
"""The root of nbgrader's exchange; read by the configuration that learners' servers get."""
LIMITS_VARIABLE = "BABYINMIND_LIMITS"
"""`NAME=NUMBER …`, names as the module `resource` has them without RLIMIT_: AS and FSIZE in bytes, NPROC in processes."""
JUPYTER = Path(__file__).with_name("jupyter")
"""nbgrader's configuration for learners' servers, and what their servers do without."""


def main() -> None:
    """Make ready, and run until the hub ends it. Raises `FolderError`, which the hub's log shows."""
    os.umask(0o077)
    listening = handed_over()
    limit(os.environ.get(LIMITS_VARIABLE, ""))
    make_ready_for_nbgrader()
    # The kernel of this environment, which has the course's package, even where the account has another one.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    home = Path.home()
    if cohort := os.environ.get(TEACHES_VARIABLE):
        teach(home / COURSE_FOLDER)
        settings = home / COURSE_FOLDER / SETTINGS_FOLDER
        print(f"The desk of {cohort}.", file=sys.stderr)
    else:
        learn(home, os.environ.get(LEARNS_VARIABLE, "").split())
        settings = home / SETTINGS_FOLDER

    from jupyterhub.singleuser.extension import JupyterHubSingleUser

    if listening is not None:
        JupyterHubSingleUser.serverapp_class = listening_at(listening)
    sys.argv += [
        f"--LabApp.app_settings_dir={LAB}",
        f"--LabApp.user_settings_dir={settings / 'settings'}",
        f"--LabApp.workspaces_dir={settings / 'workspaces'}",
        # Kernels talk by ports of the machine, which every account on it can reach.
        "--KernelManager.transport_encryption=required",
    ]
    JupyterHubSingleUser.launch_instance()


def listening_at(listening: socket.socket) -> type[ServerApp]:
    """jupyter_server's application that listens at a socket which is open already, and looks for no port."""
    from jupyter_server.serverapp import ServerApp

    class HandedOver(ServerApp):
        def _find_http_port(self) -> None:
            pass

        def _bind_http_server_tcp(self) -> bool:
            self.http_server.add_socket(listening)
            return True

    return HandedOver


def learn(home: Path, cohorts: list[str]) -> None:
    """Make a folder for each cohort with the pages that stand beside its modules; the start page fetches those itself."""
    make_folder(home)
    for cohort in cohorts:
        place((), home / cohort, pages=course_pages())
    # Nobody's own Jupyter configuration changes what a learner meets.
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, (JUPYTER, LAB)))
    os.environ["JUPYTER_CONFIG_DIR"] = str(home / SETTINGS_FOLDER / "jupyter")


def teach(folder: Path) -> None:
    """Bring the cohort's page into the course folder, and have formgrader look for the course there."""
    place((), folder, pages=[course_root() / "notebooks" / "instructors" / COHORT_PAGE])
    os.environ[TEACH_VARIABLE] = "1"
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, (TEACHING, LAB)))
    os.chdir(folder)


def limit(limits: str) -> None:
    """Set limits that neither this process nor anything it starts can raise again."""
    import resource

    for each in limits.split():
        name, _, number = each.partition("=")
        kind = getattr(resource, f"RLIMIT_{name}")
        most = resource.getrlimit(kind)[1]
        wanted = int(number) if most == resource.RLIM_INFINITY else min(int(number), most)
        resource.setrlimit(kind, (wanted, wanted))


if __name__ == "__main__":
    main()
