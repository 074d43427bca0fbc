"""The values that the chart is given, and the pods that come of them: what each mounts, and as whom it runs."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from jupyterhub.utils import maybe_future
from kubernetes_asyncio.client import ApiClient
from kubespawner import KubeSpawner
from traitlets.config import Config, Configurable
from traitlets.utils.importstring import import_item

from babyinmind.hosting.kubernetes import EXCHANGE, HOME, LEARNERS, STAFF, Cluster
from babyinmind.hosting.registry import HostedCohort, Hub
from support.chart import KUBERNETES, PROJECT, configuration, values
from support.loops import ran

SCHEMA = Path(os.environ.get("BABYINMIND_Z2JH_SCHEMA") or PROJECT.parent / "shared" / "z2jh" / "values.schema.json")
VERSION = "1.35"
"""Kubernetes' release against whose schemas manifests are validated."""
SPRING = HostedCohort("2027-spring", "open", "grader-2027-spring", "ada", ("ada", "bo"), ("ann", "ben"), ("wim",))
AUTUMN = HostedCohort("2027-autumn", "open", "grader-2027-autumn", "cy", ("cy",), ("ada", "ann"))
PAST = HostedCohort("2026", "closed", "grader-2026", "ada", ("ada",), ("ben", "old"))
GONE = HostedCohort("2025", "archived", "grader-2025", "ada", ("ada",), ("ann", "older"))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    hub = Hub(tmp_path / "volume")
    for cohort in (SPRING, AUTUMN, PAST, GONE):
        hub.write(cohort)
    monkeypatch.setenv("BABYINMIND_HUB", str(hub.folder))
    return hub


