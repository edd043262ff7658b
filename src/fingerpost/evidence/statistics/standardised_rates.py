"""Rates as they would be with a standard mix of ages: direct standardisation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import (
    Interval,
    any_in_row,
    as_table,
    build_interval,
    check_per,
    refuse,
)
from fingerpost.evidence.statistics.rates import byars_limits

VERSION = "1"
MINIMUM_EVENTS = 10  # below it the official method gives no rate

EUROPEAN_STANDARD_POPULATION_2013 = (
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),  # 0-4 to 45-49
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),  # 50-54 to 85-89, 90 and over
)


def standardised_rate(
    events: ArrayLike,
    exposure: ArrayLike,
    *,
    standard_population: ArrayLike = EUROPEAN_STANDARD_POPULATION_2013,
    repeats: ArrayLike | None = None,
    per: float = 100_000,
    confidence: float = 0.95,
) -> Interval:
    """Return directly standardised rates with Dobson's interval, as `calculate_dsr` does.

    Byar's limits of the number of events, moved to the scale of the rate by the ratio of the
    standard deviations of both [1]_. Where one person may have several events, these do not
    happen independently: give `events` as people by how many events each had, and the variance
    becomes that of a compound Poisson sum, each person's events squared [2]_.

    Parameters
    ----------
    events : array_like, shape (areas, bands) or (bands,); with `repeats` one dimension more
        Events in each age band (`x`); with `repeats` (areas, bands, kinds) or (bands, kinds), the
        people who had that many events. A band without events is 0.
    exposure : array_like, shape (areas, bands) or (bands,)
        Person-time at risk in each age band (`n`).
    standard_population : array_like, shape (bands,)
        How many of the standard population are in each band (`stdpop`).
    repeats : array_like, shape (kinds,), optional
        Events a person, such as [1, 2, 3] (`eventfreq` with `independent_events = FALSE`).
    per : float
        The multiplier (`multiplier`).
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval
        One element an area. "cannot_say" with fewer than 10 events, where a number is missing, or
        where a band has nobody at risk, as the official method refuses these. (It takes a missing
        number of events for zero; we do not.)

    Raises
    ------
    ValueError
        Naming the first position where a number is negative, or the shapes that do not agree.

    References
    ----------
    .. [1] Dobson AJ, Kuulasmaa K, Eberle E, Scherer J. Stat Med 1991;10:457-462.
    .. [2] Office for Health Improvement and Disparities. Public health technical guidance:
       Directly standardised rates; `calculate_dsr` of PHEindicatormethods.
    .. [3] Eurostat. Revision of the European Standard Population. Luxembourg; 2013.

    Examples
    --------
    >>> deaths = [1, 1, 0, 0, 0, 1, 1, 3, 3, 3, 3, 10, 10, 10, 10, 8, 8, 8, 8]
    >>> people = [30, 35, 35, 35, 40, 40, 45, 50, 50, 50, 60, 60, 70, 75, 70, 60, 20, 20, 15]
    >>> found = standardised_rate(deaths, people)
    >>> found.value.round(3).tolist(), found.lower.round(3).tolist()
    ([8283.016], [6570.819])
    """
    check_per(per)
    weight = as_table("standard_population", standard_population)[0]
    refuse("standard_population", weight, weight < 0, "it must not be negative")
    if not weight.sum() > 0:
        raise ValueError("standard_population has nobody in it, or a missing number")
    kinds = np.ones(1) if repeats is None else as_table("repeats", repeats)[0]
    refuse("repeats", kinds, ~(kinds > 0), "a person counted has at least one event")
    people, time = _counted(events, exposure, len(weight), kinds, has_kinds=repeats is not None)

    share = weight / weight.sum() / np.where(time > 0, time, np.nan)
    value = ((people @ kinds) * share).sum(axis=1)
    variance = ((people @ kinds**2) * share**2).sum(axis=1)
    total = (people @ kinds).sum(axis=1)
    enough = np.maximum(total, MINIMUM_EVENTS)
    lower, upper = byars_limits(enough, confidence=confidence)
    scale = np.sqrt(variance / enough)
    method = "Dobson" if repeats is None else "Dobson, repeat events"
    return build_interval(
        value * per,
        (value + scale * (lower - enough)) * per,
        (value + scale * (upper - enough)) * per,
        cannot_say=[
            (
                any_in_row(np.isnan(people)),
                "The number of events in an age band is missing; a band without events is 0.",
            ),
            (any_in_row(np.isnan(time)), "The exposure of an age band is missing."),
            (any_in_row(time == 0), "An age band has an exposure of zero: nobody at risk."),
            (
                total < MINIMUM_EVENTS,
                "There are fewer than 10 events, too few for a directly standardised rate.",
            ),
        ],
        method=method,
        version=VERSION,
        confidence=confidence,
        per=per,
    )


def _counted(
    events: ArrayLike, exposure: ArrayLike, bands: int, kinds: FloatArray, *, has_kinds: bool
) -> tuple[FloatArray, FloatArray]:
    """Return people, shape (areas, bands, kinds), and exposure, shape (areas, bands)."""
    time = as_table("exposure", exposure)
    refuse("exposure", time, time < 0, "time at risk must not be negative")
    wanted = (*time.shape, len(kinds))
    given = np.asarray(events, dtype=np.float64)
    if not has_kinds:
        given = given[..., np.newaxis]
    if given.ndim == 2:
        given = given[np.newaxis]
    if given.shape != wanted or time.shape[1] != bands:
        raise ValueError(
            f"events has shape {np.shape(events)}, exposure {np.shape(exposure)}, the standard "
            f"population {bands} bands and repeats {len(kinds)}: they must agree"
        )
    refuse("events", given, np.isinf(given), "it must be finite")
    refuse("events", given, given < 0, "a count must not be negative")
    return given, time
