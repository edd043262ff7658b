"""Days between rare events: for what is counted in ones, where weekly counts say nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from fingerpost.evidence.early_warning.detection import give_reasons, say_more_needed
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK, BoolArray, TextArray

VERSION = "1"


@dataclass(frozen=True, eq=False)
class RareEvents:
    """Events in order of date, each with whether the latest ones came too close together.

    Attributes
    ----------
    dates : ndarray of datetime64[D], shape (events,)
        In order.
    days : ndarray of float, shape (events,)
        Since the event before; NaN at the first.
    recent_days : ndarray of float, shape (events,)
        Days in which the latest gaps fell, first and last day included.
    usual_days : ndarray of float, shape (events,)
        Days that as many gaps took on average before; NaN where the status is "cannot_say".
    p_value : ndarray of float, shape (events,)
        How probable so short a time is by chance alone.
    alarm : ndarray of bool, shape (events,)
        False where the status is "cannot_say".
    status, reason : ndarray of str, shape (events,)
        "ok" and "", or "cannot_say" and what is missing.
    method, version : str
        The method with its settings; the version of the code.
    """

    dates: NDArray[np.datetime64]
    days: FloatArray
    recent_days: FloatArray
    usual_days: FloatArray
    p_value: FloatArray
    alarm: BoolArray
    status: TextArray
    reason: TextArray
    method: str
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


def days_between(
    dates: ArrayLike,
    *,
    recent_gaps: int = 3,
    alpha: float = 0.01,
    minimum_history: int = 10,
) -> RareEvents:
    """Test after each event whether the latest gaps between events are too short to be chance.

    Events that happen by chance at a steady rate have exponential gaps. Then the share of the
    latest `recent_gaps` in the whole time since the first event has a beta distribution, whatever
    the rate is [1]_; so a short history makes the test careful instead of wrong.

    Parameters
    ----------
    dates : array_like of dates, shape (events,)
        One for each event, in any order.
    recent_gaps : int
        How many of the latest gaps are tested together.
    alpha : float
        Probability of an alarm by chance at an event.
    minimum_history : int
        Gaps needed before the latest ones.

    Returns
    -------
    RareEvents
        With status "cannot_say" while there are too few events, or where all earlier ones fell on
        one day.

    Raises
    ------
    ValueError
        If a date is missing, or an argument makes no sense.

    Notes
    -----
    Dates are whole days, so the latest gaps are taken to last a day longer than their dates are
    apart. This makes alarms a little rarer than `alpha`.

    References
    ----------
    .. [1] Cox DR, Lewis PAW. The statistical analysis of series of events. Methuen; 1966,
       section 9.2 (the ratio of two mean gaps as an F test; the beta is the same test).

    Examples
    --------
    >>> days = [0, 30, 65, 80, 120, 150, 170, 215, 240, 275, 300, 303, 305, 306]
    >>> found = days_between(np.datetime64("2026-01-01") + np.array(days))
    >>> found.p_value[-1].round(5).item(), found.alarm.tolist()[-2:]
    (0.00223, [False, True])
    """
    if recent_gaps < 1 or minimum_history < 1:
        raise ValueError("recent_gaps and minimum_history must be 1 or more")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha:g}: give a fraction between 0 and 1")
    ordered = np.sort(np.asarray(dates, dtype="datetime64[D]").reshape(-1))
    if np.isnat(ordered).any():
        raise ValueError(
            "a date is missing: give a date for each event, or leave the event out"
        )
    events = len(ordered)
    day = (ordered - ordered[:1]).astype(np.float64)
    gaps = np.arange(events, dtype=np.float64)  # how many gaps there are up to each event
    before = gaps - recent_gaps
    start = day[np.maximum(np.arange(events) - recent_gaps, 0)]
    recent = day - start + 1
    shortage = minimum_history - before
    reason = give_reasons(
        (events,),
        [
            *say_more_needed(shortage, "event"),
            (start == 0, "All earlier events fell on one day, so there is no usual gap."),
        ],
    )
    is_ok = reason == ""
    usual, p_value = np.full(events, np.nan), np.full(events, np.nan)
    usual[is_ok] = recent_gaps * start[is_ok] / before[is_ok]
    share = recent[is_ok] / (recent[is_ok] + start[is_ok])
    p_value[is_ok] = special.betainc(recent_gaps, before[is_ok], share)
    return RareEvents(
        dates=ordered,
        days=np.diff(day, prepend=np.nan) if events else day,
        recent_days=recent,
        usual_days=usual,
        p_value=p_value,
        alarm=p_value < alpha,
        status=np.where(is_ok, OK, CANNOT_SAY),
        reason=reason,
        method=f"days between events, latest {recent_gaps} gaps, alpha {alpha:g}",
    )
