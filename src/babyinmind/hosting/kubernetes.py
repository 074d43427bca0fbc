"""A hub whose servers are pods of a Kubernetes cluster: what of the one volume each pod mounts, and as whom it runs.

The volume holds what `/srv/baby-in-mind` holds on one machine, and everybody's home beside it:

    cohorts/<cohort>.yml    who learns and teaches; the hub's alone
    exchange/<cohort>/      outbound/, feedback/, inbound/<learner>/, evaluation/
    homes/<account>/        a grader's holds the cohort's course folder

To the disk all learners are one account, so mounts keep them apart: nobody's pod reaches what another learner's has. The
staff (the hub, and the graders) are another account, so that the modes of one machine hold here too: what was returned
can be opened by whoever knows its name, and listed by no learner.

The hub's own process loads this: the standard library and PyYAML.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babyinmind.course.evaluation import FOLDER as EVALUATION
from babyinmind.hosting import roles
from babyinmind.hosting.landing import Landing
from babyinmind.hosting.registry import DEFAULT, HostedCohort, Hub, exchange_modes, not_archived
from babyinmind.hosting.singleuser import EXCHANGE_VARIABLE

HOME = "/home/jovyan"
"""Every account's home in its pod. nbgrader takes an account of that name to be whom the hub says it is."""
EXCHANGE = f"{DEFAULT}/exchange"
"""The exchange's root in every pod."""
STAFF, LEARNERS = 1000, 1001
"""Whom the disk sees: the numbers of the two accounts, and of their groups."""
GRADEBOOK_VARIABLE = "BABYINMIND_GRADEBOOK"
"""The address of a cohort's gradebook, in its grader's pods alone."""

_VOLUME, _ROOT = "hub", "exchange"
_PARTS = exchange_modes("open")


def mounts(account: str, cohorts: Iterable[HostedCohort]) -> list[dict[str, Any]]:
    """What an account's pod mounts, as Kubernetes' volumeMounts: its home, and of each of its cohorts the part that is its.

    The exchange's root is a folder of the pod's own, since nbgrader wants to be able to write there. In a closed cohort
    nothing more is handed in, so even the learner's own part is only read, and the evaluation's.
    """
    found = [_mount(HOME, f"homes/{account}"), {"name": _ROOT, "mountPath": EXCHANGE}]
    for cohort in not_archived(cohorts):
        place, part = f"{EXCHANGE}/{cohort.name}", f"exchange/{cohort.name}"
        if account == cohort.grader:
            found.append(_mount(place, part))
        elif account in cohort.learners:
            found.append(_mount(f"{place}/outbound", f"{part}/outbound", read_only=True))
            found.append(_mount(f"{place}/feedback", f"{part}/feedback", read_only=True))
            over = cohort.state != "open"
            found.append(_mount(f"{place}/inbound", f"{part}/inbound/{account}", read_only=over))
            found.append(_mount(f"{place}/{EVALUATION}", f"{part}/{EVALUATION}", read_only=over))
    return found


def make_folders(volume: Path, account: str, cohorts: Collection[HostedCohort]) -> None:
    """Make what `mounts` names, as the staff's account: what is not there when a pod starts, Kubernetes makes as root's.

    A learner's home is made open, since only root could give it away: no pod but the learner's has it, and what the learner
    puts there is theirs alone. Raises `OSError`.
    """
    grades = any(account == one.grader for one in cohorts)
    _folder(volume, "homes", 0o755)
    _folder(volume, f"homes/{account}", 0o700 if grades else 0o777)
    for cohort in not_archived(cohorts):
        if account == cohort.grader or account in cohort.learners:
            place = f"exchange/{cohort.name}"
            _folder(volume, "exchange", 0o755)
            _folder(volume, place, 0o755)
            for name, mode in _PARTS.items():
                _folder(volume, f"{place}/{name}", mode)
            if account in cohort.learners:
                _folder(volume, f"{place}/inbound/{account}", _PARTS["inbound"])


