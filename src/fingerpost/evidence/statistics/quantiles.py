"""Areas in order, cut into groups of equal number, such as deprivation fifths."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.statistics.intervals import as_values


def quantiles(
    values: ArrayLike, *, groups: int = 10, highest_first: bool = True
) -> NDArray[np.int64]:
    """Return which quantile each area belongs to, as `phe_quantile` assigns them.

    Areas with equal values share the group of the first of them, so that groups may differ in
    size where a tie falls across a boundary: look at those by hand.

    Parameters
    ----------
    values : array_like, shape (n,)
        What areas are ranked by, such as a deprivation score; NaN where there is none.
    groups : int
        How many (`nquantiles`).
    highest_first : bool
        Whether group 1 has the highest values (`invert`).

    Returns
    -------
    ndarray of int, shape (n,)
        From 1 to `groups`; 0 where the value is missing.

    Raises
    ------
    ValueError
        If there are fewer values than groups: the official method refuses these too.

    References
    ----------
    .. [1] Office for Health Improvement and Disparities. Public health technical guidance:
       Assigning deprivation categories; `phe_quantile` of PHEindicatormethods.

    Examples
    --------
    >>> quantiles([40.1, 12.5, 30.0, 8.2, 21.7], groups=5).tolist()
    [1, 4, 2, 5, 3]
    """
    x = as_values("values", values)
    if groups < 1:
        raise ValueError(f"groups is {groups!r}: it must be at least 1")
    has_value = ~np.isnan(x)
    areas = int(np.count_nonzero(has_value))
    if areas < groups:
        raise ValueError(f"there are {areas} values, too few for {groups} quantiles")
    ranked = -x[has_value] if highest_first else x[has_value]
    rank = np.searchsorted(np.sort(ranked), ranked) + 1  # of equals, the lowest
    found = np.zeros(len(x), np.int64)
    group = np.floor(groups + 1 - np.ceil((areas + 1 - rank) / (areas / groups)))
    found[has_value] = np.maximum(group, 1).astype(np.int64)
    found.setflags(write=False)
    return found
