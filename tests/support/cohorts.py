"""Whole simulated cohorts, written straight into a gradebook: what a page or a query meets after months of a course.

How learners answer. Learner l has an ability t ~ N(0, 1), question q a difficulty b ~ N(-1, 0.8), both fixed by the seed;
the answer is right with probability 1 / (1 + exp(b - t)) (a Rasch model), at the second and third hand-in with that of
t + 1 and t + 2; else it is what a beginner could give, and 4 in 100 are blank (`some_answer`). The pre-question is tried
with t - 1, once or twice. A learner works through the modules in order, about a week each, some far and some not; one in
twenty withdraws early. Who misses the pass mark hands in again, three times at most. Nine reflections in ten are written;
an instructor has read those that are older than a week, all but one in twenty of them.

What is written. nbgrader's rows (students, modules with their cells, submissions, grades, comments) and our attempts, as
grading would have written them: answers are scored by the one scoring function. Modules that nobody wrote yet are copies of
written ones under the planned id, title and minutes. `source/` and `release/` are laid beside the gradebook.
The same seed gives the same cohort, but for nbgrader's row ids, which are random.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy import insert
from sqlalchemy.orm import Session

from babyinmind.course.outline import OUTLINE, Planned
from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.attempts import store_answers, store_scores
from babyinmind.grading.module import Module, stored_module
from babyinmind.grading.scoring import NO_RESPONSE, Outcome, score
from babyinmind.items import BEGIN_HIDDEN, END_HIDDEN
from babyinmind.questions import Question
from babyinmind.responses import Answer, Responses, Sitting
from support.gradebooks import opened
from support.learners import reflection_text, some_answer

PROJECT = Path(__file__).resolve().parents[2]
OPENED = datetime(2026, 9, 1, 8)
"""When the simulated cohort began; UTC without a zone, as nbgrader keeps times."""
PASS_MARK = 0.8
MOST_HAND_INS = 3
NAMES = (
    ("Ana", "García López"), ("Bo", "Nguyễn, RN"), ("Dwayne", 'O\'Neill "D"'), ("Ева", "Соколова"), ("李", "小龍"),
    ("فاطمة", "الزهراء"), ("=Mia", "Smith"), ("Noor", "Haddad"), ("Zoë", "Müller"), ("Kai", "Kealoha"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cohort:
    """What was written: ids of learners and modules, who withdrew, and how many hand-ins there are."""

    db_url: str
    learners: tuple[str, ...]
    modules: tuple[str, ...]
    withdrawn: frozenset[str]
    hand_ins: int


@dataclass(frozen=True, slots=True)
class _Cells:
    """A module with the ids that its cells have in the gradebook."""

    module: Module
    assignment: str
    notebook: str
    graded: dict[str, str]
    commented: dict[str, str]
    difficulty: dict[str, float]


def simulate(root: Path, learners: int = 40, modules: int = 11, seed: int = 1) -> Cohort:
    """Make a course folder with a gradebook that such a cohort filled; `modules` are the first of the course's outline."""
    root.mkdir(parents=True, exist_ok=True)
    db_url = f"sqlite:///{(root / 'gradebook.db').as_posix()}"
    with opened(db_url) as gradebook:
        cells = [_store(gradebook, root, planned, place, seed) for place, planned in enumerate(OUTLINE[:modules])]
        cohort = _fill(gradebook.db, db_url, cells, learners, seed)
        gradebook.db.commit()
    return cohort


