"""A hub's cohorts as files: what is written is read back, and what is wrong is named by its line."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from babyinmind.hosting import registry
from babyinmind.hosting.registry import HostedCohort, Hub, RegistryFaulty, account_name, grader_of, the_hub

SPRING = HostedCohort("2027-spring", "open", "grader-2027-spring", "ada", ("ada", "bo"), ("ann", "ben.li"), ("cy",))
TEXT = """name: 2027-spring
state: open
grader: grader-2027-spring
contact: ada
instructors: [ada]
learners: [ann]
withdrawn: []
"""


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path / "hub")


def test_what_is_written_is_read_back_and_is_for_root_alone(hub: Hub):
    hub.write(SPRING)
    autumn = HostedCohort("2026-autumn", "archived", "grader-2026-autumn", "bo", ("bo",))
    hub.write(autumn)
    assert hub.cohort("2027-spring") == SPRING
    assert hub.cohorts() == [autumn, SPRING]
    assert (SPRING.learners_group, SPRING.instructors_group) == ("nbgrader-2027-spring", "formgrade-2027-spring")
    if os.name == "posix":
        assert stat.S_IMODE(hub.file_of("2027-spring").stat().st_mode) == 0o600
        assert stat.S_IMODE(hub.file_of("2027-spring").parent.stat().st_mode) == 0o700


def test_a_hub_without_cohorts_has_none(hub: Hub):
    assert hub.cohorts() == []
    with pytest.raises(RegistryFaulty, match=r"no cohort '2027-spring' in .*There are: none yet"):
        hub.cohort("2027-spring")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("state: open", "state: ajar", "line 2: `state:` needs one of open, closed, archived, not 'ajar'"),
        ("contact: ada", "contact:", "line 4: `contact:` is missing"),
        ("contact: ada", "contcat: ada", "line 4: 'contcat' is not known here"),
        ("[ann]", "[ann, 'Ann Lee']", "line 6: 'Ann Lee' cannot name somebody's account"),
        ("[ann]", "ann", "line 6: `learners:` needs a list of accounts"),
        ("[ann]", "[ann, ada]", "line 6: ada stands under `instructors:` already"),
        ("[ann]", "[ann, grader-2027-spring]", "line 6: 'grader-2027-spring' cannot name"),
        ("grader: grader-2027-spring", "grader: ada", "line 3: `grader:` must be grader-2027-spring"),
        ("name: 2027-spring", "name: other", "line 1: the file is 2027-spring.yml, so `name:` must be 2027-spring"),
        ("[ann]", "[ann", "line 7"),
    ],
)
def test_a_fault_is_named_by_its_file_and_line(hub: Hub, before: str, after: str, says: str):
    path = hub.file_of("2027-spring")
    path.parent.mkdir(parents=True)
    path.write_text(TEXT)
    assert hub.cohort("2027-spring").learners == ("ann",)
    path.write_text(TEXT.replace(before, after))
    with pytest.raises(RegistryFaulty) as raised:
        hub.cohorts()
    assert f"{path}, {says}" in str(raised.value)


@pytest.mark.parametrize("name", ["", "Spring", "2027_spring", "../up", "-a", "a-", "a" * 26, "a b", "spring\n"])
def test_a_cohort_has_a_name_that_can_name_a_folder_and_an_account(hub: Hub, name: str):
    with pytest.raises(RegistryFaulty, match="cannot name a cohort"):
        hub.cohort(name)
    with pytest.raises(RegistryFaulty, match="cannot name a cohort"):
        grader_of(name)
    assert len(grader_of("a" * 25)) == 32


@pytest.mark.parametrize(
    "name", ["", "Ann", "1ann", "ann+b", "../ann", "ann lee", "a" * 33, "grader-x", "ann\n", "änn"]
)
def test_an_account_has_a_name_that_linux_and_the_exchange_take(name: str):
    with pytest.raises(RegistryFaulty, match="cannot name somebody's account"):
        account_name(name)
    assert account_name("ann.b-c_9") == "ann.b-c_9"


def test_the_hub_is_where_it_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("BABYINMIND_HUB", raising=False)
    assert the_hub() == Hub(Path("/srv/baby-in-mind").absolute())
    monkeypatch.setenv("BABYINMIND_HUB", str(tmp_path / "from-the-variable"))
    assert the_hub() == Hub(tmp_path / "from-the-variable")
    assert the_hub(tmp_path) == Hub(tmp_path)


def test_one_command_changes_cohorts_while_no_other_does(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(registry, "_LOCK_SECONDS", 0.0)
    with hub.alone(), pytest.raises(TimeoutError), hub.alone():
        pass
    with hub.alone():
        hub.write(SPRING)
    assert hub.cohorts() == [SPRING]
    # Whatever else were written there would have the hub started again.
    assert list(hub.file_of(SPRING.name).parent.iterdir()) == [hub.file_of(SPRING.name)]


def test_the_hub_loads_nothing_heavy_with_it():
    heavy = ("matplotlib", "numpy", "nbgrader", "pydantic", "sqlalchemy", "ipywidgets", "IPython")
    code = f"import sys, babyinmind.hosting.registry; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
