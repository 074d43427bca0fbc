"""The course from its two wheels, in a home and a folder that are empty: opened, read, answered, handed in, graded."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest

from babyinmind.processes import environment
from babyinmind.questions import Question
from babyinmind.responses import ResponseStore, answers_path
from support import wheels
from support.course import MODULE
from support.lab import Lab, learn
from support.learners import items_of, wrong_answer
from support.wheels import Wheels


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    return wheels.build(tmp_path_factory.mktemp("wheels"))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything is started from."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-m", *arguments], env=environment(), capture_output=True, text=True, check=False, timeout=60
    )


def test_from_both_wheels_somebody_learns_in_an_empty_folder(
    built: Wheels, empty: Path, tmp_path: Path, places: Path, project: Path
) -> None:
    python = wheels.environment_of(tmp_path / "environment", built.course, built.solo)
    home = places / "baby-in-mind"
    with learn(home, python=python) as lab:
        is_our_page(lab, sorted(path.name for path in (project / "release").iterdir()))

    # Every cell of the page runs in a kernel of that environment.
    ran = run(python, "nbclient.cli", str(home / MODULE / f"{MODULE}.ipynb"))
    assert ran.returncode == 0, ran.stderr

    items = items_of(project / "source" / MODULE / f"{MODULE}.ipynb")
    wrong, *right = (one for magic, one in items if magic == "question" and isinstance(one, Question))
    store = ResponseStore.open(answers_path(home / MODULE, MODULE), MODULE)
    for question in right:
        store.save(question.id, question.key, edited=0)
    store.save(wrong.id, wrong_answer(wrong), edited=0)
    ran = run(python, "babyinmind", "hand-in", MODULE, "--folder", str(home / MODULE), "--solo", "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    results = json.loads(ran.stdout)["results"]
    assert results["max_score"] - results["score"] == pytest.approx(wrong.points)
    assert list(empty.iterdir()) == []


def is_our_page(lab: Lab, modules: list[str]) -> None:
    """The start page is opened, knows the modules, brings our extension, and finds every notebook."""
    assert lab.start.partition("?")[0].endswith("/doc/tree/start-here.ipynb")
    page = get(lab.start).decode()
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    told = config["babyInMind"]
    assert told["solo"] and told["start"] == "start-here.ipynb"
    assert [one["id"] for one in told["modules"]] == modules
    (extension,) = (one for one in config["federated_extensions"] if one["name"] == "baby-in-mind")
    assert get(f"{lab.start.partition('/doc/')[0]}/lab/extensions/baby-in-mind/{extension['load']}")
    for name in ("start-here.ipynb", "my-progress.ipynb", *(f"{module}/{module}.ipynb" for module in modules)):
        assert lab.ask(f"api/contents/{name}")["type"] == "notebook"


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        content: bytes = answer.read()
        return content


def test_nbgrader_itself_grades_answers_as_data_there(built: Wheels, empty: Path, tmp_path: Path) -> None:
    python = wheels.environment_of(tmp_path / "environment", built.course)
    code = (
        "from nbgrader.apps import AutogradeApp; app = AutogradeApp(); app.initialize([]);"
        "print(*app.config.Autograde.autograde_preprocessors)"
    )
    ran = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["babyinmind.grading.autograde.GradeAsData"]


def test_from_babyinmind_alone_it_says_what_is_missing_and_opens_nothing(
    built: Wheels, empty: Path, tmp_path: Path, places: Path
) -> None:
    python = wheels.environment_of(tmp_path / "environment", built.course)
    ran = run(python, "babyinmind", "learn", "--no-browser")
    assert ran.returncode == 1 and ran.stdout == ""
    assert f"{python.parent}" in ran.stderr and "-m pip install babyinmind-solo==" in ran.stderr
    assert not (places / "baby-in-mind").exists() and list(empty.iterdir()) == []
    # Answers that somebody has already are not lost by it, and why they are not graded is said.
    folder = places / "course" / MODULE
    folder.mkdir(parents=True)
    ResponseStore.open(answers_path(folder, MODULE), MODULE).save("whose-fault", "x", edited=0)
    ran = run(python, "babyinmind", "hand-in", MODULE, "--folder", str(folder), "--solo", "--json")
    assert ran.returncode == 1 and "babyinmind-solo" in json.loads(ran.stdout)["failed"]


def test_a_course_is_not_taught_from_babyinmind_alone_without_a_word(
    built: Wheels, empty: Path, tmp_path: Path
) -> None:
    python = wheels.environment_of(tmp_path / "environment", built.course)
    code = (
        "import sys; from pathlib import Path; from babyinmind.desk.folder import fault_of_no_modules, prepare_folder;"
        "folder = Path(sys.argv[1]); prepare_folder(folder); print(fault_of_no_modules(folder))"
    )
    ran = subprocess.run([python, "-c", code, str(tmp_path / "cohort")], capture_output=True, text=True, check=True)
    assert f"{tmp_path / 'cohort'} has no modules in source/." in ran.stdout and "babyinmind-solo==" in ran.stdout
    wheels.install(python, built.solo)
    ran = subprocess.run([python, "-c", code, str(tmp_path / "cohort")], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
    assert (tmp_path / "cohort" / "source" / MODULE / f"{MODULE}.ipynb").is_file()
