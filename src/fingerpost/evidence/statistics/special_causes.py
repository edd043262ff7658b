"""The four rules of the NHS's control charts: which points are a special cause, and which way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import BoolArray, TextArray
from fingerpost.evidence.statistics.process_limits import ProcessLimits

RUN = 7  # points on one side of the centre, or rising, or falling

RuleArray = NDArray[np.int8]

# Numbered in the order in which they are looked for; the first that a point meets is its label.
RULES = (
    "",
    "above the upper process limit",
    "below the lower process limit",
    "one of 7 or more rising points",
    "one of 7 or more falling points",
    "one of 2 in 3 points near the upper process limit",
    "one of 2 in 3 points near the lower process limit",
    "one of 7 or more points above the {centre}",
    "one of 7 or more points below the {centre}",
)
DIRECTION = np.array([0, 1, -1, 1, -1, 1, -1, 1, -1], dtype=np.int8)


def special_causes(values: FloatArray, limits: ProcessLimits) -> RuleArray:
    """Return for each point of each series the number of the first rule that it meets.

    The rules, their order and what they do with ties are those of NHSRplotthedots 0.2.2
    (`ptd_special_cause_type`); `control_chart` states them and where we differ.

    Parameters
    ----------
    values : ndarray, shape (series, points)
        In order, on the scale of the limits; NaN is a gap and ends every run.
    limits : ProcessLimits
        Of each series; NaN limits are met by no point.

    Returns
    -------
    ndarray of int8, shape (series, points)
        0 where no rule is met; otherwise a position in `RULES` and `DIRECTION`.
    """
    tolerance, centre = limits.tolerance[:, None], limits.centre[:, None]
    with np.errstate(invalid="ignore"):
        is_above, is_below = values > centre + tolerance, values < centre - tolerance
        is_high = values > limits.upper[:, None] + tolerance
        is_low = values < limits.lower[:, None] - tolerance
        is_near = (values > limits.near_upper[:, None] + tolerance) & ~is_high
        is_near |= (values < limits.near_lower[:, None] - tolerance) & ~is_low
        steps = np.diff(values, axis=1)
        is_rise, is_fall = steps > 0, steps < 0

    points = values.shape[1]
    is_rising = _in_runs(_all(is_rise, RUN - 1), RUN, points)
    is_falling = _in_runs(_all(is_fall, RUN - 1), RUN, points)
    # A peak or trough belongs to two runs; it is read with the one that it begins.
    begins_rise = np.pad(is_rise, [(0, 0), (0, 1)])[:, :points]
    is_both = is_rising & is_falling
    is_rising, is_falling = (
        is_rising & ~(is_both & ~begins_rise),
        is_falling & ~(is_both & begins_rise),
    )
    one, two, three = is_near[:, :-2], is_near[:, 1:-1], is_near[:, 2:]
    two_near = one & two | two & three | one & three
    found: list[BoolArray] = [
        is_high,
        is_low,
        is_rising,
        is_falling,
        is_near & _in_runs(_all(is_above, 3) & two_near, 3, points),
        is_near & _in_runs(_all(is_below, 3) & two_near, 3, points),
        _in_runs(_all(is_above, RUN), RUN, points),
        _in_runs(_all(is_below, RUN), RUN, points),
    ]
    rule = np.zeros(values.shape, np.int8)
    for number in range(len(found), 0, -1):
        rule[found[number - 1]] = number
    rule[np.isnan(limits.upper)] = 0
    return rule


def rule_words(rule: RuleArray, centre: str) -> TextArray:
    """Return the rules met in words, which name what the centre line is."""
    words = np.array([word.format(centre=centre) for word in RULES])
    return words[rule]


def _all(flags: BoolArray, length: int) -> BoolArray:
    """Return which `length` neighbours along a series are all true, by the first of them."""
    windows = max(flags.shape[1] - length + 1, 0)
    is_all = flags[:, :windows].copy()
    for offset in range(1, length):
        is_all &= flags[:, offset : offset + windows]
    return is_all


def _in_runs(is_run: BoolArray, length: int, points: int) -> BoolArray:
    """Return which points lie in a run, from which windows of `length` points are runs."""
    is_in = np.zeros((len(is_run), points), np.bool_)
    for offset in range(length):
        is_in[:, offset : offset + is_run.shape[1]] |= is_run
    return is_in
