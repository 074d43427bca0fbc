"""Stock nbgrader, with no configuration at all, gives the same scores; and it runs what was handed in, which ours never does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from babyinmind.items import Item
from babyinmind.questions import Question
from support.commands import nbgrader
from support.course import MODULE, Course, new_course
from support.learners import hand_in, simulated_values


@pytest.mark.timeout(600)
def test_scores_are_those_of_stock_nbgrader(
    generated: Course, items: list[tuple[str, Item]], questions: list[Question], tmp_path: Path
) -> None:
    (tmp_path / "stock").mkdir()
    stock = new_course(tmp_path / "stock", configured=False)
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    without = {"JUPYTER_NO_CONFIG": "1", "JUPYTER_CONFIG_DIR": str(nothing)}
    nbgrader("generate_assignment", MODULE, cwd=stock.root, **without)
    ours = generated.copy(tmp_path / "ours")
    for course in (stock, ours):
        for number, learner in enumerate(("ann", "ben")):
            hand_in(course.submitted, learner, MODULE, simulated_values(items, seed=number), course.released)
    canary = tmp_path / "canary"
    for course in (stock, ours):
        notebook = course.submitted / "ann" / MODULE / f"{MODULE}.ipynb"
        data = json.loads(notebook.read_text(encoding="utf-8"))
        first = next(cell for cell in data["cells"] if cell["cell_type"] == "markdown")
        first.update(cell_type="code", source=f"open({str(canary)!r}, 'w').close()", outputs=[], execution_count=None)
        notebook.write_text(json.dumps(data), encoding="utf-8")

    ours.nbgrader("autograde", MODULE)
    assert not canary.exists()
    nbgrader("autograde", MODULE, cwd=stock.root, **without)
    assert canary.exists(), "the canary was to sing under stock nbgrader, or it proves nothing"

    def scores(course: Course) -> dict[str, dict[str, float | None]]:
        return {
            learner: {question.id: cells[question.id].auto for question in questions}
            for learner, cells in course.grades().items()
        }

    assert {learner: pytest.approx(each) for learner, each in scores(stock).items()} == scores(ours)
