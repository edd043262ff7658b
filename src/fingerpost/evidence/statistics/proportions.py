"""Proportions with Wilson's score interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import normal_quantile
from fingerpost.evidence.statistics.intervals import (
    Interval,
    as_vectors,
    build_interval,
    check_per,
    refuse,
)

VERSION = "1"


def proportion(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    confidence: float = 0.95,
    per: float = 1,
) -> Interval:
    """Return proportions with Wilson score intervals, the official method in England [1]_.

    Parameters
    ----------
    numerator, denominator : array_like, shape (n,)
        Cases (`x`, or `O`), and the people or events observed (`n`); 0 <= numerator <= denominator.
        Fractions of a case are allowed, as weighting and look-ups between areas make them.
    confidence : float
        Two-sided level, as a fraction.
    per : float
        1 for proportions, 100 for percentages (`multiplier` in `phe_proportion`).

    Returns
    -------
    Interval
        In units of `per`, with 0 <= lower <= value <= upper <= per. "cannot_say" where a count is
        missing or the denominator is zero.

    Raises
    ------
    ValueError
        Naming the first position where the counts cannot be a proportion.

    References
    ----------
    .. [1] Office for Health Improvement and Disparities. Public health technical guidance:
       Proportions. fingertips.phe.org.uk/static-reports/public-health-technical-guidance
    .. [2] Wilson EB. J Am Stat Assoc 1927;22:209-212.
    .. [3] Newcombe RG. Stat Med 1998;17:857-872 (method 3).

    Examples
    --------
    >>> share = proportion([81, 0], [263, 20])
    >>> share.lower.round(4).tolist(), share.upper.round(4).tolist()
    ([0.2553, 0.0], [0.3662, 0.1611])
    """
    check_per(per)
    z = normal_quantile(confidence)
    x, n = as_vectors(numerator=numerator, denominator=denominator)
    refuse("numerator", x, x < 0, "a count must not be negative")
    refuse("denominator", n, n < 0, "a count must not be negative")
    refuse("numerator", x, x > n, "it must not be more than its denominator")

    with np.errstate(divide="ignore", invalid="ignore"):
        value = x / n
        half_width = z * np.sqrt(z**2 + 4 * x * (1 - value))
        lower = (2 * x + z**2 - half_width) / (2 * (n + z**2))
        upper = (2 * x + z**2 + half_width) / (2 * (n + z**2))
    # The two ends are exact by definition; what stands there is rounding error.
    lower = np.where(x == 0, 0.0, np.minimum(lower, value))
    upper = np.where(x == n, 1.0, np.maximum(upper, value))
    return build_interval(
        value * per,
        lower * per,
        upper * per,
        cannot_say=[
            (np.isnan(x), "The numerator is missing."),
            (np.isnan(n), "The denominator is missing."),
            (n == 0, "The denominator is zero: there was nobody to count among."),
        ],
        method="Wilson",
        version=VERSION,
        confidence=confidence,
        per=per,
    )
