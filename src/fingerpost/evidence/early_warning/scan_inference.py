"""How rare a cluster is: Monte Carlo, Gumbel, stopping early, and how often chance alone would.

Every cluster, also a secondary one, is held against the best window of each random data set. That
pays for having looked in many places, and makes the p-value of a secondary cluster cautious.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAYS_IN_A_YEAR = 365.2425
BATCH = 128
"""Replicates between two looks at whether to stop."""


def is_as_large(simulated: Floats, observed: float) -> NDArray[np.bool_]:
    """Return where a simulated statistic is at least the observed one, rounding apart."""
    return simulated >= observed * (1 - 1e-9)


def run_replicates(
    simulate: Callable[[NDArray[np.uint32]], Floats],
    seeds: NDArray[np.uint32],
    *,
    observed: float,
    stop_after: int | None,
) -> Floats:
    """Return the simulated statistics, only as many as it takes if `stop_after` is given.

    Parameters
    ----------
    simulate : callable
        From the seeds of some replicates to their statistics, shape (n,) to (n,).
    seeds : ndarray, shape (replicates,)
    observed : float
        Of the most likely cluster.
    stop_after : int or None
        Stop at the replicate that is the `stop_after`-th as large as `observed`: then the cluster
        is nothing unusual, and more replicates would not change that (Besag and Clifford 1991).
    """
    if stop_after is None:
        return simulate(seeds)
    done = np.zeros(0)
    for begin in range(0, len(seeds), BATCH):
        done = np.concatenate([done, simulate(seeds[begin : begin + BATCH])])
        reached = np.flatnonzero(is_as_large(done, observed))
        if len(reached) >= stop_after:
            return done[: reached[stop_after - 1] + 1]
    return done


def monte_carlo_p_value(
    simulated: Floats, observed: float, *, stop_after: int | None = None
) -> float:
    """Return the share of data sets, the observed one included, at least as extreme.

    After an early stop it is `stop_after` out of the replicates made, which keeps the level exact
    (Besag and Clifford 1991).
    """
    larger = int(is_as_large(simulated, observed).sum())
    if stop_after is not None and larger >= stop_after:
        return larger / len(simulated)
    return (larger + 1) / (len(simulated) + 1)


def gumbel_p_value(simulated: Floats, observed: float) -> float:
    """Return the p-value by a Gumbel distribution fitted to the simulated statistics.

    Fitted by moments. It goes below 1 / (replicates + 1), where counting cannot (Abrams and others
    2010). NaN with fewer than two different statistics.
    """
    spread = float(np.std(simulated, ddof=1)) if len(simulated) > 1 else 0.0
    if spread <= 0:
        return math.nan
    scale = spread * math.sqrt(6) / math.pi
    location = float(np.mean(simulated)) - float(np.euler_gamma) * scale
    return -math.expm1(-math.exp(-(observed - location) / scale))


def recurrence_interval(p_value: float, *, days_between_scans: float) -> float:
    """Return the days in which scans made this often show such a cluster once, by chance alone."""
    return days_between_scans / p_value


def recurrence_in_words(days: float) -> str:
    """Return how rare, as a reader would say it.

    Examples
    --------
    >>> recurrence_in_words(1100)
    'about once in 3 years by chance'
    >>> recurrence_in_words(45)
    'about once in 6 weeks by chance'
    >>> recurrence_in_words(1)
    'about once a day by chance'
    """
    if not (math.isfinite(days) and days > 0):
        raise ValueError(f"days is {days!r}: give a positive number")
    units = (
        ("year", DAYS_IN_A_YEAR, 0.95),
        ("month", DAYS_IN_A_YEAR / 12, 1.95),
        ("week", 7.0, 1.5),
        ("day", 1.0, 0.0),
    )
    unit, length = next((name, size) for name, size, least in units if days >= least * size)
    number = max(1, round(days / length))
    if number == 1:
        return f"about once a {unit} by chance"
    digits = 10 ** max(0, len(str(number)) - 2)  # two figures: more would be a pretence
    return f"about once in {round(number / digits) * digits:,} {unit}s by chance"
