"""Observed against expected: indirect standardisation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.intervals import (
    Interval,
    any_in_row,
    as_table,
    as_values,
    build_interval,
    check_per,
    refuse,
)
from fingerpost.evidence.statistics.rates import count_limits

VERSION = "1"


def standardised_ratio(
    events: ArrayLike,
    exposure: ArrayLike,
    reference_events: ArrayLike,
    reference_exposure: ArrayLike,
    *,
    per: float = 1,
    confidence: float = 0.95,
) -> Interval:
    """Return indirectly standardised ratios: events observed over events expected.

    Expected is what an area's people would have had at the reference's rate of each age band.
    The interval is that of the count observed, exact below 10 events and Byar's from 10
    (`calculate_ISRatio`). Two areas' ratios have different weights: compare each with the
    reference, not with one another.

    Parameters
    ----------
    events : array_like, shape (areas,), or a number for one area
        All events observed (`x`, summed over the age bands).
    exposure : array_like, shape (areas, bands) or (bands,)
        Person-time at risk in each age band (`n`).
    reference_events, reference_exposure : array_like, shape (bands,)
        Events and person-time of the reference (`x_ref`, `n_ref`).
    per : float
        1 or 100 (`refvalue`). For an indirectly standardised rate (`calculate_ISRate`), the
        reference's own crude rate.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval
        In units of `per`. "cannot_say" where a number is missing, the reference has nobody at
        risk in a band, or nothing is expected.

    Raises
    ------
    ValueError
        Naming the first position where a number is negative, or the shapes that do not agree.

    References
    ----------
    .. [1] `calculate_ISRatio` and `calculate_ISRate` of PHEindicatormethods.
    .. [2] Breslow NE, Day NE. Statistical methods in cancer research, volume II. Lyon: IARC; 1987.

    Examples
    --------
    >>> ratio = standardised_ratio(6, [1000, 3000], [10, 40], [10000, 20000], per=100)
    >>> ratio.value.round(4).tolist(), ratio.method.tolist()
    ([85.7143], ['exact Poisson 95%'])
    """
    check_per(per)
    observed = as_values("events", events)
    time = as_table("exposure", exposure)
    reference = as_table("reference_events", reference_events)
    reference_time = as_table("reference_exposure", reference_exposure)
    if (
        len(observed) != len(time)
        or not (time.shape[1],) == reference.shape[1:] == reference_time.shape[1:]
        or len(reference) != 1
        or len(reference_time) != 1
    ):
        raise ValueError(
            f"events has shape {np.shape(events)}, exposure {np.shape(exposure)}, the reference "
            f"{np.shape(reference_events)} and {np.shape(reference_exposure)}: they must agree"
        )
    refuse("events", observed, observed < 0, "a count must not be negative")
    refuse("exposure", time, time < 0, "time at risk must not be negative")
    refuse("reference_events", reference, reference < 0, "a count must not be negative")
    refuse(
        "reference_exposure",
        reference_time,
        reference_time < 0,
        "time at risk must not be negative",
    )
    lower, upper, method = count_limits(observed, confidence=confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = (time * (reference / reference_time)).sum(axis=1)
        scale = per / expected
        return build_interval(
            observed * scale,
            lower * scale,
            upper * scale,
            cannot_say=[
                (np.isnan(observed), "The number of events is missing."),
                (any_in_row(np.isnan(time)), "The exposure of an age band is missing."),
                (
                    np.full(len(observed), np.isnan(reference).any()),
                    "The number of events in the reference is missing.",
                ),
                (
                    np.full(len(observed), not (reference_time > 0).all()),
                    "The reference has an age band with nobody at risk.",
                ),
                (expected == 0, "No events are expected, and nothing is a multiple of none."),
            ],
            method=method,
            version=VERSION,
            confidence=confidence,
            per=per,
        )
