"""Plain nbgrader in a fresh clone: every command that README and the instructors' guides name works there as it stands."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from babyinmind.processes import environment
from babyinmind.questions import Question
from babyinmind.responses import ResponseStore, answers_path
from babyinmind.results import read_results
from support.clone import environment_of, fresh_clone
from support.course import MODULE, PROJECT, people_places

pytestmark = pytest.mark.timeout(900)

IN_ORDER = (
    "generate_assignment", "release_assignment", "fetch_assignment", "submit", "collect", "autograde", "grade",
    "generate_feedback", "release_feedback", "fetch_feedback",
)  # fmt: skip
"""When in a course each command is given; a new one in the texts has to be put in its place."""
LEARNERS = ("fetch_assignment", "submit", "fetch_feedback")


def _commands() -> list[list[str]]:
    """The commands of nbgrader's, and ours that grades, in code blocks and within sentences, each once, in a course's order."""
    found: dict[tuple[str, ...], None] = {}
    for page in ("README.md", "docs/teach.md", "docs/instructors.md"):
        text = (PROJECT / page).read_text(encoding="utf-8")
        blocks = re.findall(r"^    ((?:nbgrader|babyinmind grade) .*?)(?: +#.*)?$", text, re.MULTILINE)
        inline = re.findall(r"`(nbgrader \w+[^`]*)`", text)
        for line in (*blocks, *inline):
            words = line.split()
            found[tuple(words if MODULE in words else [*words[:2], MODULE, *words[2:]])] = None
    unknown = {words[1] for words in found} - set(IN_ORDER)
    assert not unknown, f"Say in IN_ORDER when in a course it is given: {unknown}"
    return [list(words) for words in sorted(found, key=lambda words: IN_ORDER.index(words[1]))]


def test_the_texts_name_what_a_course_needs() -> None:
    assert {words[1] for words in _commands()} == set(IN_ORDER)


class Clone:
    """A clone with an environment of its own, somebody's home, an exchange, and a learner's folder."""

    def __init__(self, folder: Path, *, settings: bool = True) -> None:
        self.root, self.learner = fresh_clone(folder / "clone"), folder / "learner"
        self.python = environment_of(self.root, settings=settings)
        self.places = people_places(folder / "home")
        self.learner.mkdir()
        self.exchange = folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        Path(self.places["JUPYTER_CONFIG_DIR"]).mkdir()
        Path(self.places["JUPYTER_CONFIG_DIR"], "nbgrader_config.py").write_text(
            f"c = get_config()\nc.Exchange.root = {str(self.exchange)!r}\n"
        )

    def run(self, program: str, *arguments: str, cwd: Path | None = None) -> str:
        ended = subprocess.run(
            [self.python, "-m", program, *arguments], cwd=cwd or self.root, env=environment(**self.places),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, f"{program} {arguments} ended with {ended.returncode}:\n{ended.stdout}"
        return ended.stdout

    def changes(self) -> str:
        """What git sees of it that is not as it was committed, or ignored."""
        git = ["git", "-c", "safe.directory=*", "status", "--porcelain"]
        return subprocess.run(git, cwd=self.root, capture_output=True, text=True, check=True).stdout


def _answer(folder: Path, questions: list[Question]) -> None:
    store = ResponseStore.open(answers_path(folder / MODULE, MODULE), MODULE)
    for question in questions:
        store.save(question.id, question.key, edited=0)


def test_every_plain_command_of_the_texts_works_in_a_fresh_clone(tmp_path: Path, questions: list[Question]) -> None:
    clone = Clone(tmp_path)
    before = clone.changes()
    for program, command, *arguments in _commands():
        if command == "submit":
            _answer(clone.learner, questions)
        said = clone.run(program, command, *arguments, cwd=clone.learner if command in LEARNERS else None)
        assert "No course id specified" not in said and "Traceback" not in said, said
    (page,) = (clone.learner / MODULE / "feedback").glob(f"*/{MODULE}.html")
    results = read_results(page.read_text(encoding="utf-8"))
    assert results and results["score"] == results["max_score"]
    assert clone.changes() == before, "what is committed is as it was"


def test_an_environment_without_our_settings_grades_answers_as_data_there(
    tmp_path: Path, questions: list[Question]
) -> None:
    clone = Clone(tmp_path, settings=False)
    canary = tmp_path / "executed"
    clone.run("nbgrader", "generate_assignment", MODULE)
    clone.run("nbgrader", "release_assignment", MODULE)
    clone.run("nbgrader", "fetch_assignment", MODULE, "--course", "baby-in-mind", cwd=clone.learner)
    _answer(clone.learner, questions)
    notebook = clone.learner / MODULE / f"{MODULE}.ipynb"
    told = json.loads(notebook.read_text("utf-8"))
    for cell in told["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = f"open({str(canary)!r}, 'w').close()"
    notebook.write_text(json.dumps(told), "utf-8")
    clone.run("nbgrader", "submit", MODULE, "--course", "baby-in-mind", cwd=clone.learner)
    clone.run("nbgrader", "collect", MODULE)
    clone.run("nbgrader", "autograde", MODULE)
    assert not canary.exists()
    clone.run("nbgrader", "generate_feedback", MODULE)
    (page,) = (clone.root / "feedback").glob(f"*/{MODULE}/*.html")
    results = read_results(page.read_text(encoding="utf-8"))
    assert results and results["score"] == results["max_score"]
