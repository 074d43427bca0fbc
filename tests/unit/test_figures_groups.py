"""Groups drawn one mark a person, some filled: the published shares, whole people, and what was never seen left empty."""

import re

import pytest

from babyinmind import figures
from babyinmind.figures import canvas, crowd
from babyinmind.figures.chance import expected
from babyinmind.figures.placement_stability import shares
from babyinmind.figures.positive_experiences import adults
from babyinmind.figures.ptsd_two_sets_of_rules import rules
from babyinmind.figures.two_doors import groups

DOORS, PTSD, GOOD, PLACES = (
    figures.get(name) for name in ("two-doors", "ptsd-two-sets-of-rules", "positive-experiences", "placement-stability")
)
ALL_GROUPS = ["past", "skills", "usual", "comparison"]


def column(figure, place, **state):
    """A column of the table as whole numbers."""
    return [int(row[place].replace(",", "")) for row in figure.table(state).rows]


def marks(svg, kind):
    """How many marks of that kind are drawn."""
    # Marks are used, not drawn in place; a legend's mark is one more.
    style = f'style="fill: {kind.colour}"/>' if kind.filled else f'style="fill: #ffffff; stroke: {kind.colour}'
    return sum(line.startswith("<use") and style in line for line in svg.splitlines())


def test_the_shares_are_the_published_ones():
    assert {key: (g.to_secure, g.from_secure) for key, g in groups().items()} == {
        "past": (57, 0),
        "skills": (55, 0),
        "usual": (2, None),
        "comparison": (18, 18),
    }
    assert [(one.percent, one.low, one.high, one.studies) for one in rules().values()] == [
        (4.9, 2.5, 8.0, 12),
        (19.9, 12.1, 29.0, 12),
    ]
    assert {who: [one.share for one in every.values()] for who, every in adults().items()} == {
        "all": ["48.2", "25.1", "12.6"],
        "four-or-more": ["59.7", "", "21"],
    }
    assert [share.percent for share in shares("settled")] == [52, 19, 28]
    assert [share.percent for share in shares("behaviour")] == [22, 36]


def test_half_a_person_is_rounded_up():
    assert [expected(10, percent) for percent in (4.9, 5.0, 95.0, 100.0, 0.0)] == [0, 1, 10, 10, 0]
    assert expected(50, 19) == 10 and expected(400, 19.9) == 80


@pytest.mark.parametrize(
    ("figure", "state", "place", "numbers"),
    [
        (DOORS, {"groups": ALL_GROUPS, "babies": 20}, 2, [11, 11, 0, 4]),
        (DOORS, {"groups": ALL_GROUPS, "babies": 100}, 2, [57, 55, 2, 18]),
        (PTSD, {"children": 100}, 2, [5, 20]),
        (PTSD, {"children": 200}, 2, [10, 40]),
        (PTSD, {"children": 400}, 2, [20, 80]),
        (PTSD, {"children": 400}, 3, [380, 320]),
        (GOOD, {"group": 100}, 2, [48, 25, 13]),
        (GOOD, {"group": 200}, 2, [96, 50, 25]),
        (GOOD, {"group": 200}, 3, [104, 150, 175]),
        (PLACES, {}, 2, [52, 19, 28]),
        (PLACES, {"show": "behaviour"}, 2, [22, 36]),
        (PLACES, {"show": "behaviour"}, 3, [78, 64]),
        (PLACES, {"show": "behaviour", "group": 50}, 3, [39, 32]),
    ],
)
def test_what_the_lesson_and_its_questions_read_off_is_there(figure, state, place, numbers):
    assert column(figure, place, **state) == numbers


@pytest.mark.parametrize("figure", [DOORS, PTSD, GOOD, PLACES], ids=lambda figure: figure.name)
def test_it_is_never_said_of_one_person(figure):
    for control in figure.controls:
        if isinstance(control, figures.Choice):
            for option in control.options:
                assert "says nothing about one" in figure.alt({control.id: option})
                assert "says nothing about one" in figure.table({control.id: option}).caption
    assert "says nothing about one" in figure.limits.lower()


def test_babies_are_drawn_one_mark_each_in_every_ticked_group():
    look, others = canvas.Kind("", canvas.BLUE, "o"), canvas.Kind("", canvas.QUIET, "o", filled=False)
    for ticked, changed in ((ALL_GROUPS[:3], 114), (ALL_GROUPS, 132), (["comparison"], 18)):
        svg = DOORS.draw({"groups": ticked, "babies": 100})
        assert (marks(svg, look), marks(svg, others)) == (changed + 1, 100 * len(ticked) - changed + 1)


@pytest.mark.parametrize("figure", [DOORS, PTSD, GOOD, PLACES], ids=lambda figure: figure.name)
def test_no_mark_hides_another(figure):
    for state in ({}, {"show": "behaviour"}):
        svg = figure.draw(state)
        places = re.findall(r'<use [^>]*x="([^"]+)" y="([^"]+)" style', svg)
        assert len(places) >= 60 and len(places) == len(set(places))


