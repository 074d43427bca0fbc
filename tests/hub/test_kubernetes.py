"""The values that the chart is given, and the pods that come of them: what each mounts, and as whom it runs."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
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

from babyinmind.hosting import kubernetes, provisioning
from babyinmind.hosting.kubernetes import EXCHANGE, HOME, LEARNERS, STAFF
from babyinmind.hosting.registry import HostedCohort, Hub
from support.chart import KUBERNETES, PROJECT, configuration, manifests, values
from support.cluster import Cluster, LeadsOut, running
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
    hub = Hub(tmp_path / "claims" / "baby-in-mind")
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
    """Path in a container -> (what is there, whether it is only read): a claim and the path in it, or a folder of the pod's own."""
    kinds = {volume.pop("name"): volume for volume in json.loads(json.dumps(manifest["spec"]["volumes"]))}
    assert kinds.pop("exchange") == {"emptyDir": {"sizeLimit": "16Mi"}}
    claims = {volume: kind.pop("persistentVolumeClaim")["claimName"] for volume, kind in kinds.items()}
    assert not any(kinds.values())
    return {
        mount["mountPath"]: (
            f"{claims[mount['name']]}: {mount.get('subPath', 'all')}" if mount["name"] in claims else "of its own",
            "r" if mount.get("readOnly") else "rw",
        )
        for mount in container_of(manifest, name)["volumeMounts"]
    }


def claims_of(manifest: dict[str, Any]) -> set[str]:
    """The claims that a pod waits for."""
    found = [volume.get("persistentVolumeClaim") for volume in manifest["spec"]["volumes"]]
    return {claim["claimName"] for claim in found if claim}


def container_of(manifest: dict[str, Any], name: str = "") -> dict[str, Any]:
    """The container of this name; without one, the only one."""
    (container,) = (one for one in manifest["spec"]["containers"] if name in ("", one["name"]))
    return container


def variables(manifest: dict[str, Any], name: str = "") -> dict[str, Any]:
    return {each["name"]: each.get("value", each.get("valueFrom")) for each in container_of(manifest, name)["env"]}


def home(account: str) -> dict[str, tuple[str, str]]:
    return {HOME: (f"baby-in-mind: homes/{account}", "rw"), EXCHANGE: ("of its own", "rw")}


def learning(cohort: str, learner: str, inbound: str = "rw") -> dict[str, tuple[str, str]]:
    place, claim = f"{EXCHANGE}/{cohort}", f"baby-in-mind-{cohort}"
    return {
        f"{place}/outbound": (f"{claim}: outbound", "r"),
        f"{place}/feedback": (f"{claim}: feedback", "r"),
        f"{place}/inbound": (f"{claim}: inbound/{learner}", inbound),
        # Forms under random names; its mode lets nobody but the staff list it.
        f"{place}/evaluation": (f"{claim}: evaluation", inbound),
    }


EVERYTHING = {
    # a learner of two cohorts, and of one that is archived
    "ann": {**home("ann"), **learning("2027-spring", "ann"), **learning("2027-autumn", "ann")},
    # a learner whose other cohort is closed: what was returned can be fetched, nothing more is handed in
    "ben": {**home("ben"), **learning("2027-spring", "ben"), **learning("2026", "ben", "r")},
    # an instructor of one cohort, who learns in another and has nothing of the first in her own pod
    "ada": {**home("ada"), **learning("2027-autumn", "ada")},
    "grader-2027-spring": {
        **home("grader-2027-spring"),
        f"{EXCHANGE}/2027-spring": ("baby-in-mind-2027-spring: all", "rw"),
    },
}


@pytest.mark.parametrize("account", EVERYTHING)
def test_a_pod_mounts_what_is_its_own_and_nothing_else(c: Config, account: str) -> None:
    manifest = pod(c, account)
    kubernetes_validate.validate(manifest, VERSION, strict=True)
    assert mounted(manifest) == EVERYTHING[account]
    # Nor does it wait for another cohort's claim.
    assert claims_of(manifest) == {place.split(": ")[0] for place, _ in EVERYTHING[account].values() if ": " in place}
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
    assert "baby-in-mind-2027-spring" not in claims_of(pod(c, "ann"))


def test_a_home_is_made_before_its_pod_starts_and_nothing_of_a_cohorts(c: Config, hub: Hub) -> None:
    for account in ("ann", SPRING.grader):
        pod(c, account)
    homes = {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in (hub.folder / "homes").iterdir()}
    # ann's is another account's than the hub's; no pod but ann's mounts it.
    assert homes == {"ann": "777", SPRING.grader: "700"}
    assert {path.name for path in hub.folder.iterdir()} == {"cohorts", "homes"}
    assert [path.name for path in hub.folder.parent.iterdir()] == [hub.folder.name]


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


