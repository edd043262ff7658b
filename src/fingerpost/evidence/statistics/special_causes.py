"""The four rules of the NHS's control charts: which points are a special cause, and which way."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import BoolArray, TextArray

RUN = 7  # points on one side of the mean, or rising, or falling


def special_causes(
    distance: FloatArray, *, limit: float, near_limit: float, tolerance: float
) -> tuple[TextArray, NDArray[np.int8]]:
    """Return for each point the first rule that it breaks, in words, and which way.

    The rules, their order and what they do with ties are those of NHSRplotthedots 0.2.2
    (`ptd_special_cause_type`); `control_chart` states them and where we differ.

    Parameters
    ----------
    distance : ndarray, shape (n,)
        Of each point from the mean, in order; NaN is a gap and ends every run.
    limit, near_limit : float
        Distance from the mean to a process limit, and to where its outer third begins.
    tolerance : float
        Nearer than this to a line is on the line.

    Returns
    -------
    special_cause : ndarray of str, shape (n,)
        "" where no rule is broken.
    direction : ndarray of int8, shape (n,)
        1 for high or rising, -1 for low or falling, 0 for no rule broken.
    """
    length = len(distance)
    away = np.where(np.isnan(distance), 0.0, np.abs(distance))
    side = np.where(away > tolerance, np.sign(distance), 0).astype(np.int8)
    is_outside = away > limit + tolerance
    is_near = (away > near_limit + tolerance) & ~is_outside

    steps = np.diff(distance)
    step = np.where(np.isnan(steps), 0, np.sign(steps)).astype(np.int8)
    is_rising = _in_runs(_windows_all(step, 1, RUN - 1), RUN, length)
    is_falling = _in_runs(_windows_all(step, -1, RUN - 1), RUN, length)
    # A peak or trough belongs to two runs; it is read with the one that it begins.
    begins_rise = np.append(step, 0) == 1
    is_rising, is_falling = (
        is_rising & ~(is_falling & ~begins_rise),
        is_falling & ~(is_rising & begins_rise),
    )
    is_two_in_three = {
        way: is_near
        & _in_runs(
            _windows_all(side, way, 3) & (_windows(is_near, 3).sum(axis=-1) >= 2),
            3,
            length,
        )
        for way in (1, -1)
    }
    is_one_side = {way: _in_runs(_windows_all(side, way, RUN), RUN, length) for way in (1, -1)}
    rules: list[tuple[BoolArray, int, str]] = [
        (is_outside & (side > 0), 1, "above the upper process limit"),
        (is_outside & (side < 0), -1, "below the lower process limit"),
        (is_rising, 1, "one of 7 or more rising points"),
        (is_falling, -1, "one of 7 or more falling points"),
        (is_two_in_three[1], 1, "one of 2 in 3 points near the upper process limit"),
        (is_two_in_three[-1], -1, "one of 2 in 3 points near the lower process limit"),
        (is_one_side[1], 1, "one of 7 or more points above the mean"),
        (is_one_side[-1], -1, "one of 7 or more points below the mean"),
    ]
    where = [is_broken for is_broken, _, _ in rules]
    words = np.select(where, [np.str_(word) for _, _, word in rules], np.str_(""))
    direction = np.select(where, [np.int8(way) for _, way, _ in rules], np.int8(0))
    return words, direction.astype(np.int8)


def _windows(flags: NDArray[np.generic], length: int) -> NDArray[np.generic]:
    """Return every `length` neighbours of `flags`, shape (n - length + 1, length); maybe none."""
    if len(flags) < length:
        return np.empty((0, length), dtype=flags.dtype)
    return sliding_window_view(flags, length)


def _windows_all(signs: NDArray[np.int8], way: int, length: int) -> BoolArray:
    is_all: BoolArray = (_windows(signs, length) == way).all(axis=-1)
    return is_all


def _in_runs(is_run: BoolArray, length: int, points: int) -> BoolArray:
    """Return which points lie in a run, from which windows of `length` points are runs."""
    is_in = np.zeros(points, np.bool_)
    for offset in range(length):
        is_in[offset : offset + len(is_run)] |= is_run
    return is_in
