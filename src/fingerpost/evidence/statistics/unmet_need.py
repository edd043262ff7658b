"""The share of an estimated number of people that is not reached, with both uncertainties.

A count of people divided by an estimate has two sources of doubt: how many people would be counted
in another year like this one, and how many there are. The second is usually the larger, and an
interval that leaves it out says more than is known.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from fingerpost.evidence.statistics.distributions import FloatArray, normal_quantile, tail
from fingerpost.evidence.statistics.intervals import (
    Interval,
    as_vectors,
    build_interval,
    check_per,
    refuse,
)

VERSION = "1"
DRAWS = 10_000
SEED = 20_231_024  # one seed for every row, so that the order of rows changes nothing


def unmet_need(
    reached: ArrayLike,
    estimate: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    *,
    per: float = 1,
    confidence: float = 0.95,
    seed: int = SEED,
) -> Interval:
    """Return ``1 - reached / estimate`` with an interval by simulation.

    The number of people is drawn from a distribution whose median is the estimate and whose limits
    are those published: log-normal, with a width of its own on either side, since such intervals
    are seldom even. The count is drawn from the gamma distribution that Jeffreys' prior gives a
    Poisson count [2]_. Both are drawn in equal strata, so that the result hardly depends on `seed`.

    Parameters
    ----------
    reached : array_like, shape (n,)
        People counted, such as those in treatment.
    estimate, lower, upper : array_like, shape (n,)
        People estimated, and the limits of that estimate at the level `confidence`;
        0 < lower <= estimate <= upper.
    per : float
        1 for a proportion, 100 for a percentage.
    confidence : float
        Two-sided level, as a fraction, of the limits given and of the interval returned.
    seed : int
        Of the simulation.

    Returns
    -------
    Interval
        In units of `per`, with 0 <= lower <= value <= upper <= per. 0 where more people are
        reached than the estimate has, though no more than its upper limit. "cannot_say" where a
        number is missing, and where more people are reached than the upper limit: then count and
        estimate are not of the same people.

    Raises
    ------
    ValueError
        Naming the first position where a number is negative or the limits are not in order.

    References
    ----------
    .. [1] Office for Health Improvement and Disparities, UK Health Security Agency. Estimates of
       opiate and crack use in England: main points and methods. 24 October 2023.
    .. [2] Brown LD, Cai TT, DasGupta A. Statistica Sinica 2003;13:19-49.

    Examples
    --------
    >>> need = unmet_need([900], [2000], [1600], [2600], per=100)
    >>> need.value.round(1).tolist(), need.lower.round().tolist(), need.upper.round().tolist()
    ([55.0], [44.0], [66.0])
    """
    check_per(per)
    z = normal_quantile(confidence)
    edge = tail(confidence)
    count, number, low, high = as_vectors(
        reached=reached, estimate=estimate, lower=lower, upper=upper
    )
    refuse("reached", count, count < 0, "a count must not be negative")
    refuse("lower", low, low <= 0, "an estimate of people has a lower limit above zero")
    refuse("lower", low, low > number, "it must not be above the estimate")
    refuse("upper", high, high < number, "it must not be below the estimate")

    people, persons = _strata(DRAWS, seed)
    missing = np.isnan(count) | np.isnan(number) | np.isnan(low) | np.isnan(high)
    ends = np.full((2, len(count)), np.nan)
    for row in np.flatnonzero(~missing):
        width = np.where(
            people < 0, np.log(number[row] / low[row]), np.log(high[row] / number[row])
        )
        drawn = number[row] * np.exp(people * width / z)
        counted = special.gammaincinv(count[row] + 0.5, persons)
        ends[:, row] = np.quantile(1 - counted / drawn, [edge, 1 - edge])
    value = np.clip(1 - count / np.where(number > 0, number, np.nan), 0, 1)
    # The plug-in value is inside by definition: what stands outside is the luck of the draw, or
    # a count of zero, of which no draw is as small.
    return build_interval(
        value * per,
        np.clip(np.minimum(ends[0], value), 0, 1) * per,
        np.clip(np.maximum(ends[1], value), 0, 1) * per,
        cannot_say=[
            (np.isnan(count), "The number of people reached is missing."),
            (missing, "There is no estimate of how many people there are."),
            (
                count > high,
                (
                    "More people are reached than the estimate's upper limit, so that the count "
                    "and the estimate cannot be of the same people."
                ),
            ),
        ],
        method=f"simulation of count and estimate, {DRAWS:,} draws,",
        version=VERSION,
        confidence=confidence,
        per=per,
    )


@cache
def _strata(draws: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return standard normal draws and probabilities, each even over its range, in random order."""
    source = np.random.default_rng(seed)
    evenly = (np.arange(draws) + source.random((2, draws))) / draws
    normal = special.ndtri(source.permutation(evenly[0]))
    return np.asarray(normal, dtype=np.float64), source.permutation(evenly[1])
