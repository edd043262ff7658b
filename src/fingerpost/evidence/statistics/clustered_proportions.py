"""Proportions of things that come in clusters: Wilson's interval of how many there are in effect."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import (
    Interval,
    as_vectors,
    build_interval,
    refuse,
)
from fingerpost.evidence.statistics.proportions import proportion

VERSION = "1"


def clustered_proportion(
    numerator: ArrayLike,
    denominator: ArrayLike,
    group: ArrayLike | None = None,
    *,
    groups: int = 1,
    confidence: float = 0.95,
) -> Interval:
    """Return proportions of things that come in clusters, such as the pairs of one person.

    Things of one cluster tend to be alike, so a hundred of them say less than a hundred that have
    nothing to do with one another. Wilson's interval is that of the effective number: the number
    over its design effect, which is the variance of the ratio between clusters over that of a
    simple random sample [1]_ [2]_. Where all or none are cases there is no variance to see, and a
    cluster is taken to be all alike: the effective number is then (sum m)^2 / sum m^2 [3]_. It is
    never more than the number counted.

    Parameters
    ----------
    numerator, denominator : array_like, shape (n,)
        Cases and things counted in each cluster; 0 <= numerator <= denominator.
    group : array_like of int, shape (n,), optional
        Which proportion each cluster is part of, from 0; all in one if not given.
    groups : int
        How many proportions there are.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval, of `groups` elements
        Proportions. "cannot_say" where nothing was counted.

    Raises
    ------
    ValueError
        Naming the first position where the counts cannot be a proportion.

    References
    ----------
    .. [1] Korn EL, Graubard BI. Surv Methodol 1998;24:193-201.
    .. [2] Franco C, Little RJA, Louis TA, Slud EV. J Surv Stat Methodol 2019;7:334-364.
    .. [3] Kish L. Survey sampling. Wiley; 1965, section 11.7.

    Examples
    --------
    Ten clusters of three that are all alike say what ten things say, 7 of them cases:

    >>> share = clustered_proportion([3] * 7 + [0] * 3, [3] * 10)
    >>> share.value.tolist(), share.lower.round(2).tolist(), share.upper.round(2).tolist()
    ([0.7], [0.39], [0.9])
    """
    y, m = as_vectors(numerator=numerator, denominator=denominator)
    refuse("numerator", y, y < 0, "a count must not be negative")
    refuse("numerator", y, y > m, "it must not be more than its denominator")
    place = np.zeros(len(m), dtype=np.intp) if group is None else np.asarray(group, np.intp)

    def total(of: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(place, weights=of, minlength=groups), dtype=np.float64)

    clusters = total((m > 0).astype(np.float64))
    cases, counted, squared = total(y), total(m), total(m * m)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = cases / counted
        between = total(y * y) - 2 * share * total(y * m) + share**2 * squared
        variance = clusters / (clusters - 1) * between / counted**2
        design_effect = variance * (counted - 1) / (share * (1 - share))
        seen = (cases > 0) & (cases < counted) & (clusters > 1) & (design_effect > 1e-9)
        effective = np.where(seen, counted / design_effect, counted**2 / squared)
    effective = np.minimum(np.nan_to_num(effective), counted)
    return _wilson(share, effective, counted == 0, confidence)


def _wilson(
    share: FloatArray, effective: FloatArray, is_empty: NDArray[np.bool_], confidence: float
) -> Interval:
    filled = np.where(is_empty, 0.0, share)
    found = proportion(filled * effective, effective, confidence=confidence)
    return build_interval(
        filled,
        found.lower,
        found.upper,
        cannot_say=[(is_empty, "There was nothing to count among.")],
        method="Wilson, effective number",
        version=VERSION,
        confidence=confidence,
        per=1,
    )
