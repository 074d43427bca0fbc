"""Five children apart from their mothers: what may be coloured, what is greyed, and that it proves nothing."""

import pytest

from babyinmind import figures
from babyinmind.figures import canvas
from babyinmind.figures.five_brief_separations import GREY, children

FIGURE = figures.get("five-brief-separations")


def test_the_children_are_those_of_the_films():
    assert [(one.name, one.months, one.days) for one in children()] == [
        ("John", 17, 9),
        ("Jane", 17, 10),
        ("Lucy", 21, 19),
        ("Thomas", 28, 10),
        ("Kate", 29, 27),
    ]
    assert [one.name for one in children() if one.cared == "Many people"] == ["John"]


def test_what_the_questions_read_off_is_there():
    days = {one.name: one.days for one in children()}
    assert days["Kate"] - days["John"] == 18 and min(days, key=days.get) == "John"
    for words in ("John: 17 months, 9 days", "Jane: 17 months, 10 days", "Kate: 29 months, 27 days"):
        assert words in FIGURE.alt({})


def test_nothing_is_given_away_before_a_colour_is_chosen():
    for said in (FIGURE.title, FIGURE.alt({}), FIGURE.summary({})):
        for word in ("warm", "refused", "many people", "one person"):
            assert word not in said.lower()


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        (
            "reunion",
            "refused at first: John; warm, and then missed the foster mother: Jane and Lucy; warm: Thomas and Kate.",
        ),
        ("care", "many people: John; one person: Jane, Lucy, Thomas and Kate."),
    ],
)
def test_each_colouring_sorts_the_children(colour, words):
    assert FIGURE.summary({"colour": colour}).endswith(words)
    drawn = {one: FIGURE.draw({"colour": one}) for one in ("nothing", "reunion", "care")}
    assert len(set(drawn.values())) == 3


@pytest.mark.parametrize(
    ("days", "near"),
    [(9, "John"), (10, "John Jane Thomas"), (18, "John Jane Thomas"), (19, "John Jane Lucy Thomas"), (27, "")],
)
def test_children_away_for_longer_are_greyed_and_still_named(days, near):
    alt = FIGURE.alt({"days": days})
    names = near.split() or [one.name for one in children()]
    for one in children():
        greyed = f"{one.name}: {one.months} months, {one.days} days, greyed." in alt
        assert greyed == (one.name not in names)
    assert len(FIGURE.table({"days": days}).rows) == 5
    svg = FIGURE.draw({"days": days})
    rings = svg.count(f"fill: #ffffff; stroke: {GREY}")
    assert rings == 5 - len(names)


def test_a_greyed_child_says_no_group():
    alt = FIGURE.alt({"colour": "reunion", "days": 10})
    assert "Kate: 29 months, 27 days, greyed." in alt and "refused at first" in alt
    summary = FIGURE.summary({"colour": "reunion", "days": 10})
    assert "3 children" in summary and "Kate" not in summary
    assert canvas.PURPLE in FIGURE.draw({"colour": "reunion"})


def test_it_is_said_to_prove_nothing():
    for said in (FIGURE.alt({}), FIGURE.table({}).caption, FIGURE.limits):
        assert "Five children illustrate; they prove nothing." in said
    assert "Kate saw her mother in the hospital" in FIGURE.limits and "assigned by chance" in FIGURE.limits
