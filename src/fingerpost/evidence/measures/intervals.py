"""Which interval a measure has: one answer for estimates and for protected tables alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence import statistics
from fingerpost.evidence.measures.declaration import Measure


def interval_of(
    measure: Measure, numerators: NDArray[np.float64], denominators: NDArray[np.float64]
) -> statistics.Interval:
    """Return values and intervals of a measure from its counts.

    Parameters
    ----------
    measure : Measure
        Its `statistic` says how: Wilson for a proportion, exact or Byar's for a rate; a plain
        count has the interval of a Poisson count.
    numerators, denominators : ndarray, shape (n,)
        Counts, and what they are out of; the latter is not used for a plain count.
    """
    match measure.statistic:
        case "proportion":
            return statistics.proportion(numerators, denominators, per=measure.per)
        case "rate":
            return statistics.rate(numerators, denominators, per=measure.per)
        case _:
            return statistics.rate(numerators, np.ones_like(numerators), per=1)
