"""A number that is never shown without its n and its interval, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEAST = 10
"""Answers below which no number is given."""
Z = NormalDist().inv_cdf(0.975)
"""Standard errors on each side of a 95 % interval."""
_SAME = 1e-9
"""Points that differ by less are equal: sums of thirds are not exact."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its 95 % interval, from `n` learners; all None where `why` says why there is none."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""

    def __post_init__(self) -> None:
        for number in (self.value, self.low, self.high):
            assert number is None or math.isfinite(number), f"{number} is no number to show"


def too_few(n: int, least: int = LEAST) -> Estimate:
    """Fewer than `least` answers: nothing but their number is told."""
    return Estimate(n, why=f"not enough answers yet ({n} of {least})")


def constant(values: Numbers) -> bool:
    """Whether all values are the same (or there are none)."""
    return values.size == 0 or bool(np.ptp(values) <= _SAME)


def share(mean: float, n: int, least: int = LEAST) -> Estimate:
    """A share 0 to 1 of `n` with Wilson's score interval.

    For a mean of shares (partial credit) the interval is a little too wide, never too narrow: no values between 0 and 1
    vary more about their mean than those that are 0 or 1 alone.

    Source: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    *Journal of the American Statistical Association*, 22(158), 209-212.
    """
    if n < max(least, 1):
        return too_few(n, least)
    mean = min(1.0, max(0.0, mean))
    middle = (mean + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(mean * (1 - mean) / n + Z**2 / (4 * n**2))
    # Where all or none are right the interval ends there, which rounding would miss by a hair.
    return Estimate(n, mean, min(mean, max(0.0, middle - half)), max(mean, min(1.0, middle + half)))


def correlation(x: Numbers, y: Numbers, least: int = LEAST) -> Estimate:
    """Pearson's r of two columns, with the interval of Fisher's z; no number where either column is constant.

    Source: Fisher, R. A. (1915). Frequency distribution of the values of the correlation coefficient in samples from
    an indefinitely large population. *Biometrika*, 10(4), 507-521.
    """
    n = int(x.size)
    if n < max(least, 4):
        return too_few(n, max(least, 4))
    if constant(x):
        return Estimate(n, why="everybody earned the same here")
    if constant(y):
        return Estimate(n, why="everybody earned the same on the other questions")
    r = min(1.0, max(-1.0, _covariance(x, y) / math.sqrt(_covariance(x, x) * _covariance(y, y))))
    if abs(r) > 1 - 1e-12:
        return Estimate(n, r, r, r)
    half = Z / math.sqrt(n - 3)
    return Estimate(n, r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half))


def efficiency(x: Numbers, y: Numbers, least: int = LEAST) -> Estimate:
    """Moodle's discriminative efficiency, as a share: the covariance of two columns over the largest that they allow.

    The largest is that of the columns sorted, each by itself. The interval is that of their correlation, on the same
    scale (the largest taken as known). It can be below -1.

    Source: Moodle, *Quiz statistics calculations*, "Discriminative efficiency" (`core_question\\statistics`).
    """
    found = correlation(x, y, least)
    if found.value is None or found.low is None or found.high is None:
        return found
    most = _covariance(np.sort(x), np.sort(y)) / math.sqrt(_covariance(x, x) * _covariance(y, y))
    return Estimate(found.n, min(1.0, found.value / most), found.low / most, min(1.0, found.high / most))


def gain(before: Numbers, after: Numbers, least: int = LEAST) -> Estimate:
    """The mean change of paired shares, -1 to 1, with the adjusted Wald interval for matched proportions.

    Half a pair is added to each of "neither", "both", "gained" and "lost", so that the interval is honest for few pairs.

    Source: Agresti, A., & Min, Y. (2005). Simple improved confidence intervals for comparing matched proportions.
    *Statistics in Medicine*, 24(5), 729-740.
    """
    change = after - before
    n = int(change.size)
    if n < max(least, 1):
        return too_few(n, least)
    total, more = float(change.sum()), n + 2
    half = Z * math.sqrt(max(0.0, float((change**2).sum()) + 1 - total**2 / more)) / more
    mean = total / n
    return Estimate(n, mean, max(-1.0, min(mean, total / more - half)), min(1.0, max(mean, total / more + half)))


def alpha(points: Numbers, least: int = LEAST) -> tuple[Estimate, float | None]:
    """Cronbach's alpha of learners x questions, with its interval, and its standard error (None where there is none).

    The standard error is the large-sample one under normality: k questions with covariances V,
    2 k^2 / ((k-1)^2 (1'V1)^3) * ((1'V1)(tr V^2 + tr^2 V) - 2 (tr V)(1'V^2 1)), over n, and its root.

    Sources: Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. *Psychometrika*, 16, 297-334.
    van Zyl, J. M., Neudecker, H., & Nel, D. G. (2000). On the distribution of the maximum likelihood estimator of
    Cronbach's alpha. *Psychometrika*, 65(3), 271-280.
    Duhachek, A., & Iacobucci, D. (2004). Alpha's standard error (ASE). *Journal of Applied Psychology*, 89(5), 792-808.
    """
    n, k = points.shape
    if n < max(least, 2):
        return too_few(n, max(least, 2)), None
    if k < 2:
        return Estimate(n, why="it takes two questions or more"), None
    if constant(points.sum(axis=1)):
        return Estimate(n, why="everybody's score is the same"), None
    between = np.cov(points, rowvar=False)
    whole, trace = float(between.sum()), float(np.trace(between))
    squared = between @ between
    value = k / (k - 1) * (1 - trace / whole)
    spread = whole * (float(np.trace(squared)) + trace**2) - 2 * trace * float(squared.sum())
    error = math.sqrt(max(0.0, 2 * k**2 / ((k - 1) ** 2 * whole**3) * spread) / n)
    return Estimate(n, value, value - Z * error, min(1.0, value + Z * error)), error


def _covariance(x: Numbers, y: Numbers) -> float:
    return float(np.mean((x - x.mean()) * (y - y.mean())))
