"""Means of measured values with Student's interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import student_quantile
from fingerpost.evidence.statistics.intervals import Interval, as_values, build_interval

VERSION = "1"


def mean(
    values: ArrayLike, *, groups: ArrayLike | None = None, confidence: float = 0.95
) -> Interval:
    """Return means with intervals from Student's t distribution, as `phe_mean` does.

    Parameters
    ----------
    values : array_like, shape (n,)
        Measured values, such as waiting days (`x`).
    groups : array_like of int, shape (n,), optional
        Which group each value belongs to, numbered from 0. Left out, all are one group.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval
        One element a group, in the unit of `values`. "cannot_say" where a value is missing, and
        where a group has fewer than two.

    Raises
    ------
    ValueError
        If the groups are not whole numbers from 0, one for each value.

    References
    ----------
    .. [1] `phe_mean` of PHEindicatormethods.
    .. [2] Armitage P, Berry G. Statistical methods in medical research. 4th ed. Oxford:
       Blackwell; 2002.

    Examples
    --------
    >>> days = mean([20, 30, 40, 200, 300, 400], groups=[0, 0, 0, 1, 1, 1])
    >>> days.value.tolist(), days.lower.round(4).tolist()
    ([30.0, 300.0], [5.1586, 51.5862])
    """
    x = as_values("values", values)
    of = np.zeros(len(x), np.intp) if groups is None else _as_groups(groups, len(x))
    count = np.bincount(of).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.bincount(of, weights=x) / count
        squares = np.bincount(of, weights=(x - value[of]) ** 2)
        freedom = np.where(count > 1, count - 1, np.nan)
        half_width = student_quantile(freedom, confidence) * np.sqrt(squares / freedom / count)
    return build_interval(
        value,
        value - half_width,
        value + half_width,
        cannot_say=[
            (count == 0, "There are no values."),
            (np.bincount(of, weights=np.isnan(x)) > 0, "A value is missing."),
            (count == 1, "There is one value, and an interval needs at least two."),
        ],
        method="Student's t",
        version=VERSION,
        confidence=confidence,
        per=1,
    )


def _as_groups(groups: ArrayLike, length: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    of = np.asarray(groups)
    if of.shape != (length,) or not np.issubdtype(of.dtype, np.integer) or (of < 0).any():
        raise ValueError(f"groups must be {length} whole numbers from 0, one for each value")
    return of.astype(np.intp)
