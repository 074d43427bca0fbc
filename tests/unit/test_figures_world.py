"""The four-way distribution as a group of children: whole children that add up, never called a norm."""

import pytest

from babyinmind import figures
from babyinmind.figures.attachment_world import shares
from babyinmind.figures.chance import whole_children

FIGURE = figures.get("attachment-world")
STATES = [{"age": age, "children": n} for age in ("infants", "preschool") for n in range(10, 201, 5)]


def test_the_shares_are_the_published_ones_and_add_up():
    assert shares("infants") == (51.6, 14.7, 10.2, 23.5)
    assert shares("preschool") == (53.5, 14.0, 11.0, 21.5)
    for age in ("infants", "preschool"):
        assert round(sum(shares(age)), 6) == 100


@pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state['age']}-{state['children']}")
def test_a_group_splits_into_whole_children_within_one_of_its_share(state):
    counts = [int(row[2]) for row in FIGURE.table(state).rows]
    assert sum(counts) == state["children"]
    for count, share in zip(counts, shares(state["age"]), strict=True):
        assert abs(count - state["children"] * share / 100) < 1
    for said in (FIGURE.alt(state), FIGURE.summary(state), FIGURE.table(state).caption):
        assert "not a community norm" in said and "says nothing about one child" in said
    for count, kind in zip(counts, ("secure", "avoidant", "resistant", "disorganised"), strict=True):
        assert f"{count} {kind}" in FIGURE.summary(state)
        assert f"{kind} {count} " in FIGURE.alt(state)


def test_the_first_picture_reads_as_of_a_hundred():
    assert FIGURE.summary({}).startswith(
        "Of 100 infants, about 52 secure, 15 avoidant, 10 resistant and 23 disorganised;"
    )


def test_equal_remainders_go_to_the_larger_share():
    assert whole_children(100, [53.5, 14.0, 11.0, 21.5]) == [54, 14, 11, 21]
    assert whole_children(100, [10.5, 89.5]) == [10, 90]
    assert whole_children(0, [50.0, 50.0]) == [0, 0]


@pytest.mark.parametrize("state", STATES[::6], ids=lambda state: f"{state['age']}-{state['children']}")
def test_the_picture_has_one_mark_a_child(state):
    svg = FIGURE.draw(state)
    colours = ("#00639c", "#a84e00", "#00735a", "#9c2f6f")
    marks = [svg.count(f'style="fill: {colour}"/>') for colour in colours]
    assert marks == [int(row[2]) for row in FIGURE.table(state).rows]


def test_each_age_names_its_own_studies():
    infants, preschool = (FIGURE.alt({"age": age}) for age in ("infants", "preschool"))
    assert "285 studies, 20,720" in infants and "8,186" not in infants
    assert "97 samples, 8,186" in preschool and "20,720" not in preschool