def test_what_was_not_given_is_never_a_nought():
    usual = DOORS.table({"groups": ["usual"]}).rows[0]
    assert usual[1:] == ("2%", "0", "not given")
    assert "usual services not given" in DOORS.alt({"groups": ["usual"]})


def test_only_the_group_that_chance_did_not_form_is_set_apart():
    assert "set apart" not in DOORS.alt({}) and "18%" not in DOORS.alt({})
    assert "chance did not form this group" in DOORS.alt({"groups": ALL_GROUPS})


def test_no_group_ticked_invites_to_tick_one():
    assert DOORS.summary({"groups": []}) == "Tick a group to see how many of its babies changed."
    assert "Tick one" in DOORS.alt({"groups": []})
    assert len(DOORS.table({"groups": []}).rows) == 1
    assert "<use" in DOORS.draw({"groups": []})


@pytest.mark.parametrize(("key", "counts"), [("adult", (5, 95)), ("fitted", (20, 80))])
def test_children_found_are_filled_and_all_others_open(key, counts):
    svg = PTSD.draw({"rules": key})
    found, others = canvas.Kind("", canvas.PURPLE, "o"), canvas.Kind("", canvas.QUIET, "o", filled=False)
    assert (marks(svg, found), marks(svg, others)) == counts
    assert f"about {counts[0]} of 100 children would be found to have PTSD and about {counts[1]} would not" in (
        PTSD.summary({"rules": key})
    )


def test_how_sure_it_is_follows_the_toggle_and_the_two_ranges_do_not_meet():
    table = PTSD.table({"sure": True})
    assert [row[4:] for row in table.rows] == [("2.5% to 8.0%", "3 to 8"), ("12.1% to 29.0%", "12 to 29")]
    assert len(PTSD.table({}).header) == 4 and "interval" not in PTSD.alt({})
    assert PTSD.draw({"sure": True}) != PTSD.draw({})
    assert rules()["adult"].high < rules()["fitted"].low


def test_a_share_that_was_not_seen_stays_empty():
    state = {"adults": "four-or-more", "experiences": "3-5"}
    assert GOOD.table(state).rows[1] == ("3 to 5", "not seen", "not seen", "not seen")
    assert "No marks" in GOOD.alt(state) and "left empty" in GOOD.summary(state)
    svg = GOOD.draw(state)
    assert marks(svg, canvas.Kind("", canvas.GREEN, "o")) == 0


def test_adults_with_are_filled_and_without_open():
    look, others = canvas.Kind("", canvas.GREEN, "o"), canvas.Kind("", canvas.QUIET, "o", filled=False)
    svg = GOOD.draw({"group": 200})
    assert (marks(svg, look), marks(svg, others)) == (96, 104)
    assert "about 104 without" in GOOD.summary({"group": 200})


def test_the_figure_takes_nobody_s_own_count():
    assert [control.id for control in GOOD.controls] == ["adults", "experiences", "group"]
    assert "not for adding up anybody's own experiences" in GOOD.limits
    assert "no cause" in GOOD.limits


@pytest.mark.parametrize("group", range(20, 201, 10))
def test_what_rounding_leaves_out_is_said_and_never_less_than_none(group):
    left = group - sum(column(PLACES, 2, group=group))
    assert 0 <= left <= 2
    said = f"leaves {left} of {group} in no row"
    assert (said in PLACES.alt({"group": group})) == (said in PLACES.table({"group": group}).caption) == bool(left)


def test_behaviour_is_said_to_be_of_children_at_low_risk():
    state = {"show": "behaviour"}
    for said in (PLACES.alt(state), PLACES.table(state).caption, PLACES.sample):
        assert "low risk of moves" in said
    assert "36 (36%) had behaviour problems and 64 had none" in PLACES.alt(state)
    svg = PLACES.draw(state)
    look, others = canvas.Kind("", canvas.PURPLE, "o"), canvas.Kind("", canvas.QUIET, "o", filled=False)
    assert (marks(svg, look), marks(svg, others)) == (58 + 1, 142 + 1)


@pytest.mark.parametrize(("most", "width", "height"), [(1, 500, 60), (20, 534, 90), (112, 534, 30), (951, 534, 60)])
def test_marks_are_packed_as_large_as_they_fit(most, width, height):
    grid = crowd.packed(most, width, height, 34)
    assert grid.columns(most) * grid.pitch <= width and grid.deep * grid.pitch <= height + 1e-9
    assert grid.deep * grid.columns(most) >= most
    shallower = [min(34, height / deep) * -(-most // deep) for deep in range(1, grid.deep)]
    assert all(needed > width for needed in shallower)
