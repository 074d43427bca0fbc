"""Maltreatment in two generations: the published shares, whole families that add up, and what is our arithmetic."""

import pytest

from babyinmind import figures
from babyinmind.figures.chance import whole_children
from babyinmind.figures.maltreatment_generations import KINDS, NO_RANGE, patterns

FIGURE = figures.get("maltreatment-generations")
PARENTS = ("all", "with", "without")


def counts(**state):
    return [int(row[2]) for row in FIGURE.table(state).rows]


def test_the_shares_are_the_published_ones():
    found = {one.kind.label: (one.percent, one.low, one.high) for one in patterns()}
    assert found == {
        "Cycle kept": (17.1, 12.1, 22.1),
        "Cycle broken": (23.6, 18.0, 29.2),
        "Begun": (11.4, 7.8, 15.1),
        "Neither": (47.8, 39.7, 55.9),
    }
    assert round(sum(one.percent for one in patterns()), 1) == 99.9
    assert "sum to 99.9%" in FIGURE.table({}).caption


@pytest.mark.parametrize("parents", PARENTS)
@pytest.mark.parametrize("families", range(10, 201, 5))
def test_families_are_split_in_whole_ones_that_add_up(parents, families):
    found = counts(parents=parents, families=families)
    assert sum(found) == families
    shown = [one.percent for one in patterns() if parents == "all" or one.history == (parents == "with")]
    for count, percent in zip(found, shown, strict=True):
        assert abs(count - families * percent / sum(shown)) < 1


def test_what_the_questions_read_off_is_there():
    assert counts() == [17, 24, 11, 48]
    broken = FIGURE.table({"parents": "with"}).rows[1]
    assert broken == ("Cycle broken (parent maltreated, child not)", "58.0%", "58")
    assert counts(parents="with")[0] == 42
    neither = FIGURE.table({"parents": "without"}).rows[1]
    assert neither == ("Neither (neither parent nor child maltreated)", "80.7%", "81")
    assert counts(parents="without")[0] == 19


def test_what_is_our_arithmetic_is_called_so_and_worked_out():
    for parents, worked in (("with", "23.6 ÷ 40.7 = 0.580"), ("without", "47.8 ÷ 59.2 = 0.807")):
        table, alt = FIGURE.table({"parents": parents}), FIGURE.alt({"parents": parents})
        assert worked in table.caption and "Our arithmetic" in table.caption
        assert alt.count("our arithmetic") == 2
    assert "our arithmetic" not in FIGURE.alt({}) and "our arithmetic" in FIGURE.limits


def test_a_range_is_shown_where_one_was_published_and_only_there():
    table = FIGURE.table({"ranges": True})
    assert [row[4] for row in table.rows] == ["12 to 22", "18 to 29", "8 to 15", "40 to 56"]
    assert FIGURE.draw({"ranges": True}) != FIGURE.draw({})
    for parents in ("with", "without"):
        state = {"parents": parents, "ranges": True}
        assert len(FIGURE.table(state).header) == 3
        assert NO_RANGE in FIGURE.alt(state) and NO_RANGE in FIGURE.table(state).caption
        assert NO_RANGE not in FIGURE.alt({"parents": parents})
        assert FIGURE.draw(state) != FIGURE.draw({"parents": parents})


@pytest.mark.parametrize("parents", PARENTS)
def test_it_is_never_said_of_one_family(parents):
    for said in (FIGURE.alt({"parents": parents}), FIGURE.summary({"parents": parents}), FIGURE.limits):
        assert "says nothing about one family" in said and "no rate for any town" in said


@pytest.mark.parametrize("families", [10, 100, 200])
def test_the_picture_has_one_mark_a_family(families):
    svg = FIGURE.draw({"families": families})
    marks = [svg.count(f'style="fill: {kind.colour}"/>') for kind in KINDS.values()]
    assert marks == counts(families=families)


def test_shares_of_any_sum_are_split_in_proportion():
    assert whole_children(100, [17.1, 23.6, 11.4, 47.8]) == [17, 24, 11, 48]
    assert whole_children(3, [0.1, 0.1, 0.1]) == [1, 1, 1]
    assert whole_children(10, [1.0, 3.0]) == [2, 8]
