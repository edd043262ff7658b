"""EARS C1, C2 and C3: a count against the few days just before it, where there is no history."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike
from scipy import special

from fingerpost.evidence.early_warning.detection import (
    NO_COUNT,
    Detection,
    as_series,
    build_detection,
    first_tested,
    say_more_needed,
)
from fingerpost.evidence.statistics.distributions import FloatArray

VERSION = "1"

Method = Literal["C1", "C2", "C3"]

GUARD = {"C1": 0, "C2": 2, "C3": 2}  # periods between the baseline and the tested one
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
SUMMED = 2  # C3 adds the excess of so many earlier periods
SMALLEST_BASELINE = 3
NO_VARIATION = (
    "The baseline is one number again and again, so there is no usual variation to test against: "
    "set minimum_sigma."
)


def ears(
    counts: ArrayLike,
    *,
    method: Method = "C2",
    baseline: int = 7,
    alpha: float | None = None,
    minimum_sigma: float = 0.0,
    c3_bound: Literal["documented", "surveillance"] = "documented",
    test_last: int | None = None,
) -> Detection:
    """Test each period against the mean and standard deviation of the few before it.

    C1 takes the `baseline` periods just before the tested one. C2 leaves two between, so that a
    growing outbreak does not raise its own baseline. C3 adds to C2 what the two periods before
    exceeded it by.

    Parameters
    ----------
    counts : array_like, shape (periods,) or (periods, series)
        One row a period, in order; None or NaN where there is no count.
    method : {"C1", "C2", "C3"}
        See above.
    baseline : int
        Periods of history; 3 or more.
    alpha : float, optional
        Probability of an alarm by chance in a period; 0.001 for C1 and C2, 0.025 for C3 if not
        given.
    minimum_sigma : float
        The standard deviation is taken to be at least this (`minSigma`). For rare events 0.5 or
        more keeps one case after a quiet week from being an alarm.
    c3_bound : {"documented", "surveillance"}
        See the notes.
    test_last : int, optional
        How many of the latest periods to test; all if not given.

    Returns
    -------
    Detection
        Of the tested periods. An alarm is a count above `upper`. "cannot_say" where the history is
        too short, a count is missing, or the baseline is one number again and again and
        `minimum_sigma` is 0: there is then no usual variation.

    Raises
    ------
    ValueError
        Naming the first count or the argument that is impossible.

    Notes
    -----
    Bounds and alarms are those of `earsC` in R surveillance 1.20.3 [2]_, which gives a bound also
    where the baseline does not vary. Its help page and [1]_ set the bound of C3 from the mean of
    the baseline; its code sets it from the tested count itself, so that an alarm depends on the
    two periods before and not on the tested one. `c3_bound="documented"` is the former,
    "surveillance" the latter, so that one can be checked against the other.

    References
    ----------
    .. [1] Fricker RD, Hegler BL, Dunfee DA. Stat Med 2008;27:3407-3429.
    .. [2] Salmon M, Schumacher D, Höhle M. J Stat Softw 2016;70(10).

    Examples
    --------
    >>> found = ears([3, 5, 4, 4, 2, 5, 4, 4, 3, 12], method="C2", test_last=1)
    >>> found.expected.round(2).tolist(), found.upper.round(2).tolist(), found.alarm.tolist()
    ([3.86], [7.16], [True])
    """
    if method not in GUARD:
        raise ValueError(f"method is {method!r}: it must be 'C1', 'C2' or 'C3'")
    if baseline < SMALLEST_BASELINE:
        raise ValueError(f"baseline is {baseline}: it must be {SMALLEST_BASELINE} or more")
    if not minimum_sigma >= 0:
        raise ValueError(f"minimum_sigma is {minimum_sigma:g}: it must not be negative")
    chance = ALPHA[method] if alpha is None else alpha
    if not 0 < chance < 0.5:
        raise ValueError(f"alpha is {chance:g}: give a fraction below 0.5")
    series = as_series("counts", counts)
    periods = len(series)
    mean, sigma = _before(series, baseline, GUARD[method])
    is_flat = sigma == 0
    sigma = np.maximum(sigma, minimum_sigma)
    z = -float(special.ndtri(chance))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (series - mean) / sigma
        needed = baseline + GUARD[method]
        if method == "C3":
            earlier = [np.maximum(_shift(score, lag) - 1, 0) for lag in range(1, SUMMED + 1)]
            needed += SUMMED
            carried = earlier[0] + earlier[1]
            start = mean if c3_bound == "documented" else series
            upper = np.maximum(start + sigma * (z - carried), 0)
            p_value = special.ndtr(-(carried + (series - start) / sigma))
            for lag in range(1, SUMMED + 1):
                is_flat = is_flat | (_shift(is_flat.astype(np.float64), lag) == 1)
        else:
            upper = mean + z * sigma
            p_value = special.ndtr(-score)
        alarm = series > upper
    first = first_tested(periods, test_last)
    position = np.arange(periods)[:, np.newaxis]
    cannot_say = [
        *say_more_needed((needed - position)[first:].astype(np.float64), "period"),
        (np.isnan(series)[first:], NO_COUNT),
        (np.isnan(upper)[first:] & ~is_flat[first:], "A count of the baseline is missing."),
    ]
    if minimum_sigma == 0:
        cannot_say.append(
            (
                is_flat[first:],
                NO_VARIATION,
            )
        )
    return build_detection(
        counts,
        counts=series[first:],
        expected=mean[first:],
        upper=upper[first:],
        p_value=p_value[first:],
        alarm=alarm[first:],
        cannot_say=cannot_say,
        method=f"EARS {method}, baseline {baseline}, alpha {chance:g}",
        version=VERSION,
    )


def _before(series: FloatArray, baseline: int, guard: int) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of each period's baseline; NaN where it is not whole."""
    mean, sigma = np.full_like(series, np.nan), np.full_like(series, np.nan)
    first = baseline + guard
    if len(series) > first:
        windows = sliding_window_view(series[: len(series) - guard - 1], baseline, axis=0)
        mean[first:] = windows.mean(axis=-1)
        sigma[first:] = windows.std(axis=-1, ddof=1)
    return mean, sigma


def _shift(values: FloatArray, lag: int) -> FloatArray:
    """Return the values of `lag` periods before; NaN where there are none."""
    return np.concatenate([np.full_like(values[:lag], np.nan), values[:-lag]])