@pytest.fixture
def c(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Config:
    # No cluster is asked for anything here.
    monkeypatch.setattr("kubespawner.spawner.load_config", lambda **_: None)
    return configuration(values(), monkeypatch)


def pod(c: Config, account: str) -> dict[str, Any]:
    """The manifest that KubeSpawner sends to Kubernetes when this account's server is started."""

    class User:
        id, name, url, settings = 1, account, f"/user/{account}/", {}

        def sync_groups(self, names: Iterable[str]) -> None:
            """The hub's own database."""

    class TheHub:
        base_url, api_url, public_host = "/hub/", "http://hub:8081/hub/api", ""

    async def made() -> Any:
        spawner = KubeSpawner(config=c, user=User(), hub=TheHub(), orm_spawner=None, api_token="t", oauth_client_id="o")
        await maybe_future(spawner.run_pre_spawn_hook())
        return ApiClient().sanitize_for_serialization(await spawner.get_pod_manifest())

    return ran(made())


def mounted(manifest: dict[str, Any], name: str = "") -> dict[str, tuple[str, str]]:
    """Path in a container -> (what is there, whether it is only read); a folder of the volume is named by its path in it."""
    volumes = {volume.pop("name"): volume for volume in json.loads(json.dumps(manifest["spec"]["volumes"]))}
    assert volumes == {
        "hub": {"persistentVolumeClaim": {"claimName": "baby-in-mind"}},
        "exchange": {"emptyDir": {"sizeLimit": "16Mi"}},
    }
    return {
        mount["mountPath"]: (mount.get("subPath", f"({mount['name']})"), "r" if mount.get("readOnly") else "rw")
        for mount in container_of(manifest, name)["volumeMounts"]
    }


def container_of(manifest: dict[str, Any], name: str = "") -> dict[str, Any]:
    """The container of this name; without one, the only one."""
    (container,) = (one for one in manifest["spec"]["containers"] if name in ("", one["name"]))
    return container


def variables(manifest: dict[str, Any], name: str = "") -> dict[str, Any]:
    return {each["name"]: each.get("value", each.get("valueFrom")) for each in container_of(manifest, name)["env"]}


OWN = {EXCHANGE: ("(exchange)", "rw")}


def learning(cohort: str, learner: str, inbound: str = "rw") -> dict[str, tuple[str, str]]:
    return {
        f"{EXCHANGE}/{cohort}/outbound": (f"exchange/{cohort}/outbound", "r"),
        f"{EXCHANGE}/{cohort}/feedback": (f"exchange/{cohort}/feedback", "r"),
        f"{EXCHANGE}/{cohort}/inbound": (f"exchange/{cohort}/inbound/{learner}", inbound),
        # Forms under random names; its mode lets nobody but the staff list it.
        f"{EXCHANGE}/{cohort}/evaluation": (f"exchange/{cohort}/evaluation", inbound),
    }


EVERYTHING = {
    # a learner of two cohorts, and of one that is archived
    "ann": {HOME: ("homes/ann", "rw"), **OWN, **learning("2027-spring", "ann"), **learning("2027-autumn", "ann")},
    # a learner whose other cohort is closed: what was returned can be fetched, nothing more is handed in
    "ben": {HOME: ("homes/ben", "rw"), **OWN, **learning("2027-spring", "ben"), **learning("2026", "ben", "r")},
    # an instructor of one cohort, who learns in another and has nothing of the first in her own pod
    "ada": {HOME: ("homes/ada", "rw"), **OWN, **learning("2027-autumn", "ada")},
    "grader-2027-spring": {
        HOME: ("homes/grader-2027-spring", "rw"),
        **OWN,
        f"{EXCHANGE}/2027-spring": ("exchange/2027-spring", "rw"),
    },
}


@pytest.mark.parametrize("account", EVERYTHING)
def test_a_pod_mounts_what_is_its_own_and_nothing_else(c: Config, account: str) -> None:
    manifest = pod(c, account)
    kubernetes_validate.validate(manifest, VERSION, strict=True)
    assert mounted(manifest) == EVERYTHING[account]
    assert not manifest["spec"].get("initContainers")


@pytest.mark.parametrize("account", EVERYTHING)
def test_a_learners_pod_holds_no_key_and_runs_as_another_account_than_the_graders(c: Config, account: str) -> None:
    manifest = pod(c, account)
    (container,) = manifest["spec"]["containers"]
    teaches = account.startswith("grader-")
    number = STAFF if teaches else LEARNERS
    assert STAFF != LEARNERS
    safe = container["securityContext"]
    assert (safe["runAsUser"], safe["runAsGroup"]) == (number, number)
    assert safe["allowPrivilegeEscalation"] is False
    assert safe["capabilities"] == {"drop": ["ALL"]}
    # A group given to the volume would be everybody's: it could list what was returned to others.
    assert manifest["spec"]["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert manifest["spec"]["automountServiceAccountToken"] is False
    told = variables(manifest)
    assert ("baby-in-mind-grader" in container["image"]) is teaches
    assert (manifest["metadata"]["labels"].get("baby-in-mind/side") == "grader") is teaches
    secret = {"secretKeyRef": {"name": "baby-in-mind-gradebooks", "key": account.removeprefix("grader-")}}
    assert told.get("BABYINMIND_GRADEBOOK") == (secret if teaches else None)
    assert [name for name, value in told.items() if isinstance(value, dict)] == ["BABYINMIND_GRADEBOOK"] * teaches


@pytest.mark.parametrize("account", ["bo", "wim", "older", "nobody", "grader-2025"])
def test_who_learns_nowhere_has_no_pod(c: Config, account: str) -> None:
    with pytest.raises(PermissionError, match="learns in no cohort"):
        pod(c, account)


def test_each_start_mounts_what_the_cohorts_say_then(c: Config, hub: Hub) -> None:
    from dataclasses import replace

    hub.write(replace(SPRING, learners=("ben", "wim"), withdrawn=("ann",)))
    assert mounted(pod(c, "wim")).keys() == {HOME, EXCHANGE, *learning("2027-spring", "wim")}
    assert not any("2027-spring" in path for path in mounted(pod(c, "ann")))
    assert (hub.exchange / "2027-spring" / "inbound" / "wim").is_dir()


def test_the_folders_are_made_with_the_modes_of_one_machine(c: Config, hub: Hub) -> None:
    def modes(folder: Path) -> dict[str, str]:
        return {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in sorted(folder.iterdir())}

    assert modes(hub.exchange / "2027-spring") == {
        "evaluation": "3733",
        "feedback": "711",
        "inbound": "3733",
        "outbound": "755",
    }
    assert modes(hub.exchange / "2027-spring" / "inbound") == {"ann": "3733", "ben": "3733"}
    assert not (hub.exchange / GONE.name).exists()  # what was archived may lie elsewhere
    homes = modes(hub.folder / "homes")
    assert homes["grader-2027-spring"] == "700"
    assert homes["ann"] == "777"  # another account's than the hub's; no pod but ann's mounts it
    assert "bo" not in homes


def _needs_the_schema() -> dict[str, Any]:
    if not SCHEMA.is_file():
        pytest.skip(
            f"NOT TESTED: our values against the chart's schema. {SCHEMA} is not there; name the chart's"
            " values.schema.json in BABYINMIND_Z2JH_SCHEMA."
        )
    return json.loads(SCHEMA.read_text("utf-8"))


def test_the_charts_schema_takes_our_values() -> None:
    schema = _needs_the_schema()
    faults = [
        f"{fault.json_path}: {fault.message}" for fault in jsonschema.Draft7Validator(schema).iter_errors(values())
    ]
    assert faults == []


def test_the_charts_schema_would_find_a_slip() -> None:
    schema = _needs_the_schema()
    told = values()
    told["singleuser"]["fsGID"] = 100
    assert ["fsGID" in fault.message for fault in jsonschema.Draft7Validator(schema).iter_errors(told)] == [True]


CLASSES = ("jupyterhub.app.JupyterHub", "jupyterhub.auth.Authenticator", "jupyterhub.spawner.Spawner",
           "kubespawner.KubeSpawner", "oauthenticator.generic.GenericOAuthenticator")  # fmt: skip


def _unknown(c: Config) -> list[str]:
    """What the configuration sets and no class has, and what a class refuses."""
    classes = {path.rsplit(".", 1)[1]: import_item(path) for path in CLASSES}
    faults = []
    for section, settings in c.items():
        for name, value in settings.items():
            kind: type[Configurable] | None = classes.get(section)
            trait = kind.class_traits(config=True).get(name) if kind else None
            if trait is None:
                faults.append(f"{section}.{name}")
            elif name not in ("spawner_class", "authenticator_class"):
                trait._validate(kind.__new__(kind), value)
    return faults


def test_every_setting_is_one_that_its_class_has(c: Config) -> None:
    assert _unknown(c) == []
    c.KubeSpawner.volume_mount = []
    assert _unknown(c) == ["KubeSpawner.volume_mount"]


def test_nobody_opens_anothers_server_but_instructors_their_graders(c: Config) -> None:
    assert c.JupyterHub.admin_access is False
    roles = {role["name"]: role for role in c.JupyterHub.load_roles}
    assert {"jupyterhub-idle-culler", "server", "formgrade-2027-spring", "formgrade-2027-autumn"} <= roles.keys()
    assert roles["formgrade-2027-spring"]["users"] == ["ada", "bo"]
    assert all(scope.endswith("!user=grader-2027-spring") for scope in roles["formgrade-2027-spring"]["scopes"])
    assert c.JupyterHub.load_groups["nbgrader-2027-spring"] == {"users": ["ann", "ben"]}
    assert "grader-2027-spring" not in c.Authenticator.allowed_users
    assert {"wim", "older"} <= c.Authenticator.blocked_users


def _manifests(name: str) -> Iterable[dict[str, Any]]:
    return yaml.safe_load_all((KUBERNETES / name).read_text("utf-8").replace("COHORT", SPRING.name))


@pytest.mark.parametrize("name", ["volume.yaml", "network.yaml", "arrivals.yaml", "cohort.yaml"])
def test_what_is_applied_beside_the_chart_is_what_kubernetes_takes(name: str) -> None:
    for manifest in _manifests(name):
        kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_graded_on_arrival_mounts_and_runs_as_the_graders_own_server(c: Config) -> None:
    (arrivals,) = _manifests("arrivals.yaml")
    manifest = arrivals["spec"]["template"]
    grader = pod(c, SPRING.grader)
    assert mounted(manifest) == mounted(grader)
    assert variables(manifest)["BABYINMIND_GRADEBOOK"] == variables(grader)["BABYINMIND_GRADEBOOK"]
    (one,), (other,) = manifest["spec"]["containers"], grader["spec"]["containers"]
    assert one["image"] == other["image"]
    assert one["command"] == ["babyinmind", "arrivals", "--cohort", f"{HOME}/course"]
    assert manifest["spec"]["securityContext"]["runAsUser"] == STAFF == other["securityContext"]["runAsUser"]
    assert "ports" not in one
    assert arrivals["spec"]["strategy"] == {"type": "Recreate"}  # never two at once


def test_a_cohorts_own_pod_parts_the_list_of_cohorts_from_what_its_graders_server_has(c: Config) -> None:
    (manifest,) = _manifests("cohort.yaml")
    grader = pod(c, SPRING.grader)
    # Where the list can be written there is nothing that an instructor can write, nor the gradebook's password.
    assert mounted(manifest, "people") == {"/srv/baby-in-mind/cohorts": ("cohorts", "rw")}
    assert "BABYINMIND_GRADEBOOK" not in variables(manifest, "people")
    assert mounted(manifest, "course") == mounted(grader)
    assert variables(manifest, "course")["BABYINMIND_GRADEBOOK"] == variables(grader)["BABYINMIND_GRADEBOOK"]
    assert manifest["spec"]["securityContext"]["runAsUser"] == STAFF
    assert not manifest["spec"].get("shareProcessNamespace")
    for container in manifest["spec"]["containers"]:
        assert container["workingDir"] == "/", "not in the grader's home, whose modules Python would load"
        assert container["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


LINKED = ("exchange/2027-spring/outbound", "exchange/2027-spring/inbound", "exchange/2027-spring/inbound/ann")


@pytest.mark.parametrize("path", LINKED)
@pytest.mark.parametrize("target", ["cohorts", "homes/grader-2027-autumn"])
def test_a_link_that_instructors_put_below_the_exchange_leads_the_hub_nowhere(
    c: Config, hub: Hub, path: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pod(c, SPRING.grader)
    pod(c, AUTUMN.grader)
    place, aim = hub.folder / path, hub.folder / target
    assert stat.S_IMODE(aim.stat().st_mode) == 0o700
    place.rename(hub.folder / "aside")
    place.symlink_to(os.path.relpath(aim, place.parent))
    with pytest.raises(NotADirectoryError, match="No folder, or a link: see who made it"):
        pod(c, "ann")
    # Nor does it keep the hub from starting, and others from their pods.
    assert mounted(pod(configuration(values(), monkeypatch), AUTUMN.grader))
    assert stat.S_IMODE(aim.stat().st_mode) == 0o700
    assert not (aim / "ann").exists()


def test_the_claim_is_the_one_that_everything_mounts(c: Config) -> None:
    (volume,) = _manifests("volume.yaml")
    assert volume["spec"]["accessModes"] == ["ReadWriteMany"]
    told = values()
    assert volume["metadata"]["name"] == told["custom"]["babyInMind"]["claim"]
    (of_the_hub,) = told["hub"]["extraVolumes"]
    assert of_the_hub["persistentVolumeClaim"]["claimName"] == volume["metadata"]["name"]
    assert told["hub"]["containerSecurityContext"]["runAsUser"] == STAFF
    assert (told["singleuser"]["uid"], "fsGid" in told["singleuser"]) == (LEARNERS, False)
    assert isinstance(c.KubeSpawner.pre_spawn_hook.__self__, Cluster)
