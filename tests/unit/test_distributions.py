"""What each of the two distributions holds, and where an installation of them finds it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import babyinmind
from support import wheels
from support.keys import keys_in
from support.wheels import Wheels

SHARE = "data/share/babyinmind/"

pytestmark = pytest.mark.slow  # it builds both distributions and installs them


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    return wheels.build(tmp_path_factory.mktemp("wheels"))


def shared(wheel: Path) -> set[str]:
    """The files below share/babyinmind that a wheel brings."""
    return {name.partition(SHARE)[2] for name in zipfile.ZipFile(wheel).namelist() if SHARE in name}


def metadata(wheel: Path) -> dict[str, str]:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return dict(Parser().parsestr(archive.read(name).decode()))


def modules(folder: Path) -> set[str]:
    return {path.relative_to(folder.parent).as_posix() for path in folder.rglob("*") if path.is_file()}


# What they hold


def test_babyinmind_holds_the_course_and_no_key(built: Wheels, project: Path) -> None:
    assert keys_in(built.course) == {}
    names = shared(built.course)
    assert names >= modules(project / "release") | modules(project / "notebooks")
    assert not [name for name in names if name.startswith("source")]
    lab = project / "src" / "babyinmind" / "course" / "lab"
    inside = zipfile.ZipFile(built.course).namelist()
    assert {path.relative_to(project / "src").as_posix() for path in lab.rglob("*") if path.is_file()} <= set(inside)
    assert any(name.endswith("data/etc/jupyter/nbgrader_config.py") for name in inside)


def test_the_search_finds_every_key_of_the_distribution_that_has_them(built: Wheels, project: Path) -> None:
    told = {name.partition(SHARE)[2]: found for name, found in keys_in(built.solo).items()}
    assert set(told) == modules(project / "source")
    for name, found in told.items():
        assert "### BEGIN HIDDEN TESTS" in found
        assert len([one for one in found if one.startswith(f"{Path(name).stem}: ")]) > 5


def test_a_module_that_slips_into_babyinmind_is_found(built: Wheels, tmp_path: Path, project: Path) -> None:
    slipped = tmp_path / built.course.name
    slipped.write_bytes(built.course.read_bytes())
    with zipfile.ZipFile(slipped, "a") as wheel:
        wheel.write(project / "source/05-ghosts/05-ghosts.ipynb", "babyinmind/05-ghosts.txt")
    assert set(keys_in(slipped)) == {"babyinmind/05-ghosts.txt"}


def test_babyinmind_solo_adds_the_sources_of_the_same_version(built: Wheels, project: Path) -> None:
    assert shared(built.solo) == modules(project / "source") | {"source/LICENSE-content"}
    for name in modules(project / "source"):
        (inside,) = (one for one in zipfile.ZipFile(built.solo).namelist() if one.endswith(SHARE + name))
        assert zipfile.ZipFile(built.solo).read(inside) == (project / name).read_bytes()
    version = babyinmind.__version__
    assert (metadata(built.course)["Version"], metadata(built.solo)["Version"]) == (version, version)
    assert metadata(built.solo)["Requires-Dist"] == f"babyinmind=={version}"


def test_from_their_source_distributions_the_same_is_built(built: Wheels, tmp_path: Path) -> None:
    sources = wheels.build(tmp_path / "sources", "sdist")
    assert keys_in(sources.course) == {}, "whoever publishes babyinmind publishes its source distribution too"
    assert keys_in(sources.solo) != {}
    for source, wheel in ((sources.course, built.course), (sources.solo, built.solo)):
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation",
                   "--wheel-dir", str(tmp_path / "again"), str(source)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        assert shared(tmp_path / "again" / wheel.name) == shared(wheel)
        assert metadata(tmp_path / "again" / wheel.name).get("Requires-Dist") == metadata(wheel).get("Requires-Dist")


def test_solo_is_not_built_without_modules(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tree" / "packages" / "solo"
    copy.mkdir(parents=True)
    for path in (project / "packages" / "solo").iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    (tmp_path / "tree/src/babyinmind").mkdir(parents=True)
    (tmp_path / "tree/src/babyinmind/__init__.py").write_text('__version__ = "9"\n')
    (tmp_path / "tree/LICENSE-content").touch()
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel"], cwd=copy, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode != 0 and f"{tmp_path / 'tree/source'} has no modules" in done.stderr


# Where they are found, however they were installed

BASE = Path(getattr(sys, "_base_executable", sys.executable))
"""The Python that this environment is made from, which has a place for --user and one for the system."""

ASK = """
import json
from babyinmind.course.modules import CourseNotFound, course_root, released_modules, source_folder
try:
    source = str(source_folder())
