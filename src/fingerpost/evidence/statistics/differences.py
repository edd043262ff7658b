"""How much more: differences of two rates, and of two proportions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import (
    Interval,
    as_vectors,
    build_interval,
    refuse,
)
from fingerpost.evidence.statistics.proportions import proportion
from fingerpost.evidence.statistics.rates import rate

VERSION = "1"


def rate_difference(
    events: ArrayLike,
    exposure: ArrayLike,
    reference_events: ArrayLike,
    reference_exposure: ArrayLike,
    *,
    per: float = 100_000,
    confidence: float = 0.95,
) -> Interval:
    """Return how much higher one rate is than another.

    The limits are made from those of the two rates (`rate`) by the square-and-add rule [1]_, so
    that each stands as far from the difference as the two rates' own intervals say. Unlike
    `rate_ratio`, it can speak of a reference without events.

    Parameters
    ----------
    events, exposure : array_like, shape (n,)
        Events and person-time at risk.
    reference_events, reference_exposure : array_like, shape (n,)
        The same of what it is compared with; one number serves every row.
    per : float
        The multiplier.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval
        Events per `per` of exposure, below zero where the reference is higher. "cannot_say" where
        `rate` cannot say of either.

    Raises
    ------
    ValueError
        As `rate`.

    References
    ----------
    .. [1] Zou GY, Donner A. Stat Med 2008;27:1693-1702.

    Examples
    --------
    >>> more = rate_difference(60, 1000, 40, 1000, per=1000)
    >>> more.value.tolist(), more.lower.round(3).tolist(), more.upper.round(3).tolist()
    ([20.0], [-0.285], [40.677])
    """
    counts = as_vectors(
        events=events,
        exposure=exposure,
        reference_events=reference_events,
        reference_exposure=reference_exposure,
    )
    for name, values in zip(
        ("reference_events", "reference_exposure"), counts[2:], strict=True
    ):
        refuse(name, values, values < 0, "it must not be negative")
    return _apart(rate, counts, per, confidence)


def proportion_difference(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    per: float = 1,
    confidence: float = 0.95,
) -> Interval:
    """Return how much higher one proportion is than another of other people.

    Newcombe's hybrid of two Wilson intervals [1]_ (its method 10).

    Parameters
    ----------
    numerator, denominator : array_like, shape (n,)
        Cases, and the people or events observed.
    reference_numerator, reference_denominator : array_like, shape (n,)
        The same of what it is compared with; one number serves every row.
    per : float
        1 for proportions, 100 for percentage points.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval
        Between -`per` and `per`. "cannot_say" where `proportion` cannot say of either.

    Raises
    ------
    ValueError
        As `proportion`.

    References
    ----------
    .. [1] Newcombe RG. Stat Med 1998;17:873-890.

    Examples
    --------
    >>> more = proportion_difference(56, 70, 48, 80)
    >>> more.lower.round(4).tolist(), more.upper.round(4).tolist()
    ([0.0524], [0.3339])
    """
    counts = as_vectors(
        numerator=numerator,
        denominator=denominator,
        reference_numerator=reference_numerator,
        reference_denominator=reference_denominator,
    )
    x, n = counts[2:]
    refuse("reference_numerator", x, x < 0, "a count must not be negative")
    refuse("reference_numerator", x, x > n, "it must not be more than its denominator")
    return _apart(proportion, counts, per, confidence)


def difference(estimate: Interval, reference: Interval) -> Interval:
    """Return differences of estimates from their intervals, both limits squared and added.

    For estimates that have an interval of their own and no counts to begin from; those that share
    people or a denominator differ more clearly than this says.

    Parameters
    ----------
    estimate, reference : Interval, both with n elements
        In the same unit and at the same level.

    Returns
    -------
    Interval
        ``estimate`` less ``reference``, in their unit. "cannot_say" where either is.

    References
    ----------
    .. [1] Zou GY, Donner A. Stat Med 2008;27:1693-1702.

    Examples
    --------
    >>> from fingerpost.evidence.statistics import unmet_need
    >>> now, before = (unmet_need([x], [2000], [1600], [2600], per=100) for x in (900, 800))
    >>> less = difference(now, before)
    >>> less.value.round(1).tolist(), bool(less.lower[0] < 0 < less.upper[0])
    ([-5.0], True)
    """
    value = estimate.value - reference.value
    below = np.hypot(estimate.value - estimate.lower, reference.upper - reference.value)
    above = np.hypot(estimate.upper - estimate.value, reference.value - reference.lower)
    refused = [(estimate.reason == why, str(why)) for why in np.unique(estimate.reason) if why]
    refused += [
        (reference.reason == why, f"In the reference: {str(why)[0].lower()}{str(why)[1:]}")
        for why in np.unique(reference.reason)
        if why
    ]
    return build_interval(
        value,
        value - below,
        value + above,
        cannot_say=refused,
        method="square and add",
        version=VERSION,
        confidence=estimate.confidence,
        per=estimate.per,
    )


def _apart(
    statistic: Callable[..., Interval],
    counts: tuple[FloatArray, ...],
    per: float,
    confidence: float,
) -> Interval:
    x1, n1, x2, n2 = counts
    return difference(
        statistic(x1, n1, per=per, confidence=confidence),
        statistic(x2, n2, per=per, confidence=confidence),
    )
