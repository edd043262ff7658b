"""The course of a signal: what was seen and expected before it and in it, as known on the day.

This is the evidence that a chart shows. A stretch whose records are still coming in says so, and
what is estimated to come is kept apart from what is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from fingerpost.evidence.early_warning.signals import Stretch

SHOWN = {"day": 26, "week": 26, "month": 24}  # stretches
WHOLE = 0.95  # of the records of a day are known: it is no longer called late
LEARNT_FROM = timedelta(days=400)  # how far back delays are looked at,
LONGEST_WAIT = timedelta(
    days=35
)  # leaving out the days of which late ones may still be to come
SHORTEST = 7  # days; a chart of single days shows little but weekends


def course_of_periods(
    starts: Sequence[date],
    ends: Sequence[date],
    known: ArrayLike,
    *,
    estimated: ArrayLike,
    is_late: ArrayLike,
    expected: ArrayLike,
    upper: ArrayLike,
    first_day: date,
    last_day: date,
) -> tuple[Stretch, ...]:
    """Return the stretches of a series of periods, those between two days being the signal's.

    Parameters
    ----------
    starts, ends : sequences of date, shape (n,)
        First and last days.
    known, estimated : array_like, shape (n,)
        Counts as known on the day, and with what is still to come; NaN where no file covers them.
    is_late : array_like of bool, shape (n,)
    expected, upper : array_like, shape (n,)
        NaN where the test could not say.
    first_day, last_day : date
        Of the signal.
    """
    counts, later = np.asarray(known, dtype=float), np.asarray(estimated, dtype=float)
    late, usual, bound = np.asarray(is_late), np.asarray(expected), np.asarray(upper)
    return tuple(
        Stretch(
            first_day=start,
            last_day=end,
            observed=_number(counts[at]),
            expected=_number(usual[at]),
            upper=_number(bound[at]),
            to_come=round(max(0.0, float(later[at] - counts[at])), 1) if late[at] else 0.0,
            is_late=bool(late[at]),
            is_signal=start >= first_day and end <= last_day,
        )
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def course_of_place(
    positions: ArrayLike,
    is_inside: ArrayLike,
    *,
    first: int,
    last: int,
    begins: int,
    length: int,
    days: Sequence[tuple[date, date]],
    late_from: date | None,
) -> tuple[Stretch, ...]:
    """Return stretches of equal length, counted back from the last of the signal's own.

    What is expected in each is the permutation model's own figure: the share that the place has of
    all cases, of the cases of that stretch.

    Parameters
    ----------
    positions : array_like of int, shape (cases,)
        The day or month of each case, numbered.
    is_inside : array_like of bool, shape (cases,)
        Whether it lies in the place of the signal.
    first, last : int
        Of the signal, both inside.
    begins : int
        Where the study begins.
    length : int
        Days or months of a stretch.
    days : sequence of (date, date)
        The first and last day of each stretch, the latest first; as many as are asked for.
    late_from : date, optional
        Days from this one on are still being reported.
    """
    when, inside = np.asarray(positions), np.asarray(is_inside, dtype=bool)
    share = inside.mean() if len(inside) else 0.0
    found: list[Stretch] = []
    for number, (first_day, last_day) in enumerate(days):
        end = last - number * length
        begin = end - length + 1
        if begin < begins:
            break
        here = (when >= begin) & (when <= end)
        found.append(
            Stretch(
                first_day=first_day,
                last_day=last_day,
                observed=float((here & inside).sum()),
                expected=round(float(share * here.sum()), 3),
                is_late=late_from is not None and last_day >= late_from,
                is_signal=begin >= first,
            )
        )
    return tuple(reversed(found))


def course_of_events(
    events: Sequence[date], *, first_day: date, last_day: date, usual_gap: float
) -> tuple[Stretch, ...]:
    """Return stretches as long as a signal of rare events, back to the first event."""
    length = max((last_day - first_day).days + 1, SHORTEST)
    found: list[Stretch] = []
    end = last_day
    for _ in range(SHOWN["day"]):
        begin = end - timedelta(days=length - 1)
        if begin < events[0] and found:
            break
        count = sum(begin <= day <= end for day in events)
        found.append(
            Stretch(begin, end, float(count), round(length / usual_gap, 3), is_signal=not found)
        )
        end = begin - timedelta(days=1)
    return tuple(reversed(found))


def late_from(cases: pl.DataFrame, on: date) -> date | None:
    """Return the first day of which some records are still expected, or None if none is late.

    Parameters
    ----------
    cases : polars.DataFrame
        With `day` and `known_on`, as known on the day `on`.
    on : date
    """
    learnt = cases.filter(pl.col("day").is_between(on - LEARNT_FROM, on - LONGEST_WAIT))
    if learnt.is_empty():
        return None
    waits = (learnt["known_on"] - learnt["day"]).dt.total_days()
    usual = waits.quantile(WHOLE, interpolation="higher")
    return on - timedelta(days=int(usual or 0)) + timedelta(days=1) if usual else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 3)
