"""How far apart two proportions are, with the interval of the difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.intervals import (
    Interval,
    as_vectors,
    build_interval,
)
from fingerpost.evidence.statistics.proportions import proportion

VERSION = "1"
METHOD = "Newcombe hybrid score"


def proportion_difference(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    confidence: float = 0.95,
    per: float = 1,
) -> Interval:
    """Return the difference of two independent proportions, the first less the reference.

    Newcombe's hybrid score interval: the Wilson limits of the two, squared and added [1]_. Two
    intervals that overlap a little may still differ: this tells, where looking at the overlap
    does not.

    Parameters
    ----------
    numerator, denominator : array_like, shape (n,)
        Cases (`a`) and the people or events observed (`m`); 0 <= numerator <= denominator.
    reference_numerator, reference_denominator : array_like, shape (n,)
        The same of what it is compared with (`b`, `n`).
    confidence : float
        Two-sided level, as a fraction.
    per : float
        1 for proportions, 100 for percentage points.

    Returns
    -------
    Interval
        Differences in units of `per`, from -per to per. "cannot_say" where a count is missing or
        a denominator is zero.

    Raises
    ------
    ValueError
        Naming the first position where the counts cannot be a proportion.

    References
    ----------
    .. [1] Newcombe RG. Stat Med 1998;17:873-890 (method 10).

    Examples
    --------
    >>> apart = proportion_difference(56, 70, 48, 80)
    >>> apart.lower.round(4).tolist(), apart.upper.round(4).tolist()
    ([0.0524], [0.3339])
    """
    x1, n1, x2, n2 = as_vectors(
        numerator=numerator,
        denominator=denominator,
        reference_numerator=reference_numerator,
        reference_denominator=reference_denominator,
    )
    first = proportion(x1, n1, confidence=confidence)
    reference = proportion(x2, n2, confidence=confidence)
    value = first.value - reference.value
    below = np.hypot(first.value - first.lower, reference.upper - reference.value)
    above = np.hypot(first.upper - first.value, reference.value - reference.lower)
    return build_interval(
        value * per,
        (value - below) * per,
        (value + above) * per,
        cannot_say=[
            (np.isnan(x1), "The numerator is missing."),
            (np.isnan(n1), "The denominator is missing."),
            (n1 == 0, "The denominator is zero: there was nobody to count among."),
            (np.isnan(x2), "The numerator of the reference is missing."),
            (np.isnan(n2), "The denominator of the reference is missing."),
            (n2 == 0, "The denominator of the reference is zero: there was nobody there."),
        ],
        method=METHOD,
        version=VERSION,
        confidence=confidence,
        per=per,
    )
