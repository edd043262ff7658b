"""Which earlier periods a period is compared with: the same season in the years before.

A period is compared with windows about the same date in each of the last years, and, where there
are seasons, with the stretches between them, each a season of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.statistics.distributions import FloatArray

Interval = Literal["day", "week", "month"]
IntArray = NDArray[np.int64]

PER_YEAR: dict[str, int] = {"day": 365, "week": 52, "month": 12}


@dataclass(frozen=True, eq=False)
class ReferencePeriods:
    """What each tested period is compared with.

    Attributes
    ----------
    tested : ndarray of int, shape (tested,)
        Positions of the tested periods.
    oldest : ndarray of int, shape (tested,)
        Position of the first period of the oldest window; negative where it lies before the data.
    length : ndarray of int, shape (tested,)
        How many reference periods each tested one has; 0 where the history is too short.
    position, group : ndarray of int, shape (tested, most)
        Of each reference period its position, and its season from 0; the tested period is in the
        last season.
    time : ndarray of float, shape (tested, most)
        From the tested period, in periods, or in days where there are dates.
    """

    tested: IntArray
    oldest: IntArray
    length: IntArray
    position: IntArray
    group: IntArray
    time: FloatArray


def as_dates(
    dates: ArrayLike | None, periods: int, interval: Interval
) -> NDArray[np.datetime64] | None:
    """Return dates as days, checked to be one a period without a gap; None for none.

    Raises
    ------
    ValueError
        Naming the first date that does not follow the one before by one interval.
    """
    if dates is None:
        return None
    days = np.asarray(dates, dtype="datetime64[D]")
    if days.shape != (periods,):
        raise ValueError(
            f"dates has shape {days.shape}: give one date for each of {periods} periods"
        )
    if interval == "month":
        months = days.astype("datetime64[M]")
        in_step = (np.diff(months).astype(int) == 1) & (np.diff(days - months).astype(int) == 0)
    else:
        in_step = np.diff(days).astype(int) == (7 if interval == "week" else 1)
    if not in_step.all():
        first = int(np.argmin(in_step)) + 1
        raise ValueError(
            f"dates[{first}] is {days[first]}, which is not one {interval} after "
            f"{days[first - 1]}: give every {interval} a row, NaN where there is no count"
        )
    return days


def reference_periods(
    periods: int,
    *,
    first: int,
    dates: NDArray[np.datetime64] | None,
    interval: Interval,
    years_back: int,
    half_window: int,
    seasonal_groups: int,
    periods_excluded: int,
) -> ReferencePeriods:
    """Return the reference periods of each period from position `first` on.

    Parameters
    ----------
    periods : int
        How many there are.
    first : int
        Position of the first that is tested.
    dates : ndarray of datetime64 or None
        As `as_dates` returns them. With dates a year is a calendar year; without, 52 weeks, 12
        months or 365 days.
    interval, years_back, half_window, seasonal_groups, periods_excluded
        As in `FarringtonFlexible`.
    """
    tested = np.arange(first, periods)
    years_ago = _years_ago(tested, dates, interval, years_back)
    oldest = years_ago[:, -1] - half_window
    clock = np.arange(periods, dtype=np.float64) if dates is None else dates.astype(np.float64)
    chosen = [
        _windows(years, half_window, seasonal_groups, periods_excluded)
        if start >= 0
        else (np.empty(0, np.int64), np.empty(0, np.int64))
        for years, start in zip(years_ago, oldest, strict=True)
    ]
    length = np.array([len(position) for position, _ in chosen], dtype=np.int64)
    shape = (len(tested), int(length.max(initial=0)))
    position, group = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for row, (positions, groups) in enumerate(chosen):
        position[row, : len(positions)] = positions
        group[row, : len(groups)] = groups
    time = clock[position] - clock[tested][:, np.newaxis]
    return ReferencePeriods(tested, oldest, length, position, group, time)


def _years_ago(
    tested: IntArray,
    dates: NDArray[np.datetime64] | None,
    interval: Interval,
    years_back: int,
) -> IntArray:
    """Return positions of each tested period and of the same date 1, 2, ... years before."""
    years = np.arange(years_back + 1)
    if dates is None or interval == "month":
        return tested[:, np.newaxis] - PER_YEAR[interval] * years
    months = dates[tested].astype("datetime64[M]")
    day_of_month = dates[tested] - months.astype("datetime64[D]")
    before = (months[:, np.newaxis] - 12 * years).astype("datetime64[D]")
    # 29 February becomes 1 March, as day 29 of a February of 28 days.
    days = (before + day_of_month[:, np.newaxis]).astype(np.int64)
    start = dates[0].astype(np.int64)
    if interval == "day":
        return np.asarray(days - start, dtype=np.int64)
    # The nearest date on the same day of the week: the dates are whole weeks from the first.
    return np.asarray((days - start + 3) // 7, dtype=np.int64)


def _windows(
    years_ago: IntArray, half_window: int, seasonal_groups: int, periods_excluded: int
) -> tuple[IntArray, IntArray]:
    """Return positions and seasons of the reference periods of one tested period, oldest first."""
    last = seasonal_groups - 1
    positions: list[IntArray] = []
    seasons: list[IntArray] = []
    for older, newer in zip(years_ago[:0:-1], years_ago[-2::-1], strict=True):
        positions.append(np.arange(older - half_window, older + half_window + 1))
        seasons.append(np.full(2 * half_window + 1, last))
        if seasonal_groups > 1:
            between = np.arange(older + half_window + 1, newer - half_window)
            sizes = [len(part) for part in np.array_split(between, last)]
            positions.append(between)
            seasons.append(np.repeat(np.arange(last), sizes))
    now = years_ago[0]
    positions.append(np.arange(now - half_window, now))
    seasons.append(np.full(half_window, last))
    position, season = np.concatenate(positions), np.concatenate(seasons)
    is_used = position < now - periods_excluded
    return position[is_used], season[is_used]
