"""A threshold that keeps to a budget of false alarms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.early_warning.detection import Detection, as_series, many
from fingerpost.evidence.early_warning.evaluate import false_alarms, why_untested
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK

FEWEST_ALARMS_TO_TELL = 1


@dataclass(frozen=True)
class Tuning:
    """The threshold that keeps to a budget of false alarms, and the others that were tried.

    Attributes
    ----------
    threshold : float or None
        The most sensitive one within the budget; None if there is none.
    budget_per_year : float
        False alarms that people can look at, for all series together.
    tried : tuple of (float, float)
        Thresholds, most sensitive first, with false alarms a year.
    status, reason : str
        "ok" and "", or "cannot_say" and what is missing.
    """

    threshold: float | None
    budget_per_year: float
    tried: tuple[tuple[float, float], ...]
    status: str
    reason: str


def tune_threshold(
    detector: Callable[[FloatArray, float], Detection],
    counts: ArrayLike,
    *,
    thresholds: Sequence[float],
    budget_per_year: float,
    periods_per_year: float = 52,
) -> Tuning:
    """Find the most sensitive threshold that keeps to a budget of false alarms.

    Parameters
    ----------
    detector : callable
        Takes counts and a threshold, and returns a `Detection`.
    counts : array_like, shape (periods, series) or (periods,)
        Quiet series: every alarm on them counts as false.
    thresholds : sequence of float
        From the most sensitive to the least.
    budget_per_year : float
        False alarms that people can look at, for all series together: 24 for "at most two a
        month for the county".
    periods_per_year : float
        52 for weeks, 12 for months, 365.25 for days.

    Returns
    -------
    Tuning
        "cannot_say" if no threshold keeps to the budget, or if the tested time is so short that
        not even one false alarm fits into the budget: the rate cannot then be told from nothing.

    Raises
    ------
    ValueError
        If the budget is not above 0, or as the detector does.

    Notes
    -----
    The threshold is chosen on the counts on which its false alarms are counted, so expect a few
    more on new ones.
    """
    if not budget_per_year > 0:
        raise ValueError(f"budget_per_year is {budget_per_year:g}: it must be above 0")
    series = as_series("counts", counts)
    tried: list[tuple[float, float]] = []
    chosen: float | None = None
    reason = ""
    for threshold in thresholds:
        found = detector(series, threshold)
        alarms, years = false_alarms(found, periods_per_year)
        if years == 0:
            reason = why_untested(found)
            break
        all_years = years / series.shape[1]
        if budget_per_year * all_years < FEWEST_ALARMS_TO_TELL:
            reason = _needs_longer(budget_per_year, all_years, periods_per_year)
            break
        tried.append((threshold, alarms / all_years))
        if chosen is None and alarms / all_years <= budget_per_year:
            chosen = threshold
    if chosen is None and not reason:
        reason = (
            f"No threshold tried keeps to {budget_per_year:g} false alarms a year: try stricter "
            "ones, or test fewer series."
        )
    return Tuning(
        threshold=chosen,
        budget_per_year=budget_per_year,
        tried=tuple(tried),
        status=CANNOT_SAY if reason else OK,
        reason=reason,
    )


def _needs_longer(budget_per_year: float, years: float, periods_per_year: float) -> str:
    more = int(np.ceil((FEWEST_ALARMS_TO_TELL / budget_per_year - years) * periods_per_year))
    return (
        f"The tested time is too short for a budget of {budget_per_year:g} a year: needs {more} "
        f"more {many('period', more)}."
    )
