"""CUSUM: small excesses that add up, for slow rises that no single period shows."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.early_warning.detection import (
    NO_COUNT,
    Detection,
    as_series,
    build_detection,
    say_more_needed,
)
from fingerpost.evidence.statistics.distributions import FloatArray

VERSION = "1"

NO_USUAL_COUNT = (
    "There is no case in the training periods, so there is no usual count: test the days between "
    "cases instead."
)

Standardisation = Literal["standard", "rossi", "anscombe", "negative_binomial"]


def cusum(
    counts: ArrayLike,
    *,
    test_last: int,
    expected: ArrayLike | None = None,
    reference_value: float = 1.04,
    decision_interval: float = 2.26,
    standardisation: Standardisation = "standard",
    dispersion: float = 0.1,
    minimum_training: int = 12,
    minimum_cases: int = 0,
) -> Detection:
    """Sum each period's standardised excess over the usual, never below zero, and test the sum.

    Parameters
    ----------
    counts : array_like, shape (periods,) or (periods, series)
        One row a period, in order; None or NaN where there is no count: the sum then stands still.
    test_last : int
        How many of the latest periods to test; those before them are the training periods.
    expected : array_like, optional
        The usual count (`m`): one number, or one for each series; the mean of the training periods
        if not given.
    reference_value : float
        Standard deviations that are taken off each period (`k`).
    decision_interval : float
        The sum that raises an alarm (`h`), in standard deviations.
    standardisation : {"standard", "rossi", "anscombe", "negative_binomial"}
        How a count becomes a number of standard deviations (`trans`; "negative_binomial" is
        "pearsonNegBin").
    dispersion : float
        For "negative_binomial": the variance is mean + dispersion x mean² (`alpha`).
    minimum_training : int
        Training periods needed where `expected` is not given.
    minimum_cases : int
        Cases needed since the sum last stood at zero. Where the usual count is a tenth, one case is
        nearly three standard deviations: no reason to call anybody.

    Returns
    -------
    Detection
        Of the tested periods. An alarm is a sum of `decision_interval` or more; `upper` is the
        count that would reach it. There is no p-value. "cannot_say" where there are too few
        training periods, none of them has a case, or the count is missing.

    Raises
    ------
    ValueError
        Naming the first count or the argument that is impossible.

    Notes
    -----
    Sums, bounds and alarms are those of `cusum` in R surveillance 1.20.3 [2]_. The sum is not set
    to zero after an alarm, so alarms go on until the excess has been made up for.

    References
    ----------
    .. [1] Rossi G, Lampugnani L, Marchi M. Stat Med 1999;18:2111-2122.
    .. [2] Höhle M. Comput Stat 2007;22:571-582.

    Examples
    --------
    >>> found = cusum([4, 5, 3, 4] * 3 + [5, 6, 7, 8], test_last=4)
    >>> found.upper.tolist(), found.alarm.tolist()
    ([11.0, 11.0, 11.0, 10.0], [False, False, False, False])
    """
    series = as_series("counts", counts)
    if not 1 <= test_last <= len(series):
        raise ValueError(f"test_last is {test_last}: there are {len(series)} periods to test")
    if not (reference_value >= 0 and decision_interval > 0):
        raise ValueError("reference_value must not be negative, decision_interval be above 0")
    training, tested = series[:-test_last], series[-test_last:]
    known = (~np.isnan(training)).sum(axis=0)
    if expected is None:
        total = np.nansum(training, axis=0)
        mean = np.divide(total, known, out=np.full(len(total), np.nan), where=known > 0)
        more = (minimum_training - known).astype(np.float64)
    else:
        mean = np.broadcast_to(np.asarray(expected, dtype=np.float64), series.shape[1:])
        more = np.zeros(series.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = _standardise(tested, mean, standardisation, dispersion)
        steps = np.where(np.isnan(excess), 0.0, excess - reference_value)
        sums = np.zeros((test_last + 1, series.shape[1]))
        cases = np.zeros_like(sums)  # since the sum last stood at zero
        for period in range(test_last):
            sums[period + 1] = np.maximum(sums[period] + steps[period], 0)
            so_far = cases[period] + np.nan_to_num(tested[period])
            cases[period + 1] = np.where(sums[period + 1] > 0, so_far, 0.0)
        room = decision_interval + reference_value - sums[:-1]
        upper = np.nan_to_num(
            np.maximum(_count_at(room, mean, standardisation, dispersion), 0), nan=0.0
        )
        upper = np.fmax(upper, minimum_cases - cases[:-1])
    return build_detection(
        counts,
        counts=tested,
        expected=np.broadcast_to(mean, tested.shape),
        upper=upper,
        p_value=np.full(tested.shape, np.nan),
        alarm=(sums[1:] >= decision_interval) & (cases[1:] >= minimum_cases),
        cannot_say=[
            *say_more_needed(np.broadcast_to(more, tested.shape), "period"),
            (
                np.broadcast_to(~(mean > 0), tested.shape),
                NO_USUAL_COUNT,
            ),
            (np.isnan(tested), NO_COUNT),
        ],
        method=f"CUSUM, {standardisation}, k {reference_value:g}, h {decision_interval:g}"
        + (f", {minimum_cases} cases at least" if minimum_cases else ""),
        version=VERSION,
    )


def _standardise(
    counts: FloatArray, mean: FloatArray, standardisation: str, dispersion: float
) -> FloatArray:
    """Return how many standard deviations each count is above the mean."""
    root = np.sqrt(mean)
    if standardisation == "standard":
        return np.asarray((counts - mean) / root)
    if standardisation == "rossi":
        return np.asarray((counts - 3 * mean + 2 * np.sqrt(counts * mean)) / (2 * root))
    if standardisation == "anscombe":
        return np.asarray(1.5 * (counts ** (2 / 3) - mean ** (2 / 3)) / mean ** (1 / 6))
    if standardisation == "negative_binomial":
        return np.asarray((counts - mean) / np.sqrt(mean + dispersion * mean**2))
    raise ValueError(
        f"standardisation is {standardisation!r}: it must be 'standard', 'rossi', 'anscombe' or "
        "'negative_binomial'"
    )


def _count_at(
    excess: FloatArray, mean: FloatArray, standardisation: str, dispersion: float
) -> FloatArray:
    """Return the count that is `excess` standard deviations above the mean."""
    root = np.sqrt(mean)
    if standardisation == "standard":
        return np.asarray(np.ceil(root * excess + mean))
    if standardisation == "rossi":
        inner = 4 * mean**2 + 2 * mean**1.5 * excess
        return np.asarray(2 * root * excess + 5 * mean - 2 * np.sqrt(inner))
    if standardisation == "anscombe":
        return np.asarray(
            np.maximum(2 / 3 * mean ** (1 / 6) * excess + mean ** (2 / 3), 0) ** 1.5
        )
    return np.asarray(np.sqrt(mean + dispersion * mean**2) * excess + mean)