except CourseNotFound as missing:
    source = str(missing)
print(json.dumps([str(course_root()), [each.id for each in released_modules()], source]))
"""


def asked(python: Path, **variables: str) -> tuple[Path, list[str], str]:
    """(course's folder, modules, folder of sources or why there is none), as an installation finds them."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONUSERBASE")}
    done = subprocess.run(
        [python, "-c", ASK], env=kept | variables, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    root, found, source = json.loads(done.stdout)
    return Path(root), found, source


def packages(below: Path) -> Path:
    """Where pip put packages below a folder, which systems name differently."""
    (found,) = (path.parent for path in below.rglob("babyinmind*.dist-info"))
    return found


@pytest.mark.parametrize("scheme", ["environment", "target", "prefix", "user", "both ways"])
def test_both_are_found_however_they_were_installed(scheme: str, built: Wheels, project: Path, tmp_path: Path) -> None:
    variables = {}
    course = solo = tmp_path / "there"
    match scheme:
        case "environment":
            python = wheels.environment_of(course, built.course, built.solo)
        case "target" | "prefix":
            python, solo = BASE, tmp_path / "solo"
            wheels.install(BASE, f"--{scheme}", course, built.course)
            wheels.install(BASE, f"--{scheme}", solo, built.solo)
            variables = {"PYTHONPATH": os.pathsep.join(str(packages(each)) for each in (course, solo))}
        case "user":
            python, variables = BASE, {"PYTHONUSERBASE": str(course)}
            wheels.install(BASE, "--user", built.course, built.solo, **variables)
        case "both ways":  # the course for everybody, the keys for oneself
            python, solo = BASE, tmp_path / "mine"
            wheels.install(BASE, "--target", course, built.course)
            variables = {"PYTHONPATH": str(course), "PYTHONUSERBASE": str(solo)}
            wheels.install(BASE, "--user", built.solo, PYTHONUSERBASE=str(solo))
    root, found, source = asked(python, **variables)
    assert root.is_relative_to(course) and root.parts[-2:] == ("share", "babyinmind")
    assert found == sorted(path.name for path in (project / "release").iterdir())
    assert Path(source).is_relative_to(solo) and modules(Path(source)) >= modules(project / "source")


def test_commands_that_one_person_installed_are_found(built: Wheels, tmp_path: Path) -> None:
    """nbgrader starts `alembic` by its name, and a shell's PATH need not have the folder of --user."""
    wheels.install(BASE, "--user", built.course, PYTHONUSERBASE=str(tmp_path))
    code = "import shutil; from babyinmind.processes import environment; print(shutil.which('babyinmind', path=environment()['PATH']))"
    variables = os.environ | {"PYTHONUSERBASE": str(tmp_path), "PATH": os.defpath}
    done = subprocess.run([BASE, "-c", code], env=variables, cwd="/", capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)


def test_without_keys_it_says_what_to_install(built: Wheels, tmp_path: Path) -> None:
    wheels.install(BASE, "--target", tmp_path, built.course)
    version = babyinmind.__version__
    assert asked(BASE, PYTHONPATH=str(tmp_path))[2].endswith(f"-m pip install babyinmind-solo=={version}")


def test_keys_of_another_version_are_refused_with_both_versions(built: Wheels, tmp_path: Path) -> None:
    wheels.install(BASE, "--target", tmp_path, built.course, built.solo)
    (written,) = tmp_path.glob("babyinmind_solo-*.dist-info/METADATA")
    version = babyinmind.__version__
    written.write_text(written.read_text("utf-8").replace(f"\nVersion: {version}\n", "\nVersion: 0.0.9\n"), "utf-8")
    said = asked(BASE, PYTHONPATH=str(tmp_path))[2]
    assert f"babyinmind is {version} and babyinmind-solo 0.0.9 here" in said
    assert said.endswith(f"-m pip install babyinmind-solo=={version}")


def test_a_course_that_is_named_is_never_graded_by_keys_of_the_installation(built: Wheels, tmp_path: Path) -> None:
    """They would be of other questions, though modules have the same names."""
    wheels.install(BASE, "--target", tmp_path / "there", built.course, built.solo)
    (tmp_path / "own" / "release" / "03-attachment").mkdir(parents=True)
    (tmp_path / "own" / "release" / "03-attachment" / "03-attachment.ipynb").touch()
    variables = {"PYTHONPATH": str(tmp_path / "there"), "BABYINMIND_COURSE": str(tmp_path / "own")}
    assert f"{tmp_path / 'own'} has no folder source/" in asked(BASE, **variables)[2]
