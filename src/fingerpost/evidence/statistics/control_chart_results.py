"""What a control chart says: lines, rules met, and the icons for variation and assurance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence.statistics.comparisons import Better
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import BoolArray, TextArray
from fingerpost.evidence.statistics.process_limits import Kind
from fingerpost.evidence.statistics.special_causes import DIRECTION, RuleArray, rule_words

VERSION = "1"

COMMON_CAUSE = "common cause"
SPECIAL_CAUSE_IMPROVEMENT = "special cause: improvement"
SPECIAL_CAUSE_CONCERN = "special cause: concern"
SPECIAL_CAUSE_NEITHER = "special cause: neither"

PASS, FAIL, HIT_OR_MISS = "pass", "fail", "hit or miss"

CENTRE = {"xmr": "mean", "t": "centre line", "g": "median"}


@dataclass(frozen=True, eq=False)
class ControlChart:
    """One series with its process limits and what the four rules find in it.

    Arrays have an element per point, in the order given, also the lines: a rebase gives them
    steps, and the earlier ones stay to be seen.

    Attributes
    ----------
    values : ndarray of float, shape (n,)
        As given; NaN is a gap.
    centre : ndarray of float, shape (n,)
        The mean; the median where there are no limits (a run chart) and of a G chart; NaN if
        there is no value.
    lower, upper : ndarray of float, shape (n,)
        Process limits (`lpl`, `upl`); NaN where too little is known. The lower one of a count may
        be below zero: it then rules nothing out, and may be drawn at zero.
    near_lower, near_upper : ndarray of float, shape (n,)
        Where the outer third, next to each limit, begins; infinite on a G chart, which has none.
    moving_ranges : ndarray of float, shape (n,)
        Distance from the point before, of a T chart between roots; NaN at the first point, at and
        after a gap, and outside a fixed baseline.
    is_screened : ndarray of bool, shape (n,)
        Moving ranges left out of their mean as too large.
    special_cause : ndarray of str, shape (n,)
        The rule that the point breaks, in words; "" if none does, or at a gap.
    direction : ndarray of int8, shape (n,)
        1 if the special cause is high or rising, -1 if low or falling, 0 if there is none.
    variation : ndarray of str, shape (n,)
        `COMMON_CAUSE`, `SPECIAL_CAUSE_IMPROVEMENT`, `SPECIAL_CAUSE_CONCERN` or
        `SPECIAL_CAUSE_NEITHER`; "" at a gap, or where there are no limits.
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
        How many values the latest lines rest on.
    status : str
        "ok", or "cannot_say" if there are no limits from the last rebase on.
    reason : str
        "" if "ok"; otherwise a sentence saying what is missing.
    kind : {"xmr", "t", "g"}
        As given.
    rebase : tuple of int
        As given.
    method : str
        The chart, and how moving ranges were treated; "run chart" if "cannot_say".
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
    kind: Kind
    rebase: tuple[int, ...]
    method: str
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


@dataclass(frozen=True, eq=False)
class ControlCharts:
    """Many series of one length, each with its chart; `charts[i]` is a `ControlChart`.

    Attributes as there, with one row a series in the arrays of points, and one element a series
    in `latest` (-1 where there is no value), `assurance`, `target` (NaN for none), `points`,
    `status`, `reason` and `method`. `rule` holds the rules met, by number.
    """

    values: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    near_lower: FloatArray
    near_upper: FloatArray
    moving_ranges: FloatArray
    is_screened: BoolArray
    rule: RuleArray
    has_limits: BoolArray
    latest: NDArray[np.intp]
    assurance: TextArray
    better: Better
    target: FloatArray
    points: NDArray[np.intp]
    status: TextArray
    reason: TextArray
    kind: Kind
    rebase: tuple[int, ...]
    method: TextArray
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def direction(self) -> NDArray[np.int8]:
        """Which way the special causes go, shape (series, points)."""
        return DIRECTION[self.rule]

    @property
    def special_cause(self) -> TextArray:
        """The rules that the points break, in words, shape (series, points)."""
        return rule_words(self.rule, CENTRE[self.kind])

    @property
    def variation(self) -> TextArray:
        """What each point is, shape (series, points)."""
        return _variation(self.rule, self.has_limits & ~np.isnan(self.values), self.better)

    @property
    def latest_variation(self) -> TextArray:
        """The variation icon of each series, shape (series,)."""
        if self.values.shape[1] == 0:
            return np.full(len(self), "", dtype=np.str_)
        at = np.arange(len(self)), self.latest
        return _variation(self.rule[at], self.has_limits[at] & (self.latest >= 0), self.better)

    def __len__(self) -> int:
        """Return the number of series."""
        return len(self.values)

    def __getitem__(self, series: int) -> ControlChart:
        """Return the chart of one series."""
        rule, latest = self.rule[series], int(self.latest[series])
        is_said = self.has_limits[series] & ~np.isnan(self.values[series])
        variation = _variation(rule, is_said, self.better)
        target = float(self.target[series])
        return ControlChart(
            values=self.values[series],
            centre=self.centre[series],
            lower=self.lower[series],
            upper=self.upper[series],
            near_lower=self.near_lower[series],
            near_upper=self.near_upper[series],
            moving_ranges=self.moving_ranges[series],
            is_screened=self.is_screened[series],
            special_cause=rule_words(rule, CENTRE[self.kind]),
            direction=DIRECTION[rule],
            variation=variation,
            latest=latest if latest >= 0 else None,
            latest_variation=str(variation[latest]) if latest >= 0 else "",
            assurance=str(self.assurance[series]),
            better=self.better,
            target=None if np.isnan(target) else target,
            points=int(self.points[series]),
            status=str(self.status[series]),
            reason=str(self.reason[series]),
            kind=self.kind,
            rebase=self.rebase,
            method=str(self.method[series]),
            version=self.version,
        )


def _variation(rule: RuleArray, is_said: BoolArray, better: Better) -> TextArray:
    """Return what each point is; "" where nothing is said."""
    high = low = SPECIAL_CAUSE_NEITHER
    if better != "neither":
        good, bad = SPECIAL_CAUSE_IMPROVEMENT, SPECIAL_CAUSE_CONCERN
        high, low = (good, bad) if better == "higher" else (bad, good)
    words = np.array(["", low, COMMON_CAUSE, high])
    return words[np.where(is_said, DIRECTION[rule] + 2, 0)]
