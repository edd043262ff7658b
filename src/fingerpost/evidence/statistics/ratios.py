"""How many times as often: ratios of two rates, and changes as percentages."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray, beta_lower, tail
from fingerpost.evidence.statistics.intervals import (
    BoolArray,
    Interval,
    as_vectors,
    build_interval,
    refuse,
)

VERSION = "1"
METHOD = "exact conditional Poisson"


def rate_ratio(
    events: ArrayLike,
    exposure: ArrayLike,
    reference_events: ArrayLike,
    reference_exposure: ArrayLike,
    *,
    confidence: float = 0.95,
) -> Interval:
    """Return the ratio of two rates with its exact conditional interval.

    Given how many events there were in both together, the first has a binomial share of them, so
    Clopper and Pearson's limits of that share are limits of the ratio [1]_. Never narrower than
    its level, at any count; no continuity correction, no added halves. As for a single rate, it
    assumes that events happen independently.

    Parameters
    ----------
    events, exposure : array_like, shape (n,)
        Events and time at risk (`x[1]` and `T[1]` of R's `poisson.test`).
    reference_events, reference_exposure : array_like, shape (n,)
        The same of what it is compared with (`x[2]`, `T[2]`), in the same unit of exposure. One
        number serves every row.
    confidence : float
        Two-sided level, as a fraction (`conf.level`).

    Returns
    -------
    Interval
        Ratios, with lower <= value <= upper. "cannot_say" where a number is missing, an exposure
        is zero, or the reference has no events.

    Raises
    ------
    ValueError
        Naming the first position where a number is negative or infinite.

    References
    ----------
    .. [1] Przyborowski J, Wilenski H. Biometrika 1940;31:313-323.
    .. [2] Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.
    .. [3] Fay MP. R Journal 2010;2(1):53-58; `rateratio.test`; `poisson.test` in R.
    .. [4] Sahai H, Khurshid A. Statistics in epidemiology. CRC Press; 1996, pages 172-174.

    Examples
    --------
    >>> ratio = rate_ratio(2, 17877, 9, 16660)
    >>> ratio.lower.round(5).tolist(), ratio.upper.round(5).tolist()
    ([0.02177], [1.00055])
    """
    x1, t1, x2, t2 = as_vectors(
        events=events,
        exposure=exposure,
        reference_events=reference_events,
        reference_exposure=reference_exposure,
    )
    refuse("events", x1, x1 < 0, "a count must not be negative")
    refuse("exposure", t1, t1 < 0, "time at risk must not be negative")
    refuse("reference_events", x2, x2 < 0, "a count must not be negative")
    refuse("reference_exposure", t2, t2 < 0, "time at risk must not be negative")
    value, lower, upper = _ratio_and_limits(x1, t1, x2, t2, tail(confidence))
    return build_interval(
        value,
        lower,
        upper,
        cannot_say=[
            (np.isnan(x1), "The number of events is missing."),
            (np.isnan(t1), "The exposure is missing."),
            (np.isnan(x2), "The number of events in the reference is missing."),
            (np.isnan(t2), "The exposure of the reference is missing."),
            (t1 == 0, "The exposure is zero: there was nobody at risk."),
            (t2 == 0, "The exposure of the reference is zero: there was nobody at risk."),
            (
                x2 == 0,
                "There were no events in the reference, and nothing is a multiple of none.",
            ),
        ],
        method=METHOD,
        version=VERSION,
        confidence=confidence,
        per=1,
    )


def percentage_change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    before_exposure: ArrayLike = 1.0,
    after_exposure: ArrayLike = 1.0,
    confidence: float = 0.95,
) -> Interval:
    """Return the change from one count, or one rate, to another in per cent.

    It is the rate ratio less one, times 100, with the same exact interval: an interval that holds
    0 means that chance alone could have made the change. Two points are no trend: for a series,
    use `control_chart`.

    Parameters
    ----------
    before, after : array_like, shape (n,)
        Events in each of the two periods.
    before_exposure, after_exposure : array_like, shape (n,)
        Time at risk of each, in the same unit; leave them out for periods alike in length and
        population.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval
        Per cent, `per` 100: 25 is a quarter more, -100 is none left. "cannot_say" where a number
        is missing, an exposure is zero, or there was nothing before.

    Raises
    ------
    ValueError
        Naming the first position where a number is negative or infinite.

    References
    ----------
    As `rate_ratio`.

    Examples
    --------
    >>> change = percentage_change(129, 187)
    >>> change.value.round(1).tolist(), change.lower.round(1).tolist(), change.upper.round(1).tolist()
    ([45.0], [15.2], [82.9])
    """
    x2, x1, t2, t1 = as_vectors(
        before=before,
        after=after,
        before_exposure=before_exposure,
        after_exposure=after_exposure,
    )
    refuse("before", x2, x2 < 0, "a count must not be negative")
    refuse("after", x1, x1 < 0, "a count must not be negative")
    refuse("before_exposure", t2, t2 < 0, "time at risk must not be negative")
    refuse("after_exposure", t1, t1 < 0, "time at risk must not be negative")
    value, lower, upper = _ratio_and_limits(x1, t1, x2, t2, tail(confidence))
    return build_interval(
        100 * (value - 1),
        100 * (lower - 1),
        100 * (upper - 1),
        cannot_say=[
            (np.isnan(x2), "The number of events before is missing."),
            (np.isnan(x1), "The number of events after is missing."),
            (np.isnan(t2), "The exposure before is missing."),
            (np.isnan(t1), "The exposure after is missing."),
            (t2 == 0, "The exposure before is zero: there was nobody at risk."),
            (t1 == 0, "The exposure after is zero: there was nobody at risk."),
            (x2 == 0, "There were no events before, and no percentage leads up from none."),
        ],
        method=METHOD,
        version=VERSION,
        confidence=confidence,
        per=100,
    )


def _ratio_and_limits(
    x1: FloatArray, t1: FloatArray, x2: FloatArray, t2: FloatArray, alpha: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ratio and its limits, with anything at all where there is none."""
    has_first: BoolArray = x1 > 0
    has_second: BoolArray = x2 > 0
    some1, some2 = np.where(has_first, x1, 1.0), np.where(has_second, x2, 1.0)
    low = beta_lower(some1, x2 + 1, alpha)  # of the first's share of all events
    rest = beta_lower(some2, x1 + 1, alpha)  # the second's share, at the upper limit
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = t2 / t1
        value = x1 / x2 * scale
        lower = np.where(has_first, low / (1 - low), 0.0) * scale
        upper = (1 - rest) / rest * scale
    return value, lower, upper
