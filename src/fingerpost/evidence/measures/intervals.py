"""Which interval a measure has: one answer for estimates and for protected tables alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.evidence import statistics
from fingerpost.evidence.measures.declaration import Count, Measure
from fingerpost.evidence.statistics.intervals import build_interval

Floats = NDArray[np.float64]


def interval_of(measure: Measure, rows: pl.DataFrame) -> statistics.Interval:
    """Return values and intervals of a measure from its counts.

    Parameters
    ----------
    measure : Measure
        Its `statistic` says how: Wilson for a proportion, exact or Byar's for a rate, wider where
        one person may have several events; a plain count has the interval of a Poisson count;
        unmet need is simulated; an estimate has the limits of its publisher; a median has none.
    rows : DataFrame
        `numerator` and `denominator`, and where the statistic needs them `spread`,
        `estimate_lower` and `estimate_upper`.
    """
    numerators, denominators = _floats(rows, "numerator"), _floats(rows, "denominator")
    match measure.statistic:
        case "proportion":
            return statistics.proportion(numerators, denominators, per=measure.per)
        case "rate":
            spread = _floats(rows, "spread") if has_repeats(measure) else None
            return statistics.rate(numerators, denominators, per=measure.per, spread=spread)
        case "unmet":
            limits = (_floats(rows, "estimate_lower"), _floats(rows, "estimate_upper"))
            return statistics.unmet_need(numerators, denominators, *limits, per=measure.per)
        case "estimate":
            return _published(measure, rows)
        case "median":
            return _median(measure, rows)
        case _:
            return statistics.rate(numerators, np.ones_like(numerators), per=1)


def has_repeats(measure: Measure) -> bool:
    """Tell whether one person may stand behind several rows of what is counted."""
    return isinstance(measure.numerator, Count) and measure.numerator.repeats


def counts_behind(measure: Measure, values: Floats, denominators: Floats) -> Floats:
    """Return the numerators that would give `values` out of `denominators`.

    Parameters
    ----------
    measure : Measure
    values, denominators : ndarray, shape (n,)
        Values as the measure has them; the denominators of the same rows.
    """
    match measure.statistic:
        case "proportion" | "rate" | "estimate":
            return values / measure.per * denominators
        case "unmet":
            return (1 - values / measure.per) * denominators
        case "count":
            return values
        case _:  # the ends of a band of medians are no counts
            return np.full_like(values, np.nan)


def _published(measure: Measure, rows: pl.DataFrame) -> statistics.Interval:
    denominators = _floats(rows, "denominator")
    ends = (_floats(rows, name) for name in ("numerator", "estimate_lower", "estimate_upper"))
    with np.errstate(divide="ignore", invalid="ignore"):
        value, lower, upper = (end / denominators * measure.per for end in ends)
    return build_interval(
        value,
        lower,
        upper,
        cannot_say=[(np.isnan(value), "There is no published estimate of it.")],
        method="as published",
        version="as published",
        confidence=0.95,
        per=measure.per,
    )


def _median(measure: Measure, rows: pl.DataFrame) -> statistics.Interval:
    """Return the medians as they are: one is no count, so nothing of it is worked out again."""
    value = _floats(rows, "value")
    none = np.full_like(value, np.nan)
    found = build_interval(
        value,
        none,
        none,
        cannot_say=[(np.isnan(value), "There is nobody to take the median of.")],
        method="median",
        version="1",
        confidence=0.95,
        per=measure.per,
    )
    return replace(found, method=np.full(value.shape, "median"))


def _floats(rows: pl.DataFrame, name: str) -> Floats:
    return rows[name].to_numpy().astype(np.float64)
