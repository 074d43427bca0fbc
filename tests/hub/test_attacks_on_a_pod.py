"""Attacks of a cohort's instructors, who can write its grader's home, on the pod from which a cluster's cohorts are settled."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from babyinmind.hosting.kubernetes import EXCHANGE, HOME
from babyinmind.hosting.registry import HostedCohort, Hub
from support.chart import manifests
from support.cluster import IN_A_POD, Executed, Pod, running, settled
from support.payload import plant, take_away

pytestmark = pytest.mark.timeout(300)

SPRING = "2027-spring"
AUTUMN = HostedCohort("2027-autumn", "open", "grader-2027-autumn", "cy", ("cy",), ("dan",))


@dataclass(frozen=True)
class Attacked:
    """A cohort's own pod, the hub's claim with the list of all cohorts, and where whatever ran leaves a file."""

    pod: Pod
    hub: Hub
    proofs: Path

    @property
    def home(self) -> Path:
        return self.pod.containers["course"].path(HOME)

    @property
    def exchange(self) -> Path:
        """The cohort's claim, where the pod mounts it."""
        return self.pod.containers["course"].path(f"{EXCHANGE}/{SPRING}")

    @property
    def listed(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.hub.folder / "cohorts").iterdir()}

    def options(self, *learners: str) -> str:
        roster = self.pod.containers["people"].path("/tmp/roster.csv")
        roster.write_text("id,name\n" + "".join(f"{one},{one.title()} Example\n" for one in learners))
        return f"{SPRING} --instructors ada --contact ada --how '555 0100' --sponsor Us --roster {roster}"

    def step(self, name: str, given: bytes = b"", options: str = "") -> Executed:
        container = "course" if name == "lay" else "people"
        return self.pod.exec(container, f"{IN_A_POD} {name} {options}", given)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacked")
    hub, proofs = Hub(folder / "claims" / "baby-in-mind"), folder / "proofs"
    proofs.mkdir()
    hub.write(AUTUMN)
    with running(hub.folder.parent, folder / "pods", {SPRING: f"sqlite:///{folder / 'spring.db'}"}) as cluster:
        (claim,), (pod,) = manifests("cohort-volume.yaml", SPRING), manifests("cohort.yaml", SPRING)
        cluster.claim(claim)
        found = Attacked(cluster.apply(pod), hub, proofs)
        done = settled(found.pod, found.options("ann"))
        assert done.status == 0, done.complaint
        yield found


def test_no_step_runs_what_lies_in_the_graders_home(attacked: Attacked) -> None:
    before = attacked.listed[f"{AUTUMN.name}.yml"]
    plant(attacked.home, attacked.proofs)
    try:
        done = settled(attacked.pod, attacked.options("ann", "ben"))
        assert list(attacked.proofs.iterdir()) == []
        assert done.status == 0, done.complaint
        assert "on the roster: ben" in done.out.decode()
        assert attacked.hub.cohort(SPRING).learners == ("ann", "ben")
        assert attacked.listed.keys() == {f"{SPRING}.yml", f"{AUTUMN.name}.yml"}
        assert attacked.listed[f"{AUTUMN.name}.yml"] == before
        # What is planted would run: a command of the grader's own server runs it.
        plant(attacked.home, attacked.proofs)
        attacked.pod.exec("course", f"python -m babyinmind hours --cohort {attacked.home / 'course'}")
        assert any(path.name.startswith("nbgrader_config.py.") for path in attacked.proofs.iterdir())
    finally:
        take_away(attacked.home)
        for path in attacked.proofs.iterdir():
            path.unlink()


def test_a_link_to_the_list_of_cohorts_leads_nowhere(attacked: Attacked) -> None:
    before, aside = attacked.listed, attacked.home / "aside"
    planned = attacked.step("plan", options=attacked.options("ann", "eve"))
    for name in ("course/cohort.yml", "course", ".jupyter", ".jupyter/nbgrader_config.py"):
        path = attacked.home / name
        path.rename(aside)
        # By the path that it has where it is mounted; `course` has no such mount.
        path.symlink_to(attacked.pod.containers["course"].path(f"/srv/baby-in-mind/cohorts/{AUTUMN.name}.yml"))
        try:
            laid = attacked.step("lay", planned.out)
        finally:
            path.unlink()
            aside.rename(path)
        assert (laid.status, laid.out) == (1, b""), name
        assert "Nothing was settled" in laid.complaint
        assert "Traceback" not in laid.complaint
    kept = attacked.step("keep", laid.out)
    assert (kept.status, attacked.listed) == (1, before)


