"""XmR control charts read as the NHS's "Making data count" reads them.

The numbers and the labels are those of NHSRplotthedots 0.2.2 on the same values; where this
module says less than it does (too few points, no variation) `control_chart` says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import (
    CANNOT_SAY,
    OK,
    BoolArray,
    TextArray,
    as_values,
)
from fingerpost.evidence.statistics.special_causes import special_causes

VERSION = "1"

Better = Literal["higher", "lower", "neither"]

COMMON_CAUSE = "common cause"
SPECIAL_CAUSE_IMPROVEMENT = "special cause: improvement"
SPECIAL_CAUSE_CONCERN = "special cause: concern"
SPECIAL_CAUSE_NEITHER = "special cause: neither"

LIMIT = 2.66  # moving ranges from the mean: 3 / d2, where d2 = 1.128 for ranges of two
NEAR_LIMIT = LIMIT * 2 / 3  # the outer third begins here
SCREEN = 3.267  # D4 for ranges of two: the upper limit of a moving range, in mean moving ranges
ROUNDING = 1e-9  # of a mean moving range: nearer than this to a line is on the line


@dataclass(frozen=True, eq=False)
class ControlChart:
    """One series with its process limits and what the four rules find in it.

    Arrays have an element per point, in the order given, also the lines: a later rebase gives
    them steps.

    Attributes
    ----------
    values : ndarray of float, shape (n,)
        As given; NaN is a gap.
    centre : ndarray of float, shape (n,)
        The mean; the median if `status` is "cannot_say" (a run chart); NaN if there is no value.
    lower, upper : ndarray of float, shape (n,)
        Process limits (`lpl`, `upl`); NaN if the status is "cannot_say". The lower one of a count
        may be below zero: it then rules nothing out, and may be drawn at zero.
    near_lower, near_upper : ndarray of float, shape (n,)
        Where the outer third, next to each limit, begins.
    moving_ranges : ndarray of float, shape (n,)
        Distance from the point before; NaN at the first point, at a gap and after a gap.
    is_screened : ndarray of bool, shape (n,)
        Moving ranges left out of their mean as too large.
    special_cause : ndarray of str, shape (n,)
        The rule that the point breaks, in words; "" if none does, or at a gap.
    direction : ndarray of int8, shape (n,)
        1 if the special cause is high or rising, -1 if low or falling, 0 if there is none.
    variation : ndarray of str, shape (n,)
        `COMMON_CAUSE`, `SPECIAL_CAUSE_IMPROVEMENT`, `SPECIAL_CAUSE_CONCERN` or
        `SPECIAL_CAUSE_NEITHER`; "" at a gap, or if the status is "cannot_say".
    latest : int or None
        Position of the last point that has a value.
    latest_variation : str
        The variation icon: `variation` of the latest point.
    assurance : str
        "pass", "fail" or "hit or miss"; "" without a target, a direction or limits.
    better : {"higher", "lower", "neither"}
        As given.
    target : float or None
        As given.
    points : int
        How many values the lines rest on.
    status : str
        "ok", or "cannot_say" if there are no limits.
    reason : str
        "" if "ok"; otherwise a sentence saying what is missing.
    method : str
        "XmR chart" or "run chart", and how moving ranges were treated.
    version : str
        Of this code; changes when a published line or label could.
    """

    values: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    near_lower: FloatArray
    near_upper: FloatArray
    moving_ranges: FloatArray
    is_screened: BoolArray
    special_cause: TextArray
    direction: NDArray[np.int8]
    variation: TextArray
    latest: int | None
    latest_variation: str
    assurance: str
    better: Better
    target: float | None
    points: int
    status: str
    reason: str
    method: str
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


def control_chart(
    values: ArrayLike,
    *,
    better: Better = "neither",
    target: float | None = None,
    screen_moving_ranges: bool = True,
    minimum_points: int = 12,
) -> ControlChart:
    """Return an XmR control chart of one series, with the four NHS rules applied.

    Centre: the mean. Limits: the mean ± 2.66 mean moving ranges. A point is a special cause by
    the first of these that it meets:

    1. it lies outside a limit;
    2. it is one of 7 points in a row that each rise, or each fall (a tie ends the run);
    3. it is in the outer third next to a limit but inside it, as are 2 of 3 points in a row that
       all lie on that side of the mean;
    4. it is one of 7 points in a row on one side of the mean (one on the mean ends the run).

    A gap is never a zero: it has no moving range on either side of it, and ends every run.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value a period, in order, in any unit (`value_field`); None or NaN for a period that
        is missing.
    better : {"higher", "lower", "neither"}
        Which way is an improvement (`improvement_direction`: increase, decrease, neutral).
    target : float, optional
        In the unit of `values`.
    screen_moving_ranges : bool
        Whether to leave moving ranges of 3.267 times their mean or more out of it, once
        (`screen_outliers`), so that one freak point does not widen the limits. True as in
        NHSRplotthedots and [2]_; False as in the NHS's own spreadsheet.
    minimum_points : int
        Values needed for limits; with fewer there is a run chart about the median.

    Returns
    -------
    ControlChart
        With status "cannot_say" and no limits or rules where there are fewer than
        `minimum_points` values, fewer than half as many neighbouring pairs of them, or no
        variation from one to the next.

    Raises
    ------
    ValueError
        Naming the first position that is infinite, or the argument that makes no sense.

    Notes
    -----
    Where we differ from NHSRplotthedots: on fewer than 12 points it draws trial limits with a
    warning, and we say that we cannot say; so also where screening leaves only moving ranges of
    nothing, where its limits have no width or do not exist. The last point of a rise that is
    followed by a tie and another rise it labels as falling, and we as rising.

    In 2023 NHS England announced that its spreadsheet would count points outside a limit toward
    rule 3 (issue 194 of the package). The package does not count them, nor do we.

    References
    ----------
    .. [1] NHS England. Making data count: strengthening your decisions.
    .. [2] Nelson LS. Control charts for individual measurements. J Qual Technol 1982;14:172-173.
    .. [3] Provost LP, Murray SK. The health care data guide. Jossey-Bass; 2011, pages 155 and 192.
    .. [4] NHS-R Community. NHSRplotthedots 0.2.2 (MIT). doi:10.32614/CRAN.package.NHSRplotthedots

    Examples
    --------
    >>> chart = control_chart([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> [round(float(line[0]), 2) for line in (chart.lower, chart.centre, chart.upper)]
    [-0.72, 1.94, 4.6]
    >>> chart.special_cause[4].item()
    'above the upper process limit'
    """
    series = as_values("values", values).copy()
    _check_arguments(better, target, minimum_points)
    ranges = _moving_ranges(series)
    points = int(np.count_nonzero(~np.isnan(series)))
    pairs = int(np.count_nonzero(~np.isnan(ranges)))
    is_screened = (
        _too_large(ranges) if screen_moving_ranges else np.zeros(len(series), np.bool_)
    )
    mean_range = _mean(ranges[~is_screened])

    reason = _why_no_limits(points, pairs, mean_range, minimum_points)
    if reason:
        return _run_chart(series, ranges, better, target, points, reason)

    mean = _mean(series)
    tolerance = ROUNDING * mean_range
    special_cause, direction = special_causes(
        series - mean,
        limit=LIMIT * mean_range,
        near_limit=NEAR_LIMIT * mean_range,
        tolerance=tolerance,
    )
    variation = _variation(series, direction, better)
    latest = _latest(series)
    lower, upper = mean - LIMIT * mean_range, mean + LIMIT * mean_range
    method = "XmR chart, mean ± 2.66 mean moving ranges"
    return ControlChart(
        values=series,
        centre=np.full(len(series), mean),
        lower=np.full(len(series), lower),
        upper=np.full(len(series), upper),
        near_lower=np.full(len(series), mean - NEAR_LIMIT * mean_range),
        near_upper=np.full(len(series), mean + NEAR_LIMIT * mean_range),
        moving_ranges=ranges,
        is_screened=is_screened,
        special_cause=special_cause,
        direction=direction,
        variation=variation,
        latest=latest,
        latest_variation=str(variation[latest]),
        assurance=_assurance(lower - tolerance, upper + tolerance, better, target),
        better=better,
        target=target,
        points=points,
        status=OK,
        reason="",
        method=f"{method}, screened once at 3.267" if screen_moving_ranges else method,
    )


def _check_arguments(better: str, target: float | None, minimum_points: int) -> None:
    if better not in get_args(Better):
        raise ValueError(f"better is {better!r}: it must be 'higher', 'lower' or 'neither'")
    if target is not None and not np.isfinite(target):
        raise ValueError(f"target is {target!r}: it must be finite, or None for no target")
    if minimum_points < 2:
        raise ValueError(f"minimum_points is {minimum_points!r}: it must be at least 2")


def _mean(values: FloatArray) -> float:
    """Return the mean of what is there, corrected once for rounding as R does; NaN if nothing."""
    there = values[~np.isnan(values)]
    if len(there) == 0:
        return float("nan")
    first = there.mean()
    return float(first + (there - first).mean())


def _moving_ranges(values: FloatArray) -> FloatArray:
    return np.concatenate([np.full(min(1, len(values)), np.nan), np.abs(np.diff(values))])


def _too_large(ranges: FloatArray) -> BoolArray:
    is_too_large: BoolArray = ranges >= SCREEN * _mean(ranges)
    return is_too_large


def _why_no_limits(points: int, pairs: int, mean_range: float, minimum_points: int) -> str:
    if points < minimum_points:
        return (
            f"Process limits need at least {minimum_points} points and there "
            f"{'is' if points == 1 else 'are'} {points}: {minimum_points - points} more needed."
        )
    if pairs < minimum_points // 2:
        return (
            f"Process limits need at least {minimum_points // 2} pairs of neighbouring points and "
            f"gaps leave {pairs}: the missing periods are needed."
        )
    if not mean_range > 0:  # NaN when every moving range is nothing, and so screened
        return (
            "Nearly all points are the same as the one before, so there is no usual variation to "
            "set process limits by. Rare events need a chart of the time between them."
        )
    return ""


def _run_chart(
    values: FloatArray,
    ranges: FloatArray,
    better: Better,
    target: float | None,
    points: int,
    reason: str,
) -> ControlChart:
    nothing = np.full(len(values), np.nan)
    no_words = np.full(len(values), "", dtype=np.str_)
    median = np.nanmedian(values) if points else np.nan
    return ControlChart(
        values=values,
        centre=np.full(len(values), median),
        lower=nothing,
        upper=nothing,
        near_lower=nothing,
        near_upper=nothing,
        moving_ranges=ranges,
        is_screened=np.zeros(len(values), np.bool_),
        special_cause=no_words,
        direction=np.zeros(len(values), np.int8),
        variation=no_words,
        latest=_latest(values) if points else None,
        latest_variation="",
        assurance="",
        better=better,
        target=target,
        points=points,
        status=CANNOT_SAY,
        reason=reason,
        method="run chart about the median, no rules applied",
    )


def _variation(values: FloatArray, direction: NDArray[np.int8], better: Better) -> TextArray:
    if better == "neither":
        special = np.where(direction == 0, COMMON_CAUSE, SPECIAL_CAUSE_NEITHER)
    else:
        good = 1 if better == "higher" else -1
        special = np.select(
            [direction == good, direction == -good],
            [np.str_(SPECIAL_CAUSE_IMPROVEMENT), np.str_(SPECIAL_CAUSE_CONCERN)],
            np.str_(COMMON_CAUSE),
        )
    return np.where(np.isnan(values), np.str_(""), special)


def _latest(values: FloatArray) -> int:
    return int(np.flatnonzero(~np.isnan(values))[-1])


def _assurance(lower: float, upper: float, better: Better, target: float | None) -> str:
    if target is None or better == "neither":
        return ""
    if target > upper:
        return "fail" if better == "higher" else "pass"
    if target < lower:
        return "pass" if better == "higher" else "fail"
    return "hit or miss"
