"""Setting up: what is installed is what was declared, everywhere the same, and nothing is fetched from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    "macos": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    "windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
}


@pytest.fixture(scope="module")
def declared(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def pins(project: Path) -> list[str]:
    lines = (project / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def conda(project: Path) -> list[Any]:
    return yaml.safe_load((project / "environment.yml").read_text(encoding="utf-8"))["dependencies"]


def _environments() -> list[dict[str, str]]:
    base = {name: str(value) for name, value in default_environment().items()}
    return [
        base | system | {"python_version": python, "python_full_version": f"{python}.2", "extra": ""}
        for python in PYTHONS
        for system in SYSTEMS.values()
    ]


def test_every_pin_is_one_exact_version(pins: list[str]) -> None:
    for line in pins:
        operators = [specifier.operator for specifier in Requirement(line).specifier]
        assert operators == ["=="], f"{line} is not pinned"


def test_requirements_name_no_address(project: Path) -> None:
    text = (project / "requirements.txt").read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert not re.search(r"://|^\s*-|\s@\s|--hash", body, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "environment.yml", "js/package-lock.json"])
def test_no_list_of_versions_names_an_address(project: Path, name: str) -> None:
    """What is installed comes from where the machine's own settings say, and from nowhere else."""
    found = re.findall(r"https?://[^\s\"]*", (project / name).read_text(encoding="utf-8"))
    assert found == [], f"take them out of {name} (in the lock file also every `funding`)"


@pytest.mark.parametrize(
    "environment", _environments(), ids=lambda one: f"{one['sys_platform']}-{one['python_version']}"
)
def test_every_declared_dependency_is_pinned_within_its_range(
    declared: dict[str, Any], pins: list[str], environment: dict[str, str]
) -> None:
    pinned: dict[str, str] = {}
    for line in pins:
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(environment):
            name = canonicalize_name(pin.name)
            assert name not in pinned, f"{name} is pinned twice"
            pinned[name] = str(pin.specifier).removeprefix("==")
    for line in [*declared["dependencies"], *declared["optional-dependencies"]["test"]]:
        wanted = Requirement(line)
        assert pinned.get(canonicalize_name(wanted.name)) in wanted.specifier, line


def test_conda_gets_the_very_same_versions(pins: list[str], conda: list[Any]) -> None:
    from_pip = next(entry["pip"] for entry in conda if isinstance(entry, dict))
    assert from_pip == [*pins, "--editable ."]


def test_every_place_names_the_same_pythons(project: Path, declared: dict[str, Any], conda: list[Any]) -> None:
    bounds = SpecifierSet(declared["requires-python"])
    assert [f"3.{minor}" for minor in range(9, 17) if f"3.{minor}" in bounds] == list(PYTHONS)
    conda_python = next(entry for entry in conda if isinstance(entry, str) and entry.startswith("python"))
    assert SpecifierSet(conda_python.removeprefix("python")) == bounds
    solo = tomllib.loads((project / "packages" / "solo" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SpecifierSet(solo["requires-python"]) == bounds
    assert "(3, 11) <= sys.version_info < (3, 15)" in (project / "Makefile").read_text(encoding="utf-8")


def test_the_safe_grading_configuration_is_installed_beside_the_package(project: Path) -> None:
    source = project / "src" / "babyinmind" / "grading" / "nbgrader_config.py"
    installed = Path(sys.prefix) / "etc" / "jupyter" / "nbgrader_config.py"
    assert installed.is_file(), "without it nbgrader would execute what learners hand in: run make"
    assert installed.read_bytes() == source.read_bytes(), "an older one is installed: run make"


def test_make_has_every_promised_target(project: Path) -> None:
    text = (project / "Makefile").read_text(encoding="utf-8")
    for target in (
        "learn",
        "test",
        "test-quick",
        "test-one",
        "coverage",
        "docs",
        "check",
        "release",
        "wheels",
        "bundles",
        "benchmark",
        "lock",
        "clean",
    ):
        assert re.search(rf"^{target}:", text, re.MULTILINE), target


def test_continuous_integration_runs_make_test_and_nothing_else(project: Path) -> None:
    script = project / ".ci" / "run"
    assert os.access(script, os.X_OK)
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert commands == [
        "set -euo pipefail",
        'cd "$(dirname "${BASH_SOURCE[0]}")/.."',
        "exec make --no-print-directory test",
    ]


@pytest.mark.skipif(not shutil.which("make"), reason="this machine has no make")
@pytest.mark.parametrize("version", ["3.10", "3.15"])
def test_make_says_which_python_it_needs(project: Path, tmp_path: Path, version: str) -> None:
    shutil.copy(project / "Makefile", tmp_path)
    python = tmp_path / "python"
    major_minor = version.replace(".", ", ")
    python.write_text(
        f'#!/bin/sh\nshift\nexec "{sys.executable}" -c "import sys; sys.version_info = ({major_minor}); $*"\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    done = subprocess.run(
        ["make", "environment", f"PYTHON={python}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "needs Python 3.11, 3.12, 3.13 or 3.14" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(not shutil.which("make"), reason="this machine has no make")
def test_make_says_what_debian_lacks_for_an_environment(project: Path, tmp_path: Path) -> None:
    shutil.copy(project / "Makefile", tmp_path)
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"\n', encoding="utf-8"
    )
    python.chmod(0o755)
    # Nothing named id answers 0 here: installing Debian's package is not this test's business.
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (tmp_path / "bin" / "id").chmod(0o755)
    done = subprocess.run(
        ["make", "environment", f"PYTHON={python}"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert f"apt install python3.{sys.version_info.minor}-venv" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--quiet", "."], id="ruff"),
        pytest.param(["mypy"], id="mypy", marks=pytest.mark.slow),
    ],
)
def test_the_code_is_clean(project: Path, command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
