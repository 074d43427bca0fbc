"""A course that was generated once, copied for each scenario."""

from __future__ import annotations

import pytest

from babyinmind.items import Item, Reflection
from babyinmind.questions import Question
from support.course import MODULE, Course, new_course
from support.learners import items_of


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course folder in which `nbgrader generate_assignment` was run. Copy it, never change it."""
    course = new_course(tmp_path_factory.mktemp("generated"))
    course.nbgrader("generate_assignment", MODULE)
    return course


@pytest.fixture(scope="session")
def items(generated: Course) -> list[tuple[str, Item]]:
    return items_of(generated.source)


@pytest.fixture(scope="session")
def questions(items: list[tuple[str, Item]]) -> list[Question]:
    """The graded questions, keys included."""
    return [item for magic, item in items if magic == "question" and isinstance(item, Question)]


@pytest.fixture(scope="session")
def reflection(items: list[tuple[str, Item]]) -> Reflection:
    """The shared reflection."""
    return next(item for _, item in items if isinstance(item, Reflection) and not item.private)
