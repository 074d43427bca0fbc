"""The questions as QTI 3.0 in a player that others wrote: what it gives for an answer is what the course gives."""

from __future__ import annotations

import io
import random
import subprocess
import tarfile
import zipfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from babyinmind.grading.module import Module
from babyinmind.questions import Question
from babyinmind.questions.choice import Choice
from babyinmind.questions.choices import Choices
from babyinmind.questions.match import Match
from babyinmind.questions.number import Number
from babyinmind.questions.order import Order
from babyinmind.questions.true_false import TrueFalse
from babyinmind.records.exports.qti import qti
from support.learners import modules_of, right_answer, some_answer, wrong_answer
from support.node import node, node_environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLAYER = "@citolab/qti-components@7.27.4"
PLAY = """async ([xml, answers]) => {
  const root = new DOMParser().parseFromString(xml, "application/xml").documentElement;
  // The player's elements are HTML's, where no element but a few may close itself.
  const text = new XMLSerializer().serializeToString(root).replace(/<(qti-[\\w-]+)([^<>]*)\\/>/g, "<$1$2></$1>");
  document.body.innerHTML = text;
  const item = document.querySelector("qti-assessment-item");
  await item.updateComplete;
  return answers.map((answer) => {
    item.resetResponses();
    item.updateResponseVariable("RESPONSE", answer);
    item.processResponse(true);
    const told = Object.fromEntries(item.variables.map(({ identifier, value }) => [identifier, value]));
    return [Number(told.SCORE), Number(told.MAXSCORE)];
  });
}"""


@pytest.fixture
def player(tmp_path: Path) -> Path:
    """The player's script, as npm's registry has it."""
    binaries, npm = node()
    subprocess.run([*npm, "pack", PLAYER, "--silent"], cwd=tmp_path, env=node_environment(binaries), check=True)
    with tarfile.open(next(tmp_path.glob("*.tgz"))) as archive:
        script = archive.extractfile("package/cdn/index.global.js")
        assert script is not None
        (tmp_path / "player.js").write_bytes(script.read())
    return tmp_path / "player.js"


def as_qti(question: Question, answer: Any) -> str | list[str]:
    """An answer as a candidate's response."""
    match question:
        case Choice():
            return f"o_{answer}"
        case Choices() | Order():
            return [f"o_{each}" for each in answer]
        case Match():
            return [f"o_{premise} a_{option}" for premise, option in answer.items()]
    return str(answer)


def expected(question: Question, answer: Any) -> float:
    """The course's own points; for an order those that its export gives, each step in its place."""
    if isinstance(question, Order):
        key = question.key
        return question.points * sum(here == there for here, there in zip(answer, key, strict=True)) / len(key)
    return question.score(answer)


def tried(question: Question) -> list[Any]:
    chance = random.Random(question.id)
    answers = [right_answer(question), wrong_answer(question), *(some_answer(question, 0.3, chance) for _ in range(8))]
    found = [answer for answer in answers if answer is not None]
    if isinstance(question, Number):
        # The player compares numbers exactly and knows no tolerance yet; it says so itself.
        return [answer for answer in found if answer == question.key or question.score(answer) == 0]
    return found


def test_a_player_of_others_gives_each_answer_what_the_course_gives(
    chromium: Browser, player: Path, project: Path
) -> None:
    modules = modules_of(project)
    count = 0
    with chromium.new_context(offline=True) as context, zipfile.ZipFile(io.BytesIO(qti(modules))) as package:
        page = context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.add_script_tag(path=player)
        for module in modules:
            for question in module.questions:
                answers = tried(question)
                xml = package.read(f"items/{module.id}/{question.id}.xml").decode("utf-8")
                given = page.evaluate(PLAY, [xml, [as_qti(question, answer) for answer in answers]])
                wanted = [[expected(question, answer), question.points] for answer in answers]
                # The player rounds to three decimals.
                assert given == [pytest.approx(one, abs=6e-4) for one in wanted], (module.id, question.id, answers)
                count += len(answers)
        assert broken == []
    assert count > 200


def test_a_player_of_others_gives_each_judgment_of_statements_what_the_course_gives(
    chromium: Browser, player: Path
) -> None:
    question = TrueFalse(
        id="judge",
        prompt="Judge each.",
        points=3,
        statements={"a": "Sky is up", "b": "Fish can fly", "c": "Ice is cold"},
        answer={"a": True, "b": False, "c": True},
    )
    answers = [
        {name: truth for name, truth in zip("abc", judged, strict=True) if truth is not None}
        for judged in product((True, False, None), repeat=3)
    ]
    responses = [[f"o_{name} a_{str(truth).lower()}" for name, truth in answer.items()] for answer in answers]
    with (
        chromium.new_context(offline=True) as context,
        zipfile.ZipFile(io.BytesIO(qti([Module("00-judge", (), None, (question,), (), frozenset())]))) as package,
    ):
        page = context.new_page()
        page.add_script_tag(path=player)
        given = page.evaluate(PLAY, [package.read("items/00-judge/judge.xml").decode("utf-8"), responses])
    wanted = [[question.score(answer), 3] for answer in answers]
    assert given == [pytest.approx(one, abs=6e-4) for one in wanted]
