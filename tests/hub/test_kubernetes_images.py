"""What each image is given, read from the recipe: no image is built here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from traitlets.config.loader import PyFileConfigLoader

from support import wheels
from support.chart import KUBERNETES, PROJECT
from support.keys import keys_in

SECRET = ("BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME", "BEGIN SOLUTION")


def given(target: str) -> set[str]:
    """What of the project's folder an image, or a stage that it is made from, is given; as COPY names it."""
    stages: dict[str, list[list[str]]] = {}
    for line in (KUBERNETES / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines():
        words = line.split()
        match words[:1]:
            case ["FROM"]:
                stages[words[3]] = [words]
            case ["COPY" | "ADD"]:
                stages[list(stages)[-1]].append(words)
    found: set[str] = set()
    for words in stages[target]:
        match words:
            case ["FROM", base, "AS", _]:
                found |= given(base) if base in stages else set()
            case [_, option, *_] if option.startswith("--from="):
                found |= given(option.removeprefix("--from="))
            case [_, *paths, _]:
                found |= {path.strip("/") for path in paths}
    return found


def files(target: str) -> list[Path]:
    found = []
    for name in given(target):
        assert (PROJECT / name).exists(), f"{name} is copied and not there"
        found += [path for path in (PROJECT / name).rglob("*") if path.is_file()] or [PROJECT / name]
    return found


def with_keys(target: str) -> list[str]:
    """The notebooks that an image is given and that hold a key, a rubric or a solution."""
    return [
        str(path.relative_to(PROJECT))
        for path in files(target)
        if path.suffix == ".ipynb"
        and any(mark in cell.source for cell in nbformat.read(path, as_version=4).cells for mark in SECRET)
    ]


def test_a_learners_image_is_given_no_source_and_no_key() -> None:
    assert not [
        name for name in given("learner") if name.split("/")[0] in ("source", "packages", ".", "hub", "tests", "*")
    ]
    assert {"src", "release", "notebooks"} <= given("learner")
    assert with_keys("learner") == []
    assert not [
        path for path in files("learner") if path.suffix in (".db", ".pem", ".key") or "record-key" in path.parts
    ]


def test_the_graders_image_is_where_the_keys_are() -> None:
    assert given("grader") - given("learner") == {"source", "packages/solo", "hub/kubernetes/nbgrader_config.py"}
    assert len(with_keys("grader")) == len(list((PROJECT / "source").glob("*/*.ipynb"))) > 0


def test_what_the_images_install_is_built_from_what_they_are_given(tmp_path: Path) -> None:
    built = {}
    for stage, folder in (("wheel", "."), ("keys", "packages/solo")):
        tree = tmp_path / stage
        for path in files(stage):
            (tree / path.relative_to(PROJECT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, tree / path.relative_to(PROJECT))
        command = [
            sys.executable,
            "-m",
            "hatchling",
            "build",
            "--target",
            "wheel",
            "--directory",
            str(tmp_path / f"{stage}-built"),
        ]
        subprocess.run(command, cwd=tree / folder, check=True, capture_output=True)
        (built[stage],) = (tmp_path / f"{stage}-built").glob("*.whl")
    assert keys_in(built["wheel"]) == {}
    learner = wheels.environment_of(tmp_path / "learner", built["wheel"])
    grader = wheels.environment_of(tmp_path / "grader", built["wheel"], built["keys"])
    code = (
        "from babyinmind.course import released_modules, source_folder; print(*(one.id for one in released_modules()))"
    )
    released = subprocess.run([learner, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert released == sorted(path.name for path in (PROJECT / "release").iterdir())
    code = (
        "from babyinmind.course import source_folder; print(*(path.name for path in source_folder().glob('*/*.ipynb')))"
    )
    assert subprocess.run([learner, "-c", code], capture_output=True, check=False).returncode != 0
    sources = subprocess.run([grader, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert sorted(sources) == [f"{name}.ipynb" for name in released]


def test_a_build_sees_what_is_copied_and_nothing_else() -> None:
    lines = (KUBERNETES / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert "*" in lines
    seen = {line[1:] for line in lines if line.startswith("!")}
    everything = {*given("learner"), *given("grader"), *given("hub")}
    assert {name for name in everything if not any(name == one or name.startswith(f"{one}/") for one in seen)} == set()
    assert seen - everything == set()


def test_the_hubs_image_needs_nothing_that_the_charts_has_not() -> None:
    code = """
import sys
known = {*sys.stdlib_module_names, "babyinmind", "yaml", "tornado"}
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in known and not name.startswith("_"):
            raise ImportError(f"{name} is not in the chart's image")
sys.meta_path.insert(0, Nothing())
from babyinmind.hosting.kubernetes import Cluster
from babyinmind.hosting.registry import the_hub
Cluster(the_hub(), "claim", "image", "secret").hub.cohorts()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_graders_image_collects_by_the_folder_and_grades_as_data(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BABYINMIND_GRADEBOOK", "postgresql://spring@postgres/spring")
    texts = [project / "src/babyinmind/grading/nbgrader_config.py", KUBERNETES / "nbgrader_config.py"]
    (tmp_path / "nbgrader_config.py").write_text("".join(path.read_text("utf-8") for path in texts))
    c = PyFileConfigLoader("nbgrader_config.py", path=str(tmp_path)).load_config()
    assert c.ExchangeFactory.collect == "babyinmind.grading.collect.CollectFromFolders"
    assert c.CourseDirectory.db_url == "postgresql://spring@postgres/spring"
    assert c.Autograde.autograde_preprocessors == ["babyinmind.grading.autograde.GradeAsData"]
