"""The hub's configuration: who may sign in, where they land, who shares which server, and what the host settles."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from traitlets import import_item
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from babyinmind.hosting import landing, roles, singleuser
from babyinmind.hosting.options import EXAMPLE, Options, options_of
from babyinmind.hosting.registry import VARIABLE, HostedCohort, Hub, RegistryFaulty, grader_of

AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="a hub without root has one account"
)


def cohort(name: str, state: Any = "open", **people: tuple[str, ...]) -> HostedCohort:
    return HostedCohort(name, state, grader_of(name), "ada", **{"instructors": ("ada",), **people})


SPRING = cohort("spring", learners=("ann", "ben"), withdrawn=("cleo",))
AUTUMN = cohort("autumn", "closed", instructors=("bo",), learners=("ada", "ann"))
OLD = cohort("old", "archived", instructors=("kim",), learners=("dan", "ben"))
ALL = (SPRING, AUTUMN, OLD)


def test_who_is_let_in():
    assert roles.allowed(ALL) == {"ann", "ben", "ada", "bo"}
    assert roles.blocked(ALL) == {"cleo", "kim", "dan"}


def test_instructors_share_their_graders_server_and_no_other():
    found = {one["name"]: one for one in roles.load_roles(ALL)}
    assert set(found) == {"server", "admin", "hub-administrator", "grader", "formgrade-spring", "formgrade-autumn"}
    assert found["formgrade-spring"]["users"] == ["ada"]
    assert {scope.partition("!")[2] for scope in found["formgrade-spring"]["scopes"]} == {"user=grader-spring"}
    assert roles.load_groups(ALL)["nbgrader-autumn"] == {"users": ["ada", "ann"]}


def test_everybody_lands_where_they_belong():
    def go(person: str) -> list[str]:
        return [one.address for one in landing.places(person, ALL)]

    assert go("ben") == ["hub/spawn/ben?next=/user/ben/doc/tree/spring/start-here.ipynb"]
    assert go("bo") == ["hub/spawn/grader-autumn?next=/user/grader-autumn/doc/tree/cohort.ipynb"]
    # Learning comes first, and the open cohort before the closed.
    assert [(one.cohort, one.teaching) for one in landing.places("ada", ALL)] == [("autumn", False), ("spring", True)]
    assert [one.cohort for one in landing.places("ann", ALL)] == ["spring", "autumn"]
    assert go("cleo") == go("kim") == go("nobody") == []


def test_servers_of_learners_and_graders_alone():
    ann, grader = landing.server_of("ann", ALL), landing.server_of("grader-spring", ALL)
    assert ann and ann.folder == "~" and ann.page == "/doc/tree/spring/start-here.ipynb"
    assert ann.variables == {"BABYINMIND_LEARNS": "spring autumn"}
    assert grader and grader.folder == "~/course" and grader.variables == {"BABYINMIND_TEACHES": "spring"}
    assert [landing.server_of(one, ALL) for one in ("bo", "cleo", "kim", "dan", "grader-old")] == [None] * 5


def test_what_the_host_settles(tmp_path):
    hub = Hub(tmp_path)
    assert options_of(hub) == Options()
    hub.settings.write_text(EXAMPLE)
    assert options_of(hub) == Options(public="https://hub.example.org")
    hub.settings.write_text("admins: [kim]\nmemory_gb: 1.5\nfile_mb: 10\n")
    assert options_of(hub) == Options(admins=("kim",), memory_gb=1.5, file_mb=10)
    assert options_of(hub).limits == "AS=1610612736 FSIZE=10485760 NPROC=300"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("processes: many", "needs a whole number"),
        ("memory_gb: 0.5", "needs a number, at least 1"),
        ("idle_minutes: true", "needs a whole number"),
        ("idle_minutes: 5", "at least 10"),
        ("address: localhost", "needs an address"),
        pytest.param("address: http://127.0.0.1:8000", "a port that root alone can open", marks=AS_ROOT),
        ("address: https://0.0.0.0", "a web server before it speaks https"),
        ("public: https://hub.example.org/hub", "needs an address"),
        ("admins: kim", "needs a list"),
        ("adress: http://127.0.0.1", "is not known here"),
    ],
)
def test_a_slip_in_hub_yml_is_named_by_its_line(tmp_path, line, why):
    hub = Hub(tmp_path)
    hub.settings.write_text(f"\n{line}\n")
    with pytest.raises(RegistryFaulty, match=rf"hub\.yml, line 2: .*{why}"):
        options_of(hub)


@pytest.fixture
def configure(tmp_path, monkeypatch, project):
    """Load the hub's configuration for a hub with these cohorts, with one of the examples of signing in."""

    def load(sign_in: str = "") -> Config:
        hub = Hub(tmp_path / "hub")
        monkeypatch.setenv(VARIABLE, str(hub.folder))
        monkeypatch.setenv("PATH", os.environ["PATH"])
        for one in ALL:
            hub.write(one)
        if sign_in:
            (hub.folder / "jupyterhub_config.d").mkdir()
            shutil.copy(project / "hub" / "sign-in" / sign_in, hub.folder / "jupyterhub_config.d")
        return PyFileConfigLoader("jupyterhub_config.py", path=str(project / "hub")).load_config()

    return load


