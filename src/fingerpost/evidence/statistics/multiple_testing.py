"""Many tests at once: how many of the findings may be false."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import BoolArray, as_values, refuse

VERSION = "1"

Dependence = Literal["positive", "any"]


@dataclass(frozen=True, eq=False)
class FalseDiscovery:
    """Tests with the false discovery rate controlled, one element a test, in the order given.

    Attributes
    ----------
    p_values : ndarray of float, shape (n,)
        As given.
    adjusted : ndarray of float, shape (n,)
        The lowest rate at which the test would be a discovery (`p.adjust`); NaN without a p-value.
    is_discovery : ndarray of bool, shape (n,)
        Whether it is one at `rate`.
    rate : float
        Expected share of false ones among the discoveries, as a fraction.
    tests : int
        How many p-values there were.
    method, version : str
        Of this code.
    """

    p_values: FloatArray
    adjusted: FloatArray
    is_discovery: BoolArray
    rate: float
    tests: int
    method: str
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.p_values, self.adjusted, self.is_discovery):
            array.setflags(write=False)


def false_discovery(
    p_values: ArrayLike, *, rate: float = 0.05, dependence: Dependence = "positive"
) -> FalseDiscovery:
    """Return which of many tests are discoveries, at a stated rate of false ones among them.

    Parameters
    ----------
    p_values : array_like, shape (n,)
        Between 0 and 1; NaN for a test that could not be made, which then counts for nothing.
    rate : float
        The share of false discoveries that is accepted, as a fraction.
    dependence : {"positive", "any"}
        "positive" for tests that are independent or rise together, as neighbouring areas do [1]_
        (`method = "BH"`); "any" makes no assumption and finds less [2]_ ("BY").

    Returns
    -------
    FalseDiscovery

    Raises
    ------
    ValueError
        Naming the first position that is no probability, or the argument that makes no sense.

    References
    ----------
    .. [1] Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300.
    .. [2] Benjamini Y, Yekutieli D. Ann Stat 2001;29:1165-1188.

    Examples
    --------
    >>> found = false_discovery([0.001, 0.3, 0.02, 0.04])
    >>> found.adjusted.round(4).tolist(), found.is_discovery.tolist()
    ([0.004, 0.3, 0.04, 0.0533], [True, False, True, False])
    """
    if not 0.0 < rate < 1.0:
        raise ValueError(f"rate is {rate!r}: give a fraction, such as 0.05")
    if dependence not in get_args(Dependence):
        raise ValueError(f"dependence is {dependence!r}: it must be 'positive' or 'any'")
    p = as_values("p_values", p_values).copy()
    refuse("p_values", p, (p < 0) | (p > 1), "a probability lies between 0 and 1")
    order = np.argsort(p)
    tests = int(np.count_nonzero(~np.isnan(p)))  # NaN is sorted last
    ranks = np.arange(1, tests + 1)
    penalty = float((1 / ranks).sum()) if dependence == "any" else 1.0
    steps = tests * penalty / ranks * p[order[:tests]]
    adjusted = np.full(len(p), np.nan)
    adjusted[order[:tests]] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    name = "Benjamini-Hochberg" if dependence == "positive" else "Benjamini-Yekutieli"
    return FalseDiscovery(p, adjusted, adjusted <= rate, rate, tests, name)
