"""Has a partner stopped sending? Nothing arriving is first of all a question to the sender."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.early_warning.detection import as_series, many
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK

VERSION = "1"


@dataclass(frozen=True)
class FeedCheck:
    """Whether a partner's records still arrive.

    Attributes
    ----------
    is_silent : bool
        A data alarm: nothing has arrived for so long that chance is not a good explanation.
    empty_periods : int
        Latest periods in which nothing arrived.
    probability : float
        Of so many empty periods in a row, going by how often one was empty before; NaN if
        "cannot_say".
    status, reason : str
        "ok", or "cannot_say"; a sentence in either case where there is something to do.
    """

    is_silent: bool
    empty_periods: int
    probability: float
    status: str
    reason: str


def check_feed(
    arrivals: ArrayLike, *, unit: str = "period", alpha: float = 0.01, minimum_history: int = 12
) -> FeedCheck:
    """Tell a partner that has stopped sending from a quiet spell.

    Nothing is assumed about how much arrives, only that periods were empty as often before as
    they are now: the probability of a run of empty ones follows from how many were empty before,
    with Jeffreys' prior for their share.

    Parameters
    ----------
    arrivals : array_like, shape (periods,)
        Records that arrived in each period, by the day of arrival, in order. Periods before the
        first arrival are not counted.
    unit : str
        What a period is called in the sentence: "day", "week", "month".
    alpha : float
        A run of empty periods less probable than this is a data alarm.
    minimum_history : int
        Periods needed before the run.

    Raises
    ------
    ValueError
        Naming the first number that is negative or infinite, or if one is missing.

    Examples
    --------
    >>> check_feed([5, 3, 6, 4] * 5 + [0, 0], unit="week").reason
    'Nothing has arrived for 2 weeks, and in 20 weeks before there was something each time: ask the sender. This is not a fall.'
    """
    received = as_series("arrivals", arrivals)[:, 0]
    if np.isnan(received).any():
        raise ValueError("a number of arrivals is missing: give 0 where nothing arrived")
    there = np.flatnonzero(received > 0)
    if len(there) == 0:
        return FeedCheck(
            is_silent=False,
            empty_periods=len(received),
            probability=float("nan"),
            status=CANNOT_SAY,
            reason="Nothing has ever arrived from this sender.",
        )
    empty = len(received) - 1 - int(there[-1])
    history = int(there[-1] - there[0]) + 1
    empty_before = history - len(there)
    if history < minimum_history:
        more = minimum_history - history
        return FeedCheck(
            is_silent=False,
            empty_periods=empty,
            probability=float("nan"),
            status=CANNOT_SAY,
            reason=f"The history is too short: needs {more} more {many(unit, more)}.",
        )
    run = np.arange(empty)
    probability = float(np.prod((empty_before + 0.5 + run) / (history + 1 + run)))
    is_silent = probability < alpha
    usual = (
        "there was something each time"
        if empty_before == 0
        else f"only {empty_before} {'was' if empty_before == 1 else 'were'} empty"
    )
    reason = (
        f"Nothing has arrived for {empty} {many(unit, empty)}, and in {history} "
        f"{many(unit, history)} before {usual}: ask the sender. This is not a fall."
    )
    return FeedCheck(is_silent, empty, probability, OK, reason if is_silent else "")