BESIDE = ("volume.yaml", "network.yaml", "arrivals.yaml", "cohort-volume.yaml", "cohort.yaml")


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_applied_beside_the_chart_is_what_kubernetes_takes(name: str) -> None:
    for manifest in manifests(name, SPRING.name):
        kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_graded_on_arrival_mounts_and_runs_as_the_graders_own_server(c: Config) -> None:
    (arrivals,) = manifests("arrivals.yaml", SPRING.name)
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
    (manifest,) = manifests("cohort.yaml", SPRING.name)
    grader = pod(c, SPRING.grader)
    # Where the list can be written there is nothing that an instructor can write, nor the gradebook's password.
    assert mounted(manifest, "people") == {"/srv/baby-in-mind/cohorts": ("baby-in-mind: cohorts", "rw")}
    assert "BABYINMIND_GRADEBOOK" not in variables(manifest, "people")
    assert mounted(manifest, "course") == mounted(grader)
    assert variables(manifest, "course")["BABYINMIND_GRADEBOOK"] == variables(grader)["BABYINMIND_GRADEBOOK"]
    assert manifest["spec"]["securityContext"]["runAsUser"] == STAFF
    assert not manifest["spec"].get("shareProcessNamespace")
    for container in manifest["spec"]["containers"]:
        assert container["workingDir"] == "/", "not in the grader's home, whose modules Python would load"
        assert container["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def test_no_pod_mounts_what_holds_anothers_mount(c: Config) -> None:
    """Of the hub's claim, where everybody's home lies. The hub alone has all of it, and the container that makes folders."""
    (cohorts,), (arrivals,) = manifests("cohort.yaml", SPRING.name), manifests("arrivals.yaml", SPRING.name)
    found = [mounted(pod(c, account)) for account in EVERYTHING]
    found += [mounted(arrivals["spec"]["template"]), mounted(cohorts, "people"), mounted(cohorts, "course")]
    parts = {
        place.partition(": ")[2] for each in found for place, _ in each.values() if place.startswith("baby-in-mind: ")
    }
    assert parts == {"cohorts", *(f"homes/{account}" for account in EVERYTHING)}
    assert [first["name"] for first in cohorts["spec"]["initContainers"]] == ["folders"]


@pytest.fixture
def cluster(hub: Hub, tmp_path: Path) -> Iterator[Cluster]:
    """A cluster with the claims of all cohorts that anybody is let into, and their folders."""
    with running(hub.folder.parent, tmp_path / "pods", {SPRING.name: "sqlite://"}) as cluster:
        for cohort in (SPRING, AUTUMN, PAST):
            (claim,) = manifests("cohort-volume.yaml", cohort.name)
            cluster.claim(claim)
            part = hub.folder.parent / claim["metadata"]["name"]
            provisioning.provision_exchange(part, "open")
            provisioning.provision_inbound(part, cohort.learners)
        yield cluster


def found_in(cluster: Cluster, manifest: dict[str, Any]) -> set[str]:
    """The names of all files in what a pod mounts; none where Kubernetes does not start it."""
    try:
        started = cluster.apply(manifest)
    except LeadsOut:
        return set()
    return {name for _, _, names in os.walk(started.folder, followlinks=True) for name in names}


REFLECTION = "what-ben-keeps-for-himself"


@pytest.mark.parametrize("path", ["inbound/ann", "inbound", "outbound", "feedback", "evaluation"])
@pytest.mark.parametrize("how", ["relative", "absolute"])
def test_a_link_that_instructors_swap_in_shows_a_learners_pod_nothing_of_anothers_home(
    c: Config, hub: Hub, cluster: Cluster, path: str, how: str
) -> None:
    of_ann, of_ben, of_the_grader = (pod(c, account) for account in ("ann", "ben", SPRING.grader))
    aim = hub.folder / "homes" / "ben"
    (aim / REFLECTION).touch()
    # Where a whole folder of learners' is swapped, their own lies in it.
    (aim / "ann").mkdir()
    (aim / "ann" / REFLECTION).touch()
    assert REFLECTION in found_in(cluster, of_ben)
    # After the hub looked, and before the pod starts.
    place = cluster.apply(of_the_grader).path(f"{EXCHANGE}/{SPRING.name}").resolve() / path
    place.rename(place.with_name("aside"))
    place.symlink_to(aim if how == "absolute" else os.path.relpath(aim, place.parent))
    assert REFLECTION not in found_in(cluster, of_ann)
    # Another cohort's learners are none the worse.
    assert cluster.apply(pod(c, "ada"))


def test_a_cohorts_claim_and_pod_are_applied_as_one_text() -> None:
    text = "".join((KUBERNETES / name).read_text("utf-8") for name in ("cohort-volume.yaml", "cohort.yaml"))
    assert [one["kind"] for one in yaml.safe_load_all(text)] == ["PersistentVolumeClaim", "Pod"]
    # Whoever deletes what the second file made does not delete the claim.
    assert [one["kind"] for one in manifests("cohort.yaml")] == ["Pod"]


def test_the_claims_are_those_that_everything_mounts(c: Config) -> None:
    (volume,), (of_spring,) = manifests("volume.yaml"), manifests("cohort-volume.yaml", SPRING.name)
    assert volume["spec"]["accessModes"] == of_spring["spec"]["accessModes"] == ["ReadWriteMany"]
    assert claims_of(pod(c, SPRING.grader)) == {volume["metadata"]["name"], of_spring["metadata"]["name"]}
    told = values()
    assert volume["metadata"]["name"] == told["custom"]["babyInMind"]["claim"]
    (of_the_hub,) = told["hub"]["extraVolumes"]
    assert of_the_hub["persistentVolumeClaim"]["claimName"] == volume["metadata"]["name"]
    assert told["hub"]["containerSecurityContext"]["runAsUser"] == STAFF
    assert (told["singleuser"]["uid"], "fsGid" in told["singleuser"]) == (LEARNERS, False)
    assert isinstance(c.KubeSpawner.pre_spawn_hook.__self__, kubernetes.Cluster)
