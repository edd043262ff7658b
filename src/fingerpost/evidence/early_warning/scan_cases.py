"""The cases, places and dates of a scan, checked and put in the one order that the scan works in.

Areas are sorted by code and dates become lags (0 is the last interval), so that neither the order
of rows nor the calendar matters to what follows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray

MODELS = ("permutation", "poisson", "bernoulli")
EXTENTS = ("space_time", "spatial", "temporal")

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Study:
    """What is scanned.

    Attributes
    ----------
    model, extent : str
        One of `MODELS`, and one of `EXTENTS`.
    areas : ndarray of str, shape (areas,)
        Codes in sorted order.
    coordinates : ndarray of float, shape (areas, 2)
    case_area, case_lag : ndarray of int, shape (cases,)
        Position in `areas`, and intervals before the last one, of each case, in the order given.
    counts : ndarray of float, shape (areas, intervals)
        Cases in each area and lag.
    exposure : ndarray of float, shape (areas, intervals)
        Poisson: people at risk. Bernoulli: cases and controls. Permutation: the cases.
    stratum : ndarray of int, shape (intervals,)
        0, or the weekday, of each lag: chance is played within these.
    start, end : date or None
        First and last day; None in a purely spatial scan.
    interval_days : int
    """

    model: str
    extent: str
    areas: NDArray[np.str_]
    coordinates: Floats
    case_area: Positions
    case_lag: Positions
    counts: Floats
    exposure: Floats
    stratum: Positions
    start: date | None
    end: date | None
    interval_days: int

    @property
    def all_cases(self) -> int:
        """Return the number of cases."""
        return int(self.counts.sum())

    @property
    def intervals(self) -> int:
        """Return the number of intervals."""
        return int(self.counts.shape[1])

    def expected(self) -> Floats:
        """Return the cases expected in each area and lag if chance alone acts, (areas, intervals).

        Permutation: the area's share of the cases on such days, times the day's cases. Poisson:
        the cell's share of those at risk on such days, times the cases on such days. Bernoulli:
        the cell's share of cases and controls, times all cases.
        """
        if self.model == "bernoulli":
            share = self.all_cases / max(float(self.exposure.sum()), 1.0)
            return np.asarray(self.exposure * share, dtype=np.float64)
        expected = np.zeros_like(self.counts)
        for stratum in np.unique(self.stratum):
            here = self.stratum == stratum
            cases = self.counts[:, here]
            if self.model == "permutation":
                table = np.outer(cases.sum(axis=1), cases.sum(axis=0))
                expected[:, here] = table / max(cases.sum(), 1.0)
            else:
                people = self.exposure[:, here]
                # fsum: empty areas must not change the last digit of the sum.
                expected[:, here] = people * (cases.sum() / max(fsum(people.ravel()), 1e-300))
        return expected

    def without(self, areas: Positions, lags: slice) -> Study:
        """Return the study with these areas taken out for these lags: cases and those at risk."""
        is_area = np.zeros(len(self.areas), np.bool_)
        is_area[areas] = True
        is_lag = np.zeros(self.intervals, np.bool_)
        is_lag[lags] = True
        keep = ~(is_area[:, None] & is_lag[None, :])
        return replace(self, counts=self.counts * keep, exposure=self.exposure * keep)


def read_study(
    case_areas: ArrayLike,
    case_dates: ArrayLike | None,
    *,
    areas: ArrayLike,
    coordinates: ArrayLike,
    is_geographic: bool,
    study_period: tuple[date, date] | None,
    interval_days: int,
    model: str,
    extent: str,
    population: ArrayLike | None,
    controls: ArrayLike | None,
    adjust_for_weekday: bool,
) -> Study:
    """Return the checked study; arguments as in `space_time_scan`.

    Raises
    ------
    ValueError
        Naming the first thing that does not fit, and what to do.
    """
    _check_choices(model, extent, population, controls, adjust_for_weekday, interval_days)
    codes = np.asarray(areas, dtype=np.str_)
    places = np.asarray(coordinates, dtype=np.float64)
    if codes.ndim != 1 or places.shape != (len(codes), 2):
        raise ValueError(f"give one pair of coordinates for each of the {len(codes)} areas")
    if not np.isfinite(places).all():
        where = int(np.argmin(np.isfinite(places).all(axis=1)))
        raise ValueError(f"area {codes[where]} has no coordinates")
    if is_geographic and (np.abs(places) > (180.0, 90.0)).any():
        raise ValueError("coordinates must be longitude, then latitude, in degrees")
    by_code = np.argsort(codes, kind="stable")
    codes, places = codes[by_code], places[by_code]
    twice = np.flatnonzero(codes[1:] == codes[:-1])
    if len(twice):
        raise ValueError(f"area {codes[twice[0]]} is given twice")
    intervals, start, end = _intervals(study_period, interval_days, extent)
    case_area = _find_areas(np.asarray(case_areas, dtype=np.str_), codes)
    case_lag = np.zeros(len(case_area), np.int64)
    if end is not None:
        case_lag = _lags(case_dates, len(case_area), start, end, interval_days)
    counts = np.zeros((len(codes), intervals))
    np.add.at(counts, (case_area, case_lag), 1.0)
    stratum = np.zeros(intervals, np.int64)
    if adjust_for_weekday and end is not None:
        stratum = (end.weekday() - np.arange(intervals)) % 7
    exposure = counts
    if model == "poisson":
        exposure = _by_area_and_lag("population", population, by_code, intervals)
        alone = np.argwhere((counts > 0) & (exposure <= 0))
        if len(alone):
            raise ValueError(f"area {codes[alone[0][0]]} has a case but nobody at risk then")
    elif model == "bernoulli":
        exposure = counts + _by_area_and_lag("controls", controls, by_code, intervals)
        if (exposure != np.round(exposure)).any():
            raise ValueError("controls must be whole numbers")
    return Study(
        model=model,
        extent=extent,
        areas=codes,
        coordinates=places,
        case_area=case_area,
        case_lag=case_lag,
        counts=counts,
        exposure=exposure,
        stratum=stratum,
        start=start,
        end=end,
        interval_days=interval_days,
    )


def missing(study: Study, *, longest: int, fewest_cases: int) -> str:
    """Return what is missing for the scan to say anything, or "" if nothing is."""
    cases, intervals = study.all_cases, study.intervals
    if cases < fewest_cases:
        more = fewest_cases - cases
        return f"{cases} cases in the study period: needs {more} more"
    if study.extent != "spatial" and intervals < 2 * longest:
        more = (2 * longest - intervals) * study.interval_days
        return (
            f"{intervals * study.interval_days} days of history for windows of up to "
            f"{longest * study.interval_days} days: needs {more} more days, or shorter windows"
        )
    if study.model == "permutation":
        for what, axis in (("area", 1), ("interval", 0)):
            if np.count_nonzero(study.counts.sum(axis=axis)) < 2:
                return f"all cases lie in one {what}: needs cases in at least two"
    if study.model == "bernoulli" and study.exposure.sum() == cases:
        return "there are no controls: needs at least one"
    return ""


def _check_choices(
    model: str,
    extent: str,
    population: ArrayLike | None,
    controls: ArrayLike | None,
    adjust_for_weekday: bool,
    interval_days: int,
) -> None:
    if model not in MODELS:
        raise ValueError(f"model is {model!r}: give one of {', '.join(MODELS)}")
    if extent not in EXTENTS:
        raise ValueError(f"extent is {extent!r}: give one of {', '.join(EXTENTS)}")
    if model == "permutation" and extent != "space_time":
        raise ValueError("the permutation model compares place with time: it needs both")
    if (population is not None) != (model == "poisson"):
        raise ValueError("population belongs to the poisson model, which needs it")
    if (controls is not None) != (model == "bernoulli"):
        raise ValueError("controls belong to the bernoulli model, which needs them")
    if adjust_for_weekday and (
        model == "bernoulli" or extent == "spatial" or interval_days != 1
    ):
        raise ValueError(
            "adjust_for_weekday needs intervals of one day and the permutation or poisson model"
        )


def _intervals(
    study_period: tuple[date, date] | None, interval_days: int, extent: str
) -> tuple[int, date | None, date | None]:
    if extent == "spatial":
        return 1, None, None
    if study_period is None:
        raise ValueError("study_period is missing: give the first and the last day")
    start, end = study_period
    days = (end - start).days + 1
    if interval_days < 1 or days < 1 or days % interval_days:
        raise ValueError(
            f"the study period, {start} to {end}, is not a whole number of intervals of "
            f"{interval_days} days: begin it later, so that it ends with a whole one"
        )
    return days // interval_days, start, end


def _find_areas(wanted: NDArray[np.str_], codes: NDArray[np.str_]) -> Positions:
    if wanted.ndim != 1:
        raise ValueError("give one area for each case, shape (n,)")
    at = np.minimum(np.searchsorted(codes, wanted), max(len(codes) - 1, 0))
    unknown = np.flatnonzero(codes[at] != wanted) if len(codes) else np.arange(len(wanted))
    if len(unknown):
        raise ValueError(
            f"case_areas[{unknown[0]}] is {wanted[unknown[0]]}: not one of the areas"
        )
    return at.astype(np.int64)


def _lags(
    case_dates: ArrayLike | None, cases: int, start: date | None, end: date, interval_days: int
) -> Positions:
    if case_dates is None:
        raise ValueError("case_dates is missing: only a purely spatial scan does without")
    dates = np.asarray(case_dates, dtype="datetime64[D]")
    if dates.shape != (cases,):
        raise ValueError(f"case_dates has shape {dates.shape} for {cases} cases")
    outside = np.flatnonzero(
        np.isnat(dates) | (dates < np.datetime64(start)) | (dates > np.datetime64(end))
    )
    if len(outside):
        raise ValueError(
            f"case_dates[{outside[0]}] is {dates[outside[0]]}: not between {start} and {end}"
        )
    return (np.datetime64(end) - dates).astype(np.int64) // interval_days


def _by_area_and_lag(
    name: str, values: ArrayLike | None, by_code: Positions, intervals: int
) -> Floats:
    """Return what was at risk as (areas, intervals), latest first; one value serves all times."""
    table = np.asarray(values, dtype=np.float64)
    if table.ndim == 1:
        # Controls are events: they cannot be in every interval at once.
        if name == "controls" and intervals > 1:
            raise ValueError(
                "controls needs one column for each interval: shape (areas, intervals)"
            )
        table = np.repeat(table[:, None], intervals, axis=1)
    if table.shape != (len(by_code), intervals):
        raise ValueError(
            f"{name} has shape {table.shape}: give ({len(by_code)},) or "
            f"({len(by_code)}, {intervals}), one row for each area, earliest interval first"
        )
    if not (np.isfinite(table) & (table >= 0)).all():
        raise ValueError(f"{name} must be numbers of at least 0, none missing")
    return table[by_code][:, ::-1].copy()
