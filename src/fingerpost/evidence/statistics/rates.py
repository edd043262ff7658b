"""Rates of events in an exposure: exact Poisson below ten events, Byar's from ten."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import (
    FloatArray,
    gamma_lower,
    gamma_upper,
    normal_quantile,
    tail,
)
from fingerpost.evidence.statistics.intervals import (
    Interval,
    TextArray,
    as_vectors,
    build_interval,
    check_per,
    refuse,
)

VERSION = "1"
BYARS_FROM = 10  # events; with fewer, Byar's limits are not close enough to the exact ones


def rate(
    events: ArrayLike,
    exposure: ArrayLike,
    *,
    per: float = 100_000,
    confidence: float = 0.95,
    spread: ArrayLike | None = None,
) -> Interval:
    """Return rates with intervals, exact below 10 events and Byar's from 10, as Fingertips does.

    The interval holds what chance alone would do to events that happen independently at a steady
    rate. Events that come in clusters (one operation, one batch) vary more than that. Where one
    person may have several events, give their `spread`: the interval is then that of a compound
    Poisson sum, as in the official method for repeat events [4]_ with one age band.

    Parameters
    ----------
    events : array_like, shape (n,)
        Events counted (`x`, or `O`). Fractions are allowed, as look-ups between areas make them.
    exposure : array_like, shape (n,)
        Person-time at risk (`n` in `phe_rate`, `T` in `poisson.test`), for example the population
        of each year added up.
    per : float
        The multiplier (`multiplier` in `phe_rate`).
    confidence : float
        Two-sided level, as a fraction.
    spread : array_like, shape (n,), optional
        Each person's events squared, added up, and divided by the events: 1 where nobody had two,
        3 where everybody had three. The interval is its square root times as wide.

    Returns
    -------
    Interval
        Events per `per` of exposure, with 0 <= lower <= value <= upper. "cannot_say" where a
        number is missing or the exposure is zero; with a `spread` also with fewer than 10 events,
        as the official method refuses these.

    Raises
    ------
    ValueError
        Naming the first position where a number is negative or infinite.

    References
    ----------
    .. [1] Public Health England. Technical guide: confidence intervals, 25 May 2018, appendices
       1 and 2; `phe_rate` of PHEindicatormethods.
    .. [2] Breslow NE, Day NE. Statistical methods in cancer research, volume II. Lyon: IARC; 1987.
    .. [3] Garwood F. Biometrika 1936;28:437-442.
    .. [4] Office for Health Improvement and Disparities. Public health technical guidance:
       Directly standardised rates; `calculate_dsr` of PHEindicatormethods with
       `independent_events = FALSE`.

    Examples
    --------
    >>> deaths = rate([6, 24], [120, 162], per=100)
    >>> deaths.lower.round(3).tolist(), deaths.method.tolist()
    ([1.835, 9.489], ['exact Poisson 95%', 'Byar 95%'])
    """
    check_per(per)
    count, time = as_vectors(events=events, exposure=exposure)
    refuse("events", count, count < 0, "a count must not be negative")
    refuse("exposure", time, time < 0, "time at risk must not be negative")

    cannot_say = [
        (np.isnan(count), "The number of events is missing."),
        (np.isnan(time), "The exposure (the population) is missing."),
        (time == 0, "The exposure is zero: there was nobody at risk."),
    ]
    lower, upper, method = count_limits(count, confidence=confidence)
    if spread is not None:
        _, times = as_vectors(events=count, spread=spread)
        refuse("spread", times, times < 1, "a person counted has at least one event")
        lower, upper = repeat_limits(count, count * times, confidence=confidence)
        method = np.full(count.shape, "Byar, repeat events")
        cannot_say += [
            (np.isnan(times), "It is missing how many events each person had."),
            (count < BYARS_FROM, "There are fewer than 10 events, too few with repeat events."),
        ]
    with np.errstate(divide="ignore", invalid="ignore"):
        return build_interval(
            count / time * per,
            lower / time * per,
            upper / time * per,
            cannot_say=cannot_say,
            method=method,
            version=VERSION,
            confidence=confidence,
            per=per,
        )


def count_limits(
    events: FloatArray, *, confidence: float
) -> tuple[FloatArray, FloatArray, TextArray]:
    """Return limits of the number of events expected, exact below 10 and Byar's from 10.

    Parameters
    ----------
    events : ndarray, shape (n,)
        Counts, not negative; NaN gives NaN.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        Events.
    method : ndarray of str, shape (n,)
        "exact Poisson" or "Byar".
    """
    is_small = events < BYARS_FROM
    exact_lower, exact_upper = exact_poisson_limits(events, confidence=confidence)
    byars_lower, byars_upper = byars_limits(
        np.maximum(events, BYARS_FROM), confidence=confidence
    )
    return (
        np.where(is_small, exact_lower, byars_lower),
        np.where(is_small, exact_upper, byars_upper),
        np.where(is_small, "exact Poisson", "Byar"),
    )


def repeat_limits(
    events: FloatArray, variance: FloatArray, *, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Return limits of a number of events that vary more than independent ones do.

    Byar's limits, moved away from the number by the ratio of the standard deviations.

    Parameters
    ----------
    events : ndarray, shape (n,)
        Counts; fewer than 10 are taken for 10, for the caller to refuse.
    variance : ndarray, shape (n,)
        Of the number of events: each person's events squared, added up.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        Events; the lower one is 0 where few people had most of them.
    """
    enough = np.maximum(events, BYARS_FROM)
    lower, upper = byars_limits(enough, confidence=confidence)
    wider = np.sqrt(variance / enough)
    return np.maximum(events + wider * (lower - enough), 0), events + wider * (upper - enough)


def exact_poisson_limits(
    events: FloatArray, *, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Return Garwood's exact limits of the number of events expected.

    Parameters
    ----------
    events : ndarray, shape (n,)
        Counts, not negative; NaN gives NaN.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        Events. Half the chi-squared quantiles on 2x and 2x + 2 degrees of freedom, computed as
        quantiles of the gamma distribution, which are the same numbers.
    """
    alpha = tail(confidence)
    is_none = events == 0
    lower = np.where(is_none, 0.0, gamma_lower(np.where(is_none, 1.0, events), alpha))
    return lower, gamma_upper(events + 1, alpha)


def byars_limits(events: FloatArray, *, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Return Byar's limits of the number of events expected, the lower at x, the upper at x + 1.

    This is the form of Breslow and Day that English public health uses. Rothman and Boice's (in R
    `DescTools` and `epitools`) takes x + 1/2 for both, and differs.

    Parameters
    ----------
    events : ndarray, shape (n,)
        Counts, 10 or more.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        Events.
    """
    z = normal_quantile(confidence)
    above = events + 1
    lower = events * (1 - 1 / (9 * events) - z / (3 * np.sqrt(events))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return lower, upper