@pytest.mark.parametrize("path", ["outbound", "feedback", "inbound", "evaluation", "inbound/ann"])
def test_a_link_in_the_place_of_a_folder_of_the_exchange_is_refused(attacked: Attacked, path: str) -> None:
    before, aside, aim = attacked.listed, attacked.home / "aside", attacked.home / "aim"
    aim.mkdir(mode=0o700, exist_ok=True)
    planned = attacked.step("plan", options=attacked.options("ann", "eve"))
    place = attacked.exchange / path
    place.rename(aside)
    place.symlink_to(aim)
    try:
        laid = attacked.step("lay", planned.out)
    finally:
        place.unlink()
        aside.rename(place)
    assert (laid.status, laid.out) == (1, b"")
    assert f"{place} is a link, or no folder. See who made it and why" in laid.complaint
    kept = attacked.step("keep", laid.out)
    assert (kept.status, attacked.listed) == (1, before)
    assert stat.S_IMODE(aim.stat().st_mode) == 0o700
    aim.rmdir()


def test_everybodys_folder_of_inbound_is_there_before_they_are_in_the_list(attacked: Attacked) -> None:
    def modes(folder: Path) -> dict[str, str]:
        return {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in sorted(folder.iterdir())}

    (attacked.exchange / "inbound" / "ann").rmdir()
    planned = attacked.step("plan", options=attacked.options("hal"))
    assert attacked.step("lay", planned.out).status == 0
    assert "hal" not in attacked.hub.cohort(SPRING).learners
    # The modes of one machine. Who is withdrawn has one too.
    assert modes(attacked.exchange) == {"evaluation": "3733", "feedback": "711", "inbound": "3733", "outbound": "755"}
    inbound = modes(attacked.exchange / "inbound")
    assert {"ann", "hal"} <= inbound.keys()
    assert set(inbound.values()) == {"3733"}


FORGED = {
    "nothing": b"",
    "garbage": b"\x80\x04\x95 not JSON",
    "a list": b"[]",
    "another cohort": json.dumps({"cohort": AUTUMN.name, "changed": []}).encode(),
    "another key": json.dumps({"cohort": SPRING, "changed": [], "after": {"name": AUTUMN.name}}).encode(),
    "a plan of its own": json.dumps({"cohort": SPRING, "changed": [], "instructors": ["eve"]}).encode(),
    "another type": json.dumps({"cohort": SPRING, "changed": {"a": 1}}).encode(),
    "too much": b" " * 2_000_000,
}


def test_nothing_is_kept_of_what_was_not_laid(attacked: Attacked) -> None:
    before = attacked.listed
    assert attacked.step("plan", options=attacked.options("eve")).status == 0
    for what, said in FORGED.items():
        kept = attacked.step("keep", said)
        assert (kept.status, attacked.listed) == (1, before), what
        assert "Nothing was settled" in kept.complaint
        assert "Traceback" not in kept.complaint


def test_what_was_laid_says_nothing_that_steers_a_terminal(attacked: Attacked) -> None:
    assert attacked.step("plan", options=attacked.options("ann", "ben")).status == 0
    kept = attacked.step("keep", json.dumps({"cohort": SPRING, "changed": ["\x1b[2J\x07\x9b\r\nann"]}).encode())
    assert kept.status == 0
    assert all(line.isprintable() for line in kept.out.decode().splitlines())


def test_a_list_that_was_changed_meanwhile_is_left_as_it_is(attacked: Attacked) -> None:
    planned = attacked.step("plan", options=attacked.options("ann", "ben", "fay"))
    known = attacked.hub.cohort(SPRING)
    attacked.hub.write(replace(known, learners=(*known.learners, "gus")))
    before = attacked.listed
    try:
        laid = attacked.step("lay", planned.out)
        assert laid.status == 0, laid.complaint
        kept = attacked.step("keep", laid.out)
        assert kept.status == 1
        assert f"Somebody changed {SPRING} since it was planned. Begin again with `plan`." in kept.complaint
        assert attacked.listed == before
    finally:
        attacked.hub.write(known)


@pytest.mark.parametrize("container", ["people", "course"])
def test_a_step_that_would_load_what_lies_around_it_refuses(attacked: Attacked, container: str) -> None:
    before = attacked.listed
    ran = attacked.pod.exec(container, "python -m babyinmind.hosting.cluster_admin keep")
    assert ran.status == 1
    assert "Start it as `python -I -m babyinmind.hosting.cluster_admin" in ran.complaint
    assert attacked.listed == before