@dataclass(frozen=True, slots=True)
class Cluster:
    """`claim` is the volume's PersistentVolumeClaim; `grader` the graders' image; `gradebooks` a Secret that holds, under each
    cohort's name, the address of its gradebook, in a database and with a role of its own. `admins` may list people and stop
    servers, as the sign-in names them.
    """

    hub: Hub
    claim: str
    grader: str
    gradebooks: str
    admins: Collection[str] = ()

    def configure(self, c: Any) -> None:
        """Settle JupyterHub's configuration: who signs in and shares what, and what each pod is."""
        cohorts = self.hub.cohorts()
        for cohort in not_archived(cohorts):
            for account in (cohort.grader, *cohort.learners):
                try:
                    make_folders(self.hub.folder, account, cohorts)
                except OSError as error:
                    # One cohort's instructors keep the hub from nobody else. The pod itself is refused as it starts.
                    print(f"{account} has no folders: {error}", file=sys.stderr)
        c.JupyterHub.load_groups = roles.load_groups(cohorts)
        # The chart has put the idle culler's there.
        c.JupyterHub.load_roles.extend(roles.load_roles(cohorts, self.admins))
        c.Authenticator.allowed_users = roles.allowed(cohorts, self.admins)
        c.Authenticator.allow_existing_users = False
        c.Authenticator.blocked_users = roles.blocked(cohorts, self.admins)
        # A cohort's instructors are not asked each time whether they trust their own desk.
        trusted = {f"jupyterhub-user-{one.grader}" for one in cohorts}
        c.JupyterHub.tornado_settings.update(oauth_no_confirm_list=trusted)
        Landing(self.hub).configure(c)
        c.KubeSpawner.gid = LEARNERS
        c.KubeSpawner.pod_security_context = {
            "runAsNonRoot": True,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
        c.KubeSpawner.container_security_context = {"capabilities": {"drop": ["ALL"]}}
        c.KubeSpawner.volumes = [
            {"name": _VOLUME, "persistentVolumeClaim": {"claimName": self.claim}},
            {"name": _ROOT, "emptyDir": {"sizeLimit": "16Mi"}},
        ]
        c.KubeSpawner.pre_spawn_hook = self.make_ready

    def make_ready(self, spawner: Any) -> None:
        """Settle one pod: what it shows and what it mounts. Raises `PermissionError` for whoever has no server."""
        account = spawner.user.name
        cohorts = self.hub.cohorts()
        variables: dict[str, Any] = {EXCHANGE_VARIABLE: EXCHANGE}
        for cohort in cohorts:
            if cohort.grader == account:
                spawner.image, spawner.uid, spawner.gid = self.grader, STAFF, STAFF
                spawner.extra_labels = {**spawner.extra_labels, "baby-in-mind/side": "grader"}
                variables[GRADEBOOK_VARIABLE] = {
                    "valueFrom": {"secretKeyRef": {"name": self.gradebooks, "key": cohort.name}}
                }
        Landing(self.hub).server(spawner, variables)
        make_folders(self.hub.folder, account, cohorts)
        spawner.volume_mounts = mounts(account, cohorts)


def _mount(path: str, part: str, *, read_only: bool = False) -> dict[str, Any]:
    return {"name": _VOLUME, "mountPath": path, "subPath": part, **({"readOnly": True} if read_only else {})}


def _folder(volume: Path, path: str, mode: int) -> None:
    """Make a folder of the volume, or give it its mode. Each part is opened from the one above it, and no link is followed:
    a cohort's instructors can put links below their part of the exchange, and the hub's account owns all cohorts'.
    """
    above = os.open(volume, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in path.split("/"):
            with suppress(FileExistsError):
                os.mkdir(part, dir_fd=above)
            try:
                here = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
            except NotADirectoryError as error:
                raise NotADirectoryError(
                    error.errno, "No folder, or a link: see who made it and why, then move it away", str(volume / path)
                ) from error
            os.close(above)
            above = here
        if stat.S_IMODE(os.fstat(above).st_mode) != mode:
            os.fchmod(above, mode)
    finally:
        os.close(above)
