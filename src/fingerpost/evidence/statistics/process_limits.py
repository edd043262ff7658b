"""The lines of a control chart: centre, process limits, and where their outer third begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import BoolArray

Kind = Literal["xmr", "t", "g"]

LIMIT = 2.66  # moving ranges from the mean: 3 / d2, where d2 = 1.128 for ranges of two
SCREEN = 3.267  # D4 for ranges of two: the upper limit of a moving range, in mean moving ranges
ROUNDING = 1e-9  # of a mean moving range: nearer than this to a line is on the line
ROOT = 3.6  # of a waiting time that is exponential: nearly normal (Nelson 1994)


@dataclass(frozen=True, eq=False)
class ProcessLimits:
    """The lines of many series, one element a series, and what they were made of.

    Attributes
    ----------
    centre, lower, upper, near_lower, near_upper : ndarray of float, shape (series,)
        On the charted scale; NaN where there is no usual variation to set limits by. `near` is
        infinite where the outer third has no meaning.
    tolerance : ndarray of float, shape (series,)
        Nearer than this to a line is on the line.
    moving_ranges : ndarray of float, shape (series, points)
        Distance from the point before; NaN at the first point, at a gap and after a gap.
    is_screened : ndarray of bool, shape (series, points)
        Moving ranges left out of their mean as too large.
    points, pairs : ndarray of int, shape (series,)
        Values that the lines rest on, and neighbouring pairs of them.
    """

    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    near_lower: FloatArray
    near_upper: FloatArray
    tolerance: FloatArray
    moving_ranges: FloatArray
    is_screened: BoolArray
    points: NDArray[np.intp]
    pairs: NDArray[np.intp]


def to_charted(values: FloatArray, kind: Kind) -> FloatArray:
    """Return values on the scale on which their chart is made."""
    return values ** (1 / ROOT) if kind == "t" else values


def from_charted(lines: FloatArray, kind: Kind) -> FloatArray:
    """Return lines in the unit of the values."""
    return np.maximum(lines, 0.0) ** ROOT if kind == "t" else lines


def process_limits(
    values: FloatArray, kind: Kind, *, baseline_points: int | None, screen_moving_ranges: bool
) -> ProcessLimits:
    """Return the lines of each series; `control_chart` says how they are made.

    Parameters
    ----------
    values : ndarray, shape (series, points), points > 0
        On the charted scale; NaN is a gap.
    kind, baseline_points, screen_moving_ranges
        As in `control_chart`.
    """
    basis = values.copy()
    if baseline_points is not None:
        basis[:, baseline_points:] = np.nan
    ranges = np.full_like(basis, np.nan)
    ranges[:, 1:] = np.abs(np.diff(basis, axis=1))
    mean, mean_range = row_mean(basis), row_mean(ranges)
    is_screened = np.zeros(basis.shape, np.bool_)
    if screen_moving_ranges and kind != "g":
        with np.errstate(invalid="ignore"):
            is_screened = ranges >= SCREEN * mean_range[:, None]
        mean_range = row_mean(np.where(is_screened, np.nan, ranges))
    points = np.count_nonzero(~np.isnan(basis), axis=1)
    pairs = np.count_nonzero(~np.isnan(ranges), axis=1)
    if kind == "g":
        spread = np.sqrt(mean * (mean + 1))
        centre, reach, third = row_median(basis), 3 * spread, np.full_like(mean, np.inf)
    else:
        spread = mean_range
        centre, reach, third = mean, LIMIT * spread, LIMIT * 2 / 3 * spread
    with np.errstate(invalid="ignore"):
        has_limits = spread > 0
    lower, upper, near_lower, near_upper, tolerance = (
        np.where(has_limits, line, np.nan)
        for line in (mean - reach, mean + reach, mean - third, mean + third, ROUNDING * spread)
    )
    if kind == "g":
        lower = np.maximum(lower, 0.0)
    return ProcessLimits(
        np.where(has_limits, centre, np.nan),
        lower,
        upper,
        near_lower,
        near_upper,
        tolerance,
        ranges,
        is_screened,
        points,
        pairs,
    )


def row_mean(values: FloatArray) -> FloatArray:
    """Return the mean of what is there in each row, corrected for rounding as R does.

    Added up in order, so that gaps change no digit. NaN where there is nothing.
    """
    is_there = ~np.isnan(values)
    count = np.count_nonzero(is_there, axis=1)
    with np.errstate(invalid="ignore"):
        first = np.cumsum(np.where(is_there, values, 0.0), axis=1)[:, -1] / count
        rest = np.cumsum(np.where(is_there, values - first[:, None], 0.0), axis=1)[:, -1]
        return np.asarray(first + rest / count, dtype=np.float64)


def row_median(values: FloatArray) -> FloatArray:
    """Return the median of what is there in each row; NaN where there is nothing."""
    ordered = np.sort(values, axis=1)  # gaps last
    count = np.count_nonzero(~np.isnan(values), axis=1)
    low, high = (np.maximum(count - 1, 0) // 2)[:, None], (count // 2)[:, None]
    last = np.minimum(high, values.shape[1] - 1)
    pair = np.concatenate(
        [np.take_along_axis(ordered, low, axis=1), np.take_along_axis(ordered, last, axis=1)], 1
    )
    return np.where(count == 0, np.nan, pair.sum(axis=1) / 2)
