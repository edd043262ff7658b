"""What a scan found: clusters with their evidence, or what is missing to say anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence.early_warning.scan_cases import Study
from fingerpost.evidence.early_warning.scan_windows import Windows

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cluster:
    """Places and days with more cases than chance explains, and the evidence.

    Attributes
    ----------
    areas : tuple of str
        Codes, nearest to the centre first.
    centre : str
        The area at the centre; "" in a purely temporal scan.
    radius : float
        To the farthest area: kilometres, or the unit of the coordinates. Of an ellipse, the
        semi-minor axis.
    shape, angle : float
        Major over minor axis (1 is a circle); degrees, counter-clockwise from the first axis.
    start, end : date or None
        First and last day, both inside; None in a purely spatial scan.
    cases : int
    expected : float
        Cases, if chance alone acted.
    observed_over_expected, relative_risk : float
        Against the expectation; and against everywhere and every time outside the cluster (NaN in
        the permutation model, which has no rates).
    log_likelihood_ratio, test_statistic : float
        The second is the first times the penalty of a long ellipse.
    p_value, gumbel_p_value : float
        By counting random data sets; by a Gumbel distribution fitted to them.
    recurrence_interval_days : float
        Days in which chance alone shows such a cluster once; NaN unless the scan is prospective.
    area_cases, area_expected, area_relative_risk : ndarray, shape (len(areas),)
        Of each area, for the cluster's days; the risk against everything outside that area and
        those days (NaN in the permutation model).
    rows : ndarray of int, shape (cases,)
        The line list: positions of its cases in the input.
    iteration : int
        1, or which repetition found it after the earlier ones were taken out.
    """

    areas: tuple[str, ...]
    centre: str
    radius: float
    shape: float
    angle: float
    start: date | None
    end: date | None
    cases: int
    expected: float
    observed_over_expected: float
    relative_risk: float
    log_likelihood_ratio: float
    test_statistic: float
    p_value: float
    gumbel_p_value: float
    recurrence_interval_days: float
    area_cases: Floats
    area_expected: Floats
    area_relative_risk: Floats
    rows: Positions
    iteration: int


@dataclass(frozen=True, eq=False)
class Scan:
    """The result of a scan.

    Attributes
    ----------
    status, reason : str
        "ok" and "", or "cannot_say" and what is missing.
    clusters : tuple of Cluster
        Most likely first, none sharing an area with one before it. Not all are unusual: read the
        p-values.
    areas : ndarray of str, shape (n,)
        All areas, sorted by code.
    area_cases, area_expected, area_relative_risk : ndarray of float, shape (n,)
        Over the whole study; the risk against all other areas (NaN in the permutation model, and
        where nobody is at risk).
    simulated : ndarray of float, shape (replicates,)
        The best statistic of each random data set, of the first iteration.
    replicates, replicates_asked : int
        Fewer were made than asked for where the scan could stop early.
    method, version : str
    seed : int
    """

    status: str
    reason: str
    clusters: tuple[Cluster, ...]
    areas: NDArray[np.str_]
    area_cases: Floats
    area_expected: Floats
    area_relative_risk: Floats
    simulated: Floats
    replicates: int
    replicates_asked: int
    method: str
    version: str
    seed: int


@dataclass(frozen=True, eq=False)
class Window:
    """One window that the scan kept: `areas` positions nearest first, `lags` latest first."""

    statistic: float
    areas: Positions
    lags: slice
    which: int
    radius: float


def rank_windows(
    windows: Windows, statistics: Floats, found: NDArray[np.int32]
) -> Iterator[Window]:
    """Yield each centre's best window, best first, leaving out those that share an area.

    Equals, rounding apart, come with the fewest areas first, then in the order of `windows`: round
    ones first, then by code of the centre.
    """
    in_order = np.arange(len(statistics))
    best_first = np.lexsort((in_order, found[:, 0], -np.round(statistics, 9)))
    _, first = np.unique(windows.centre[best_first], return_index=True)
    ranked = best_first[np.sort(first)]
    taken = np.zeros(int(windows.order.max(initial=-1)) + 1, np.bool_)
    for which in ranked[statistics[ranked] > 1e-9]:
        begin = windows.starts[which]
        areas = windows.order[begin : begin + found[which, 0] + 1].astype(np.int64)
        if taken[areas].any():
            continue
        taken[areas] = True
        lags = slice(int(found[which, 1]), int(found[which, 2]) + 1)
        radius = float(windows.distances[begin + found[which, 0]])
        yield Window(float(statistics[which]), areas, lags, int(which), radius)


def relative_risk(model: str, cases: Floats, expected: Floats, all_cases: float) -> Floats:
    """Return the risk inside against outside; NaN in the permutation model or with none at risk."""
    if model == "permutation":
        return np.full(np.shape(cases), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.asarray(cases / expected, dtype=np.float64)
        outside = (all_cases - cases) / np.maximum(all_cases - expected, 0.0)
        return np.asarray(inside / outside, dtype=np.float64)


def describe(
    study: Study,
    windows: Windows,
    window: Window,
    *,
    p_value: float,
    gumbel_p_value: float,
    recurrence_interval_days: float,
    iteration: int,
) -> Cluster:
    """Return a window as a cluster with its evidence."""
    inside = np.ix_(window.areas, np.arange(window.lags.start, window.lags.stop))
    area_cases = study.counts[inside].sum(axis=1)
    area_expected = study.expected()[inside].sum(axis=1)
    cases, expected = float(area_cases.sum()), float(area_expected.sum())
    is_inside = np.isin(study.case_area, window.areas)
    is_inside &= (study.case_lag >= window.lags.start) & (study.case_lag < window.lags.stop)
    # Cases that an earlier iteration took out are not in the counts any more.
    is_inside &= study.counts[study.case_area, study.case_lag] > 0
    is_spatial = study.extent != "temporal"
    weight = float(windows.weight[window.which])
    total = np.asarray([cases]), np.asarray([expected])
    start, end = _days(study, window.lags)
    return Cluster(
        areas=tuple(str(code) for code in study.areas[window.areas]),
        centre=str(study.areas[windows.centre[window.which]]) if is_spatial else "",
        radius=window.radius,
        shape=float(windows.shape[window.which]),
        angle=float(windows.angle[window.which]),
        start=start,
        end=end,
        cases=int(cases),
        expected=expected,
        observed_over_expected=cases / expected,
        relative_risk=float(relative_risk(study.model, *total, study.all_cases)[0]),
        log_likelihood_ratio=window.statistic / weight,
        test_statistic=window.statistic,
        p_value=p_value,
        gumbel_p_value=gumbel_p_value,
        recurrence_interval_days=recurrence_interval_days,
        area_cases=_frozen(area_cases),
        area_expected=_frozen(area_expected),
        area_relative_risk=_frozen(
            relative_risk(study.model, area_cases, area_expected, study.all_cases)
        ),
        rows=np.flatnonzero(is_inside),
        iteration=iteration,
    )


def _days(study: Study, lags: slice) -> tuple[date | None, date | None]:
    if study.end is None:
        return None, None
    start = study.end - timedelta(days=lags.stop * study.interval_days - 1)
    return start, study.end - timedelta(days=lags.start * study.interval_days)


def _frozen(values: Floats) -> Floats:
    values.setflags(write=False)
    return values
