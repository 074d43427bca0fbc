"""Attachment in eight countries: the table adds up, the band of chance is exact, what is to be found can be found."""

import random
from itertools import pairwise
from math import comb

import pytest

from babyinmind import figures
from babyinmind.figures.attachment_countries import countries
from babyinmind.figures.chance import chance_range

FIGURE = figures.get("attachment-countries")
EVERY = list(FIGURE.initial_state["countries"])


def test_the_table_adds_up():
    together = countries()["all"]
    single = [country for key, country in countries().items() if key != "all"]
    assert len(single) == 8
    assert sum(country.studies for country in single) == together.studies == 32
    assert sum(country.children for country in single) == together.children == 1990
    means = [sum(c.children * c.shares[kind] for c in single) / 1990 for kind in range(3)]
    assert [round(mean, 1) for mean in means] == [21.1, 65.1, 13.8]
    assert tuple(round(mean) for mean in means) == together.shares == (21, 65, 14)
    assert all(sum(country.shares) == 100 for country in countries().values())
    assert [c.name for c in single if c.studies == 1] == ["Great Britain", "Sweden", "China"]


@pytest.mark.parametrize("children", [10, 11, 36, 72, 118, 251])
@pytest.mark.parametrize("percent", [0, 1, 14, 21, 65, 99, 100])
def test_the_band_of_chance_equals_a_brute_force_count(children, percent):
    weights = [comb(children, k) * percent**k * (100 - percent) ** (children - k) for k in range(children + 1)]
    whole = 100**children
    low = next(k for k in range(children + 1) if 1000 * sum(weights[: k + 1]) >= 25 * whole)
    high = next(k for k in range(children + 1) if 1000 * sum(weights[: k + 1]) >= 975 * whole)
    assert chance_range(children, percent) == (low, high)
    assert sum(weights[low : high + 1]) * 100 >= 95 * whole


def test_the_band_holds_about_95_of_100_drawn_samples():
    draw = random.Random(1988)
    low, high = chance_range(36, 21)
    within = sum(low <= sum(draw.random() < 0.21 for _ in range(36)) <= high for _ in range(4000)) / 4000
    assert 0.95 < within < 0.985


def test_a_chance_that_cannot_be_is_refused():
    for children, percent in ((-1, 21), (36, 101), (36, -1)):
        with pytest.raises(ValueError, match="expected children"):
            chance_range(children, percent)
    assert chance_range(0, 21) == (0, 0)


def test_the_band_narrows_as_more_children_are_seen():
    for percent in (14, 21, 65):
        widths = [(high - low) / n for n in (10, 36, 136, 1230) for low, high in [chance_range(n, percent)]]
        assert all(wide > narrow for wide, narrow in pairwise(widths))


def test_36_children_could_be_china_s_by_chance_alone_but_not_japan_s():
    state = {"chance": True, "children": 36, "countries": ["china"]}
    assert "every country shown lies within" in FIGURE.summary(state)
    assert "No dot is outside the range" in FIGURE.alt(state)
    state["countries"] = ["china", "japan"]
    assert FIGURE.summary(state).endswith("outside this range in at least one of the three: Japan.")
    assert "Outside the range: Japan (5% avoidant and 27% resistant)." in FIGURE.alt(state)


def test_with_1230_children_even_small_differences_are_outside():
    summary = FIGURE.summary({"chance": True, "children": 1230, "countries": ["usa", "great-britain", "netherlands"]})
    assert "1,230 children" in summary and "19% to 23% avoidant" in summary
    assert summary.endswith("Netherlands and Great Britain.")


def test_the_reference_is_always_shown():
    assert [row[0] for row in FIGURE.table({"countries": []}).rows] == ["All eight countries"]
    for state in ({}, {"countries": []}, {"chance": True}):
        assert "21% avoidant, 65% secure and 14% resistant" in FIGURE.alt(state)


def test_what_one_country_shows_is_said_in_children():
    summary = FIGURE.summary({"countries": ["great-britain"]})
    assert (
        summary
        == "Of 72 children seen in Great Britain (1 study), 22% were avoidant, 75% were secure and 3% were resistant."
    )


def test_the_chance_row_and_picture_follow_the_toggle():
    off, on = ({"chance": chance} for chance in (False, True))
    assert len(FIGURE.table(on).rows) == len(FIGURE.table(off).rows) + 1
    assert FIGURE.table(on).rows[-1][2:] == ("36", "8% to 36%", "50% to 81%", "3% to 25%")
    assert "chance" not in FIGURE.alt(off).lower()
    assert FIGURE.draw(on) != FIGURE.draw(off) == FIGURE.draw({"chance": False, "children": 500})


def test_what_must_be_said_is_said():
    said = FIGURE.limits + FIGURE.table({}).caption
    for words in (
        "before the fourth group, disorganised",
        "each rest on one study",
        "36 to 72",
        "kibbutz",
        "nearly 1.5 times",
    ):
        assert words in said
    assert not any("(D)" in column for column in FIGURE.table({}).header)
