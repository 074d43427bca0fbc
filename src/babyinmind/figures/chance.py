"""What chance alone would give: exact binomial ranges by whole-number arithmetic, and whole children from shares."""

from __future__ import annotations

from functools import cache


@cache
def chance_range(children: int, percent: int) -> tuple[int, int]:
    """The counts between which at least 95 of 100 random samples fall.

    `children` is the size of each sample, every child drawn independently from a population in which `percent` of 100
    are of the kind that is counted. Returns the 2.5 % and the 97.5 % quantile of that binomial distribution, as counts
    of children, both included: a quantile is the smallest count k for which P(X <= k) reaches it. Exact: probabilities
    are kept as whole numbers over 100**children. Being counts, they hold 95 % or somewhat more, never less.

    Raises ValueError if `children` is negative or `percent` is not within 0 to 100.
    """
    if children < 0 or not 0 <= percent <= 100:
        raise ValueError(f"expected children >= 0 and percent within 0 to 100, got {children} and {percent}")
    if percent in (0, 100):
        certain = children * percent // 100
        return certain, certain
    rest = 100 - percent
    whole = 100**children
    term = rest**children
    reached = term
    low = None
    for count in range(children + 1):
        if low is None and reached * 40 >= whole:
            low = count
        if reached * 40 >= whole * 39:
            return (count if low is None else low), count
        # Divides without remainder: the next term is comb(children, count + 1) · percent^… · rest^….
        term = term * (children - count) * percent // ((count + 1) * rest)
        reached += term
    raise AssertionError("the probabilities of all counts sum to 1")


def whole_children(children: int, shares: list[float]) -> list[int]:
    """`children` split in proportion to `shares` (of any sum, in tenths), in whole children that sum to `children`.

    By largest remainders (Hamilton's method): every kind gets its whole part, the children left over go to the largest
    fractions, the larger share first where fractions are equal.
    """
    tenths = [_tenths(share) for share in shares]
    whole = sum(tenths)
    exact = [children * part for part in tenths]
    counts = [part // whole for part in exact]
    left = sorted(range(len(exact)), key=lambda i: (-(exact[i] % whole), -exact[i]))
    for i in left[: children - sum(counts)]:
        counts[i] += 1
    return counts


def expected(children: int, percent: float) -> int:
    """`percent` (in tenths) of `children`, to the nearest whole child, half a child up."""
    return (children * _tenths(percent) + 500) // 1000


def _tenths(percent: float) -> int:
    # Tenths of a percent are the finest that papers print; whole numbers keep equal fractions equal.
    return round(percent * 10)