def _store(gradebook: Gradebook, root: Path, planned: Planned, place: int, seed: int) -> _Cells:
    """Lay a module into `source/` and `release/`, and store its cells as nbgrader's `SaveCells` does."""
    written = sorted((PROJECT / "source").glob("*/*.ipynb"))
    own = PROJECT / "source" / planned.id / f"{planned.id}.ipynb"
    notebook = nbformat.read(own if own.is_file() else written[place % len(written)], as_version=4)
    if not own.is_file():
        header = next(cell for cell in notebook.cells if cell.source.startswith("%%module"))
        header.metadata.nbgrader.grade_id = planned.id
        for name, value in (("id", planned.id), ("title", json.dumps(planned.title)), ("minutes", planned.minutes)):
            header.source = re.sub(rf"(?m)^{name}: .*$", f"{name}: {value}", header.source, count=1)
    _write(root / "source" / planned.id / f"{planned.id}.ipynb", notebook)
    # Row by row, not by the gradebook's methods: each of those commits, which takes a disk minutes for a whole course.
    assignment = Assignment(name=planned.id, course=gradebook.check_course(gradebook.course_id))
    stored = Notebook(name=planned.id, assignment=assignment)
    gradebook.db.add(stored)
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        what = {"name": about.get("grade_id"), "notebook": stored}
        kind = {"cell_type": cell.cell_type}
        if is_grade(cell):
            gradebook.db.add(GradeCell(**what, **kind, max_score=float(about["points"])))
        if is_solution(cell):
            gradebook.db.add(SolutionCell(**what))
        if is_task(cell):
            gradebook.db.add(TaskCell(**what, **kind, max_score=float(about["points"])))
        if is_grade(cell) or is_solution(cell) or is_locked(cell):
            gradebook.db.add(SourceCell(**what, **kind, source=cell.source, locked=is_locked(cell)))
    gradebook.db.flush()
    for cell in notebook.cells:
        cell.source = re.sub(rf"(?s)\n?{BEGIN_HIDDEN}.*?{END_HIDDEN}", "", cell.source)
    released = root / "release" / planned.id / f"{planned.id}.ipynb"
    _write(released, notebook)
    module = stored_module(gradebook, planned.id, released)
    chance = random.Random(f"{seed} {planned.id}")
    tasks = {cell.name: cell.id for cell in stored.task_cells}
    return _Cells(
        module=module,
        assignment=stored.assignment_id,
        notebook=stored.id,
        graded={cell.name: cell.id for cell in stored.grade_cells} | tasks,
        commented={cell.name: cell.id for cell in stored.solution_cells} | tasks,
        difficulty={question.id: chance.gauss(-1, 0.8) for question in (*module.questions, *module.practice)},
    )


def _write(path: Path, notebook: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _fill(session: Session, db_url: str, cells: list[_Cells], learners: int, seed: int) -> Cohort:
    names = tuple(f"learner{number:04d}" for number in range(learners))
    rows: dict[type, list[dict[str, Any]]] = {
        table: [] for table in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
    }
    withdrawn, hand_ins = set(), 0
    now = OPENED + timedelta(days=7 * (len(cells) + 1))
    for number, learner in enumerate(names):
        chance = random.Random(f"{seed} {learner}")
        first, family = NAMES[number % len(NAMES)]
        rows[Student].append(
            {"id": learner, "first_name": first, "last_name": f"{family} {number}", "email": f"{learner}@example.org"}
        )
        ability, reached = chance.gauss(0, 1), round(len(cells) * min(1.0, chance.betavariate(3, 1)))
        if chance.random() < 0.05:
            withdrawn.add(learner)
            reached = min(reached, 2)
        for week, each in enumerate(cells[:reached]):
            attempts = list(_attempts(each, learner, ability, OPENED + timedelta(days=7 * week), chance))
            hand_ins += len(attempts)
            session.add_all(attempt for attempt, _ in attempts)
            _graded(rows, each, *attempts[-1], now, chance)
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)
    return Cohort(db_url, names, tuple(each.module.id for each in cells), frozenset(withdrawn), hand_ins)