@pytest.mark.parametrize(
    ("sign_in", "authenticator"),
    [
        ("", "jupyterhub.auth.PAMAuthenticator"),
        ("lti.py", "ltiauthenticator.lti13.auth.LTI13Authenticator"),
        ("openid.py", "oauthenticator.generic.GenericOAuthenticator"),
    ],
)
def test_every_setting_is_one_that_jupyterhub_knows(configure, sign_in, authenticator):
    """A slip in a name is silently ignored by JupyterHub."""
    config = configure(sign_in)
    authenticator = import_item(authenticator)
    classes = {
        "JupyterHub": import_item("jupyterhub.app.JupyterHub"),
        "Spawner": import_item(config.JupyterHub.spawner_class),
        "ConfigurableHTTPProxy": import_item("jupyterhub.proxy.ConfigurableHTTPProxy"),
        "Authenticator": authenticator,
        authenticator.__name__: authenticator,
    }
    for section, settings in config.items():
        known = classes[section].class_traits(config=True)
        assert set(settings) - set(known) == set(), f"c.{section} has no such setting"
    started = authenticator(config=config)
    assert started.allowed_users == {"ann", "ben", "ada", "bo"}
    assert not started.allow_existing_users and not started.allow_all


def test_cookies_are_for_https_alone_where_people_come_by_it(configure, tmp_path):
    assert configure().JupyterHub.tornado_settings["cookie_options"] == {}
    Hub(tmp_path / "hub").settings.write_text("public: https://hub.example.org\n")
    config = configure()
    assert config.JupyterHub.tornado_settings["cookie_options"] == {"secure": True}
    assert config.JupyterHub.public_url == "https://hub.example.org"


def test_the_hubs_own_folders_are_closed(configure):
    configure()
    state = Path(os.environ[VARIABLE], "state")
    assert state.stat().st_mode & 0o777 == 0o700
    assert state.with_name("jupyterhub_config.d").stat().st_mode & 0o777 == 0o700
    assert (state / "proxy-token").stat().st_mode & 0o777 == 0o600


def test_the_idle_culler_can_list_and_end_servers_alone(configure):
    (role,) = (one for one in configure().JupyterHub.load_roles if one.get("services") == ["idle-culler"])
    assert set(role["scopes"]) == {"list:users", "read:users:activity", "read:servers", "delete:servers"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run there")
def test_a_server_loads_nothing_of_the_home_that_it_begins_in_before_its_limits_are_set(configure, tmp_path):
    home, proof = tmp_path / "home", tmp_path / "proof"
    for name in ("babyinmind/__init__.py", "json.py", "pathlib.py"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(f"open({str(proof)!r}, 'a').write({name!r})\n")
    more = {singleuser.LIMITS_VARIABLE: "CORE=0", singleuser.LEARNS_VARIABLE: "spring", "HOME": str(home)}
    command = configure().Spawner.cmd
    # Without a hub it ends after it has made the folders ready.
    subprocess.run(command, cwd=home, env={**os.environ, **more}, capture_output=True, timeout=60, check=False)
    assert not proof.exists()
    assert (home / "spring" / "start-here.ipynb").is_file()
