"""When things happened and when they became known: the reporting triangle."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import BoolArray

DAYS = {"day": 1, "week": 7}


def reporting_triangle(
    happened: ArrayLike,
    known: ArrayLike,
    *,
    as_of: date,
    periods: int,
    maximum_delay: int,
    interval: Literal["day", "week"] = "week",
) -> FloatArray:
    """Count events by the period in which they happened and the delay with which they were known.

    Parameters
    ----------
    happened, known : array_like of dates, shape (events,)
        Rows in any order.
    as_of : date
        The last day that is looked at, and the last day of the last period. What became known
        later is left out, as it was not known then.
    periods : int
        How many periods to count, the last one ending on `as_of`.
    maximum_delay : int
        Periods; longer delays count as this one.
    interval : {"day", "week"}
        The length of a period.

    Returns
    -------
    ndarray, shape (periods, maximum_delay + 1)
        A row a period, oldest first; a column a delay in periods, from 0. NaN where that delay
        cannot have been seen by `as_of`.

    Raises
    ------
    ValueError
        If a date is missing, or naming the first event known before it happened.

    Examples
    --------
    >>> happened = ["2026-03-01", "2026-03-02", "2026-03-02"]
    >>> known = ["2026-03-02", "2026-03-02", "2026-03-09"]
    >>> reporting_triangle(
    ...     happened, known, as_of=date(2026, 3, 2), periods=2, maximum_delay=1, interval="day"
    ... )
    array([[ 0.,  1.],
           [ 1., nan]])
    """
    if periods < 1 or maximum_delay < 0:
        raise ValueError("periods must be 1 or more, and maximum_delay not negative")
    was, came = (np.asarray(days, dtype="datetime64[D]") for days in (happened, known))
    if was.shape != came.shape or was.ndim != 1:
        raise ValueError(
            f"happened has shape {was.shape} and known {came.shape}: give a pair each"
        )
    if np.isnat(was).any() or np.isnat(came).any():
        raise ValueError("a date is missing: leave out events without both dates")
    if (came < was).any():
        row = int(np.argmax(came < was))
        raise ValueError(
            f"known[{row}] is {came[row]}, before it happened on {was[row]}: "
            "one of the two dates is wrong"
        )
    today = np.datetime64(as_of, "D")
    was_ago, came_ago = (
        (today - days).astype(np.int64) // DAYS[interval] for days in (was, came)
    )
    is_counted = (came <= today) & (was_ago < periods)
    delay = np.minimum((was_ago - came_ago)[is_counted], maximum_delay)
    triangle = np.zeros((periods, maximum_delay + 1))
    np.add.at(triangle, (periods - 1 - was_ago[is_counted], delay), 1)
    triangle[not_yet_seen(periods, maximum_delay, periods - 1)] = np.nan
    return triangle


def not_yet_seen(periods: int, maximum_delay: int, last: int) -> BoolArray:
    """Return which cells of a triangle lie after period `last`, shape (periods, delays)."""
    period = np.arange(periods)[:, np.newaxis] + np.arange(maximum_delay + 1)
    return np.asarray(period > last)