def _attempts(
    cells: _Cells, learner: str, ability: float, opened: datetime, chance: random.Random
) -> Iterator[tuple[Attempt, Outcome]]:
    """A learner's hand-ins of a module: again until passed, or tired of it."""
    module, sittings, at = cells.module, [], opened
    before = {question.id: _tried(question, cells, ability, chance) for question in module.practice}
    for again in range(MOST_HAND_INS):
        at += timedelta(minutes=chance.randrange(60, 60 * 24 * 3))
        minutes = (module.header.minutes if module.header else 30) * chance.lognormvariate(0, 0.3) / (again + 1)
        sittings.append(Sitting(f"{(at - timedelta(minutes=minutes)).isoformat()}Z", f"{at.isoformat()}Z"))
        answers = {name: answer for name, answer in before.items() if answer}
        for question in module.questions:
            value = some_answer(question, _right(cells, question, ability + again), chance)
            if value is not None:
                confidence = chance.choice(("sure", "unsure", "guessing")) if question.confidence else None
                answers[question.id] = Answer(value, again + 1, f"{at.isoformat()}Z", confidence)
        for reflection in module.reflections:
            if chance.random() < 0.9:
                about = next(iter(reflection.about or {"": ""}))
                answers[reflection.id] = Answer(
                    {"about": about, "text": reflection_text(chance)}, 1, f"{at.isoformat()}Z"
                )
        responses = Responses(module=module.id, answers=answers, sittings=tuple(sittings))
        outcome = score(module, responses)
        attempt = Attempt(module=module.id, learner=learner, handed_in=at)
        store_answers(attempt, responses)
        store_scores(attempt, outcome)
        attempt.graded = at
        yield attempt, outcome
        if attempt.share >= PASS_MARK or chance.random() < 0.2:
            return


def _right(cells: _Cells, question: Question, ability: float) -> float:
    return 1 / (1 + math.exp(cells.difficulty[question.id] - ability))


def _tried(question: Question, cells: _Cells, ability: float, chance: random.Random) -> Answer | None:
    first = some_answer(question, _right(cells, question, ability - 1), chance)
    if first is None:
        return None
    again = chance.random() < 0.3
    return Answer(question.key if again else first, 1 + again, "", first=first, tries=1 + again)


def _graded(
    rows: dict[type, list[dict[str, Any]]],
    cells: _Cells,
    attempt: Attempt,
    outcome: Outcome,
    now: datetime,
    chance: random.Random,
) -> None:
    """nbgrader's rows of a learner's latest hand-in, as `ModuleGradebook.record` leaves them."""
    submission, notebook = new_uuid(), new_uuid()
    rows[SubmittedAssignment].append(
        {
            "id": submission,
            "assignment_id": cells.assignment,
            "student_id": attempt.learner,
            "timestamp": attempt.handed_in,
        }
    )
    rows[SubmittedNotebook].append({"id": notebook, "notebook_id": cells.notebook, "assignment_id": submission})
    scores: dict[str, tuple[float | None, float | None, bool]] = {
        each.question.id: (each.score, None, False) for each in outcome.questions
    }
    comments: dict[str, tuple[str | None, str | None]] = {}
    for reflection in outcome.reflections:
        rubric = cells.module.rubric_of[reflection.reflection.id]
        if reflection.blank:
            scores[rubric.name], comments[rubric.name] = (0.0, None, False), (NO_RESPONSE, None)
        elif now - attempt.handed_in > timedelta(days=7) and chance.random() < 0.95:
            scores[rubric.name] = (None, float(rubric.points or 0), False)
            comments[rubric.name] = (None, "You stayed with what you saw. Thank you.")
        else:
            scores[rubric.name] = (None, None, True)
    for name, cell in cells.graded.items():
        auto, manual, waiting = scores[name]
        rows[Grade].append(
            {
                "id": new_uuid(),
                "notebook_id": notebook,
                "cell_id": cell,
                "auto_score": auto,
                "manual_score": manual,
                "needs_manual_grade": waiting,
            }
        )
    for name, cell in cells.commented.items():
        auto_comment, manual_comment = comments.get(name, (None, None))
        rows[Comment].append(
            {
                "id": new_uuid(),
                "notebook_id": notebook,
                "cell_id": cell,
                "auto_comment": auto_comment,
                "manual_comment": manual_comment,
            }
        )
