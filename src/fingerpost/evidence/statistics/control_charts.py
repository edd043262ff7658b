"""Control charts read as the NHS's "Making data count" reads them, one or thousands at a time.

The numbers and the labels are those of NHSRplotthedots 0.2.2 on the same values; where this
module says less than it does (too few points, no variation) a chart says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.statistics.comparisons import Better
from fingerpost.evidence.statistics.control_chart_results import (
    FAIL,
    HIT_OR_MISS,
    PASS,
    ControlChart,
    ControlCharts,
)
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import (
    CANNOT_SAY,
    OK,
    BoolArray,
    TextArray,
    as_table,
    as_values,
    refuse,
)
from fingerpost.evidence.statistics.process_limits import (
    Kind,
    ProcessLimits,
    from_charted,
    process_limits,
    row_median,
    to_charted,
)
from fingerpost.evidence.statistics.special_causes import special_causes

Line = TypeVar("Line", np.float64, np.bool_)

METHOD = {
    "xmr": "XmR chart, mean ± 2.66 mean moving ranges",
    "t": "T chart, XmR of the 3.6th root of the time between",
    "g": "G chart, mean + 3 geometric standard deviations, about the median",
}


def control_chart(
    values: ArrayLike,
    *,
    better: Better = "neither",
    target: float | None = None,
    kind: Kind = "xmr",
    rebase: Sequence[int] = (),
    baseline_points: int | None = None,
    screen_moving_ranges: bool = True,
    minimum_points: int = 12,
) -> ControlChart:
    """Return a control chart of one series, with the four NHS rules applied.

    XmR, for most things: centre the mean, limits the mean ± 2.66 mean moving ranges. A point is a
    special cause by the first of these that it meets:

    1. it lies outside a limit;
    2. it is one of 7 points in a row that each rise, or each fall (a tie ends the run);
    3. it is in the outer third next to a limit but inside it, as are 2 of 3 points in a row that
       all lie on that side of the centre;
    4. it is one of 7 points in a row on one side of the centre (one on the centre ends the run).

    For events so rare that most periods have none, chart what lies between them: T, the time from
    one event to the next, is an XmR of the 3.6th root of the time, with the lines in time again
    [5]_; G, a number of things between (days, cases), has the limit of a geometric count, mean +
    3 √(mean (mean + 1)), the median for a centre [6]_, and not rule 3, which asks for symmetry.
    In both a high point is a long wait.

    A gap is never a zero: it has no moving range on either side of it, and ends every run.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value a period, in order, in any unit (`value_field`); None or NaN for a period that
        is missing. For T and G one value an event.
    better : {"higher", "lower", "neither"}
        Which way is an improvement (`improvement_direction`: increase, decrease, neutral).
    target : float, optional
        In the unit of `values`.
    kind : {"xmr", "t", "g"}
        The chart.
    rebase : sequence of int
        Positions at which a new process begins (`rebase`): the lines are made anew from there,
        and no run goes across. Only a person decides on one; see `suggest_step_change`.
    baseline_points : int, optional
        Make the lines from this many points, the first of the series and after each rebase
        (`fix_after_n_points`), and judge the later ones by them.
    screen_moving_ranges : bool
        Whether to leave moving ranges of 3.267 times their mean or more out of it, once
        (`screen_outliers`), so that one freak point does not widen the limits. True as in
        NHSRplotthedots and [2]_; False as in the NHS's own spreadsheet. A G chart has none.
    minimum_points : int
        Values needed for limits; with fewer there is a run chart about the median.

    Returns
    -------
    ControlChart
        With status "cannot_say", and from the last rebase on no limits or rules, where there are
        fewer than `minimum_points` values, fewer than half as many neighbouring pairs of them, or
        no variation from one to the next.

    Raises
    ------
    ValueError
        Naming the first position that is infinite, or negative where it is a time or number
        between events, or the argument that makes no sense.

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
    .. [5] Nelson LS. A control chart for parts-per-million nonconforming items. J Qual Technol
       1994;26:239-240.
    .. [6] Benneyan JC. Int J Qual Health Care 2001;13:259-273; `qic(chart = "g")` of qicharts2.

    Examples
    --------
    >>> chart = control_chart([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> [round(float(line[0]), 2) for line in (chart.lower, chart.centre, chart.upper)]
    [-0.72, 1.94, 4.6]
    >>> chart.special_cause[4].item()
    'above the upper process limit'
    """
    series = as_values("values", values)
    return control_charts(
        series[np.newaxis],
        better=better,
        target=target,
        kind=kind,
        rebase=rebase,
        baseline_points=baseline_points,
        screen_moving_ranges=screen_moving_ranges,
        minimum_points=minimum_points,
    )[0]


def control_charts(
    values: ArrayLike,
    *,
    better: Better = "neither",
    target: ArrayLike | None = None,
    kind: Kind = "xmr",
    rebase: Sequence[int] = (),
    baseline_points: int | None = None,
    screen_moving_ranges: bool = True,
    minimum_points: int = 12,
) -> ControlCharts:
    """Return the control charts of many series at once, each as `control_chart` makes it.

    Parameters
    ----------
    values : array_like, shape (series, points)
        As in `control_chart`; pad a shorter series with NaN at its end.
    target : array_like, shape (series,), or a number, optional
        NaN for a series without one.
    better, kind, rebase, baseline_points, screen_moving_ranges, minimum_points
        As in `control_chart`, the same for all.

    Returns
    -------
    ControlCharts

    Raises
    ------
    ValueError
        As `control_chart`.

    Examples
    --------
    >>> charts = control_charts([[10, 12, 9, 11] * 5, [10, 12, 9, 11] * 4 + [30, 31, 32, 30]])
    >>> charts.latest_variation.tolist()
    ['common cause', 'special cause: neither']
    """
    series = as_table("values", values).copy()
    targets = _targets(target, len(series))
    _check_arguments(better, kind, baseline_points, minimum_points)
    if kind != "xmr":
        why = "what lies between events must not be negative"
        refuse("values", series, series < 0, why)
        refuse("target", targets, targets < 0, why)
    length = series.shape[1]
    starts = _starts(rebase, length)
    rows, place = _segments(series, starts)
    charted = to_charted(rows, kind)
    limits = process_limits(
        charted,
        kind,
        baseline_points=baseline_points,
        screen_moving_ranges=screen_moving_ranges,
    )
    reason = _why_no_limits(limits, kind, minimum_points)
    limits = _only_where(limits, reason == "", row_median(charted))
    rule = special_causes(charted, limits)

    stretches = np.diff([*starts, length])

    def lines(line: NDArray[Line]) -> NDArray[Line]:
        return np.repeat(line.reshape(len(series), len(starts)), stretches, axis=1)

    def line_in_unit(line: FloatArray) -> FloatArray:
        return lines(from_charted(line, kind))

    last = slice(len(starts) - 1, None, len(starts))  # the latest segment of each series
    is_ok = reason[last] == ""
    method = METHOD[kind]
    if screen_moving_ranges and kind != "g":
        method = f"{method}, screened once at 3.267"
    has_value = ~np.isnan(series)
    latest = length - 1 - np.argmax(has_value[:, ::-1], axis=1) if length else np.array([-1])
    return ControlCharts(
        values=series,
        centre=line_in_unit(limits.centre),
        lower=line_in_unit(limits.lower),
        upper=line_in_unit(limits.upper),
        near_lower=line_in_unit(limits.near_lower),
        near_upper=line_in_unit(limits.near_upper),
        moving_ranges=limits.moving_ranges[place],
        is_screened=limits.is_screened[place],
        rule=rule[place],
        has_limits=lines(reason == ""),
        latest=np.where(has_value.any(axis=1), latest, -1),
        assurance=_assurance(limits, last, to_charted(targets, kind), better),
        better=better,
        target=targets,
        points=limits.points[last],
        status=np.where(is_ok, OK, CANNOT_SAY),
        reason=reason[last],
        kind=kind,
        rebase=tuple(starts[1:]),
        method=np.where(is_ok, method, "run chart about the median, no rules applied"),
    )


def _check_arguments(
    better: str, kind: str, baseline_points: int | None, minimum_points: int
) -> None:
    if better not in get_args(Better):
        raise ValueError(f"better is {better!r}: it must be 'higher', 'lower' or 'neither'")
    if kind not in get_args(Kind):
        raise ValueError(f"kind is {kind!r}: it must be 'xmr', 't' or 'g'")
    if minimum_points < 2:
        raise ValueError(f"minimum_points is {minimum_points!r}: it must be at least 2")
    if baseline_points is not None and baseline_points < minimum_points:
        raise ValueError(
            f"baseline_points is {baseline_points!r}: limits need at least {minimum_points}"
        )


def _targets(target: ArrayLike | None, series: int) -> FloatArray:
    if target is None:
        return np.full(series, np.nan)
    given = np.asarray(target, dtype=np.float64)
    if given.shape not in ((), (series,)):
        raise ValueError(f"target has shape {given.shape}: give one, or one for each series")
    if np.isinf(given).any() or (given.ndim == 0 and np.isnan(given)):
        raise ValueError(f"target is {target!r}: it must be finite, or None for no target")
    return np.broadcast_to(given, (series,)).copy()


def _starts(rebase: Sequence[int], length: int) -> tuple[int, ...]:
    starts = (0, *(int(position) for position in rebase))
    if any(later <= earlier for earlier, later in pairwise(starts)) or (
        starts[-1] >= length and starts[-1] > 0
    ):
        raise ValueError(
            f"rebase is {tuple(rebase)}: positions must rise, each within the series after its "
            "first point"
        )
    return starts


def _segments(
    series: FloatArray, starts: tuple[int, ...]
) -> tuple[FloatArray, tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the stretches between rebases as rows, and where each point of a series went.

    The rows of one series follow one another, padded with gaps at their ends, which change
    nothing.
    """
    length = series.shape[1]
    ends = (*starts[1:], length)
    longest = max(1, *(end - start for start, end in zip(starts, ends, strict=True)), 0)
    segment = np.searchsorted(starts, np.arange(length), side="right") - 1
    row = np.arange(len(series))[:, None] * len(starts) + segment
    column = np.broadcast_to(np.arange(length) - np.asarray(starts)[segment], row.shape)
    rows = np.full((len(series) * len(starts), longest), np.nan)
    rows[row, column] = series
    return rows, (row, column)


def _why_no_limits(limits: ProcessLimits, kind: Kind, minimum_points: int) -> TextArray:
    """Return the first reason why each row has no limits; "" where it has."""
    no_variation = (
        "Nearly all points are the same as the one before, so there is no usual variation to "
        "set process limits by. Rare events need a chart of the time between them."
    )
    if kind == "g":
        no_variation = "Nothing lies between any of the events, so there are no limits to set."
    too_few = limits.points < minimum_points
    too_apart = (limits.pairs < minimum_points // 2) & ~too_few & (kind != "g")
    reason: list[str] = [""] * len(limits.points)
    for row in np.flatnonzero(too_few | too_apart | np.isnan(limits.upper)):
        points = limits.points[row]
        if too_few[row]:
            reason[row] = (
                f"Process limits need at least {minimum_points} points and there "
                f"{'is' if points == 1 else 'are'} {points}: {minimum_points - points} more "
                "needed."
            )
        elif too_apart[row]:
            reason[row] = (
                f"Process limits need at least {minimum_points // 2} pairs of neighbouring "
                f"points and gaps leave {limits.pairs[row]}: the missing periods are needed."
            )
        else:
            reason[row] = no_variation
    return np.array(reason, dtype=np.str_)


def _only_where(
    limits: ProcessLimits, has_limits: BoolArray, median: FloatArray
) -> ProcessLimits:
    """Return the lines with a run chart's median, and nothing else, where there are no limits."""
    kept = {
        name: np.where(has_limits, getattr(limits, name), np.nan)
        for name in ("lower", "upper", "near_lower", "near_upper", "tolerance")
    }
    return ProcessLimits(
        centre=np.where(has_limits, limits.centre, median),
        moving_ranges=limits.moving_ranges,
        is_screened=limits.is_screened & has_limits[:, None],
        points=limits.points,
        pairs=limits.pairs,
        **kept,
    )


def _assurance(
    limits: ProcessLimits, last: slice, target: FloatArray, better: Better
) -> TextArray:
    """Return the assurance icon of each series, from its latest limits."""
    tolerance = limits.tolerance[last]
    lower, upper = limits.lower[last] - tolerance, limits.upper[last] + tolerance
    above, below = (FAIL, PASS) if better == "higher" else (PASS, FAIL)
    if better == "neither":
        target = np.full_like(target, np.nan)
    with np.errstate(invalid="ignore"):
        return np.select(
            [np.isnan(target) | np.isnan(upper), target > upper, target < lower],
            [np.str_(""), np.str_(above), np.str_(below)],
            np.str_(HIT_OR_MISS),
        )
