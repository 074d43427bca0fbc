"""A hub whose servers are pods of a Kubernetes cluster: what each pod mounts of which claim, and as whom it runs.

The hub's claim holds who is in which cohort, and everybody's home. Each cohort has a claim of its own, for its part of the
exchange:

    baby-in-mind              cohorts/<cohort>.yml    who learns and teaches; the hub's alone
                              homes/<account>/        a grader's holds the cohort's course folder
    baby-in-mind-<cohort>     outbound/, feedback/, inbound/<learner>/, evaluation/

A cohort's instructors can write all of its claim, and Kubernetes follows a link in what it mounts, but never out of the claim.
So a link of theirs leads to their own cohort's. In the hub's claim, no pod that people use can write where another's mount begins.

To the disk all learners are one account, so mounts keep them apart: nobody's pod reaches what another learner's has. The
staff (the hub, and the graders) are another account, so that the modes of one machine hold here too: what was returned
can be opened by whoever knows its name, and listed by no learner.

The hub's own process loads this: the standard library and PyYAML.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babyinmind.course.evaluation import FOLDER as EVALUATION
from babyinmind.hosting import roles
from babyinmind.hosting.landing import Landing
from babyinmind.hosting.registry import DEFAULT, HostedCohort, Hub, not_archived
from babyinmind.hosting.singleuser import EXCHANGE_VARIABLE

HOME = "/home/jovyan"
"""Every account's home in its pod. nbgrader takes an account of that name to be whom the hub says it is."""
EXCHANGE = f"{DEFAULT}/exchange"
"""The exchange's root in every pod."""
STAFF, LEARNERS = 1000, 1001
"""Whom the disk sees: the numbers of the two accounts, and of their groups."""
GRADEBOOK_VARIABLE = "BABYINMIND_GRADEBOOK"
"""The address of a cohort's gradebook, in its grader's pods alone."""

_HUBS, _ROOT = "hub", "exchange"


def volumes(claim: str, account: str, cohorts: Iterable[HostedCohort]) -> list[dict[str, Any]]:
    """What `mounts` mounts from, as Kubernetes' volumes: the hub's claim and those of the account's cohorts, no other's."""
    own = [_volume(_volume_of(cohort), f"{claim}-{cohort.name}") for cohort in _cohorts_of(account, cohorts)]
    return [_volume(_HUBS, claim), {"name": _ROOT, "emptyDir": {"sizeLimit": "16Mi"}}, *own]


def mounts(account: str, cohorts: Iterable[HostedCohort]) -> list[dict[str, Any]]:
    """What an account's pod mounts, as Kubernetes' volumeMounts: its home, and of each of its cohorts the part that is its.

    The exchange's root is a folder of the pod's own, since nbgrader wants to be able to write there. In a closed cohort
    nothing more is handed in, so even the learner's own part is only read, and the evaluation's.
    """
    found = [_mount(_HUBS, HOME, f"homes/{account}"), {"name": _ROOT, "mountPath": EXCHANGE}]
    for cohort in _cohorts_of(account, cohorts):
        place, volume = f"{EXCHANGE}/{cohort.name}", _volume_of(cohort)
        if account == cohort.grader:
            found.append({"name": volume, "mountPath": place})
        else:
            found.append(_mount(volume, f"{place}/outbound", "outbound", read_only=True))
            found.append(_mount(volume, f"{place}/feedback", "feedback", read_only=True))
            over = cohort.state != "open"
            found.append(_mount(volume, f"{place}/inbound", f"inbound/{account}", read_only=over))
            found.append(_mount(volume, f"{place}/{EVALUATION}", EVALUATION, read_only=over))
    return found


def make_home(volume: Path, account: str, cohorts: Iterable[HostedCohort]) -> None:
    """Make the account's home on the hub's claim, as the staff's account: one that is missing when a pod starts, Kubernetes
    makes as root's. Raises `OSError`.

    A learner's home is made open, since only root could give it away: no pod but the learner's has it, and what the learner
    puts there is theirs alone.
    """
    grades = any(account == one.grader for one in cohorts)
    _folder(volume / "homes", 0o755)
    _folder(volume / "homes" / account, 0o700 if grades else 0o777)


@dataclass(frozen=True, slots=True)
class Cluster:
    """`claim` is the hub's PersistentVolumeClaim, with `-<cohort>` after it a cohort's; `grader` the graders' image; `gradebooks`
    a Secret that holds, under each cohort's name, the address of its gradebook, in a database and with a role of its own.
    `admins` may list people and stop servers, as the sign-in names them.
    """

    hub: Hub
    claim: str
    grader: str
    gradebooks: str
    admins: Collection[str] = ()

    def configure(self, c: Any) -> None:
        """Settle JupyterHub's configuration: who signs in and shares what, and what each pod is."""
        cohorts = self.hub.cohorts()
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
        make_home(self.hub.folder, account, cohorts)
        spawner.volumes = volumes(self.claim, account, cohorts)
        spawner.volume_mounts = mounts(account, cohorts)


def _cohorts_of(account: str, cohorts: Iterable[HostedCohort]) -> list[HostedCohort]:
    """Those that the account grades or learns in."""
    return [one for one in not_archived(cohorts) if account == one.grader or account in one.learners]


def _volume_of(cohort: HostedCohort) -> str:
    """What a pod calls the cohort's claim."""
    return f"cohort-{cohort.name}"


def _volume(name: str, claim: str) -> dict[str, Any]:
    return {"name": name, "persistentVolumeClaim": {"claimName": claim}}


def _mount(volume: str, path: str, part: str, *, read_only: bool = False) -> dict[str, Any]:
    return {"name": volume, "mountPath": path, "subPath": part, **({"readOnly": True} if read_only else {})}


def _folder(path: Path, mode: int) -> None:
    """Make a folder, or give it its mode. Nobody but the hub can put a link in its place."""
    path.mkdir(exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) != mode:
        path.chmod(mode)
