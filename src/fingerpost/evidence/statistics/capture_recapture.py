"""How many there are that none of several searches found."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray, normal_quantile
from fingerpost.evidence.statistics.intervals import (
    Interval,
    as_values,
    build_interval,
    refuse,
)

VERSION = "1"
SEARCHES = {4: 2, 8: 3}
LEAST = 0.5  # what stands for a count of none, so that a logarithm can be taken


def unseen(
    counts: ArrayLike,
    *,
    variance: ArrayLike | None = None,
    dependence: tuple[float, float] = (1.0, 1.0),
    confidence: float = 0.95,
) -> Interval:
    """Return how many no search found, from how many each combination of searches found.

    Two searches must find independently of one another. With three, any two may find the same ones
    more often than chance would; what is assumed is that they do so as much among those that the
    third found as among those it did not (no interaction of all three) [1]_ [2]_. For two this is
    Chapman's estimate [4]_ without those who were found.

    Parameters
    ----------
    counts : array_like, shape (2, 2) or (2, 2, 2)
        How many were found; index 1 is "by this search". The first element, of those that nobody
        found, is not used.
    variance : array_like, of the same shape, optional
        Of the counts, where they are estimated from a sample.
    dependence : tuple of float
        For two searches that may not be independent: how many times as high, from the least to the
        most, the odds of being missed by the second are for those that the first missed. The limits
        allow for that range, and the value is that of its middle.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval, of one element
        Log-normal, and including the chance in who is found. "cannot_say" where a count of those
        found by two searches, by which is divided, is none; any other count of none is taken for a
        half.

    Raises
    ------
    ValueError
        If the shape is another, or a count is negative.

    References
    ----------
    .. [1] Fienberg SE. Biometrika 1972;59:591-603.
    .. [2] Bishop YMM, Fienberg SE, Holland PW. Discrete multivariate analysis. MIT Press; 1975,
       section 6.4 (the variance, for three).
    .. [3] Sekar CC, Deming WE. J Am Stat Assoc 1949;44:101-115 (the variance, for two).
    .. [4] Chapman DG. Univ Calif Publ Stat 1951;1:131-160 (the bias of dividing by few).

    Examples
    --------
    >>> unseen([[0, 130], [80, 20]]).value.round(1).tolist()
    [495.2]
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.shape not in {(2, 2), (2, 2, 2)}:
        raise ValueError(f"counts has shape {table.shape}: give (2, 2) or (2, 2, 2)")
    cells = as_values("counts", np.where(np.arange(table.size) == 0, 0.0, table.ravel()))
    refuse("counts", cells, cells < 0, "a count must not be negative")
    spread = np.zeros_like(cells) if variance is None else np.ravel(np.asarray(variance, float))
    # A combination of an odd number of the searches multiplies, of an even number divides.
    found_by = np.array([place.bit_count() for place in range(len(cells))])
    sign = np.where(found_by % 2 == 1, 1.0, -1.0)
    sign[0] = 0.0
    filled = np.where(cells > 0, cells, LEAST)
    least, most = dependence
    # One more in each count by which is divided takes away the bias of dividing by few (Chapman).
    factors = sign * np.log(np.where(sign < 0, cells + 1, filled))
    value = float(np.exp(factors.sum())) * float(np.sqrt(least * most))
    of_each: FloatArray = 1 / filled + spread / filled**2
    z = normal_quantile(confidence)
    by_chance = z * np.sqrt(of_each[1:].sum() + 1 / max(value, LEAST))
    factor = float(np.exp(np.hypot(by_chance, np.log(most / least) / 2)))
    silent = np.array([(cells[sign < 0] == 0).any()])
    return build_interval(
        np.array([value]),
        np.array([value / factor]),
        np.array([value * factor]),
        cannot_say=[
            (silent, "Too few were found by two searches to say how many all of them miss.")
        ],
        method=f"capture-recapture of {SEARCHES[len(cells)]} searches",
        version=VERSION,
        confidence=confidence,
        per=1,
    )
