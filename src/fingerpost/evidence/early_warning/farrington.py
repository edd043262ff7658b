"""Farrington's method: a count against the same weeks of the years before."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from pydantic import BaseModel, ConfigDict, Field, model_validator
from scipy import special

from fingerpost.evidence.early_warning.bounds import count_bound, power_bound
from fingerpost.evidence.early_warning.detection import (
    NO_COUNT,
    Detection,
    as_series,
    build_detection,
    first_tested,
    say_more_needed,
)
from fingerpost.evidence.early_warning.reference_periods import (
    PER_YEAR,
    Interval,
    ReferencePeriods,
    as_dates,
    reference_periods,
)
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import BoolArray

VERSION = "1"

SMALLEST_MEAN = np.finfo(np.float64).eps  # R's log link never gives less
YEARS_FOR_A_TREND = 3


class FarringtonFlexible(BaseModel):
    """How Farrington's method is set; the defaults are those of Noufaily and others 2013.

    Attributes
    ----------
    years_back : int
        Years of history (`b` in R surveillance).
    half_window : int
        Periods on each side of the same date that belong to the season tested (`w`).
    seasonal_groups : int
        Seasons in a year, the tested one among them (`noPeriods`); 1 uses the windows alone.
    periods_excluded : int
        Latest periods left out of the baseline, so that a growing outbreak does not hide itself
        (`pastWeeksNotIncluded`).
    trend : bool
        Whether a trend over time is tried; it needs three years.
    trend_p : float
        A trend is kept if its p-value is below this (`pThresholdTrend`), and if the expected count
        does not go beyond the highest of the baseline.
    reweight_above : float or None
        Standardised Anscombe residuals above this are past outbreaks and are played down
        (`weightsThreshold`); None does not (`reweight = FALSE`).
    threshold : {"negative_binomial", "delta", "upper_mean"}
        How the bound is set (`thresholdMethod`): the quantile of a negative binomial ("nbPlugin");
        a normal one after a power transformation ("delta"); the quantile of a negative binomial at
        the upper limit of the mean ("muan").
    power : {"2/3", "1/2", "none"}
        The transformation for "delta" (`powertrans`).
    alpha : float
        Probability of an alarm by chance in a period, one-sided.
    minimum_cases, minimum_cases_periods : int
        Cases needed in so many latest periods, the tested one included (`limit54`).
    dispersion : {"surveillance", "pearson"}
        What the standard error of the expected count, and the test of the trend, rest on. See the
        notes of `farrington_flexible`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    years_back: int = Field(5, ge=1)
    half_window: int = Field(3, ge=0)
    seasonal_groups: int = Field(10, ge=1)
    periods_excluded: int = Field(26, ge=0)
    trend: bool = True
    trend_p: float = Field(1.0, gt=0, le=1)
    reweight_above: float | None = 2.58
    threshold: Literal["negative_binomial", "delta", "upper_mean"] = "negative_binomial"
    power: Literal["2/3", "1/2", "none"] = "2/3"
    alpha: float = Field(0.005, gt=0, lt=0.5)
    minimum_cases: int = Field(5, ge=0)
    minimum_cases_periods: int = Field(4, ge=1)
    dispersion: Literal["surveillance", "pearson"] = "surveillance"

    @model_validator(mode="after")
    def _a_bound_uses_its_own_settings(self) -> Self:
        if self.threshold != "delta" and self.power != "2/3":
            raise ValueError('power is for threshold="delta" only')
        return self


NOUFAILY_2013 = FarringtonFlexible()
FARRINGTON_1996 = FarringtonFlexible(
    seasonal_groups=1,
    periods_excluded=3,
    trend_p=0.05,
    reweight_above=1.0,
    threshold="delta",
    dispersion="pearson",
    alpha=0.025,  # one side of the original's 0.05
)


@dataclass(frozen=True, eq=False)
class FarringtonDetection(Detection):
    """A `Detection` with the model's own figures.

    Attributes
    ----------
    dispersion : ndarray of float
        Variance of a count over its mean; 1 for pure chance, never less.
    trend : ndarray of float
        Slope of the logarithm of the expected count, a period (with dates: a day); NaN where no
        trend was kept.
    """

    dispersion: FloatArray
    trend: FloatArray


def farrington_flexible(
    counts: ArrayLike,
    settings: FarringtonFlexible = NOUFAILY_2013,
    *,
    dates: ArrayLike | None = None,
    interval: Interval = "week",
    population: ArrayLike | None = None,
    test_last: int | None = None,
) -> FarringtonDetection:
    """Test each period against an over-dispersed Poisson regression on the years before it.

    Parameters
    ----------
    counts : array_like, shape (periods,) or (periods, series)
        One row a period, in order; None or NaN where there is no count.
    settings : FarringtonFlexible
        `NOUFAILY_2013` [2]_ or `FARRINGTON_1996` [1]_, or your own.
    dates : array_like of dates, shape (periods,), optional
        The first day of each period. With dates a year back is the same date; without, 52 weeks,
        12 months or 365 days before.
    interval : {"day", "week", "month"}
        The length of a period.
    population : array_like, shape of `counts`, optional
        Those among whom cases are counted, as an offset; positive.
    test_last : int, optional
        How many of the latest periods to test; all if not given.

    Returns
    -------
    FarringtonDetection
        Of the tested periods. An alarm is a count above `upper`. "cannot_say" where the history is
        too short, the count is missing, half of the reference periods or more are missing, there
        are too few recent cases, or the model does not converge.

    Raises
    ------
    ValueError
        Naming the first count, date or population that is impossible.

    Notes
    -----
    Bounds and alarms are those of R surveillance 1.20.3 [3]_: `farringtonFlexible` for any
    settings, and `farrington` for `FARRINGTON_1996`. Its `farringtonFlexible` computes the standard
    error of the expected count, and the test of the trend, from the model's prior weights where
    the method has its working weights: the squared relative errors are averaged without
    multiplying them by the mean. So a standard error is too small where counts are large, and too
    large where they are below one. `dispersion="surveillance"` does as R does, so that one can be
    checked against the other; `dispersion="pearson"` does as the papers do.

    References
    ----------
    .. [1] Farrington CP and others. J R Stat Soc A 1996;159:547-563.
    .. [2] Noufaily A and others. Stat Med 2013;32:1206-1222.
    .. [3] Salmon M, Schumacher D, Höhle M. J Stat Softw 2016;70(10).

    Examples
    --------
    >>> counts = [4, 6, 5, 3, 5, 4, 6, 5, 7, 5, 4, 6] * 5 + [5, 6, 17]
    >>> settings = FARRINGTON_1996.model_copy(update={"years_back": 4})
    >>> found = farrington_flexible(counts, settings, interval="month", test_last=1)
    >>> found.expected.round(1).tolist(), found.upper.round(1).tolist(), found.alarm.tolist()
    ([4.7], [9.7], [True])
    """
    series = as_series("counts", counts)
    periods = len(series)
    _check_seasons(settings, interval)
    references = reference_periods(
        periods,
        first=first_tested(periods, test_last),
        dates=as_dates(dates, periods, interval),
        interval=interval,
        years_back=settings.years_back,
        half_window=settings.half_window,
        seasonal_groups=settings.seasonal_groups,
        periods_excluded=settings.periods_excluded,
    )
    log_population = None if population is None else _log_population(population, series)
    eta, error, dispersion, trend = _predict(series, log_population, references, settings)

    tested = series[references.tested]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        expected = np.maximum(np.exp(eta), SMALLEST_MEAN)
        upper, p_value = _bound(tested, expected, error, dispersion, settings)
        alarm = tested > upper
    base = build_detection(
        counts,
        counts=tested,
        expected=expected,
        upper=upper,
        p_value=p_value,
        alarm=alarm,
        cannot_say=[
            *say_more_needed(_shortage(series, references), interval),
            (np.isnan(tested), NO_COUNT),
            (
                _is_thin(series, references),
                "Half of the reference periods or more have no count: they are needed.",
            ),
            (
                ~_enough_cases(series, references, settings),
                _too_few(settings, interval),
            ),
            (
                np.isnan(eta) | ~np.isfinite(upper),
                "The model does not fit the history: look at the counts of the baseline.",
            ),
        ],
        method=_method(settings),
        version=VERSION,
    )
    refused = np.isnan(base.expected)
    return FarringtonDetection(
        **{field.name: getattr(base, field.name) for field in fields(base)},
        dispersion=np.where(refused, np.nan, dispersion.reshape(refused.shape)),
        trend=np.where(refused, np.nan, trend.reshape(refused.shape)),
    )


def _check_seasons(settings: FarringtonFlexible, interval: Interval) -> None:
    between = PER_YEAR[interval] - 2 * settings.half_window - 1
    if between < settings.seasonal_groups - 1:
        raise ValueError(
            f"{settings.seasonal_groups} seasons do not fit in a year of "
            f"{PER_YEAR[interval]} {interval}s with a half window of {settings.half_window}: "
            "use fewer seasonal_groups or a smaller half_window"
        )


def _log_population(population: ArrayLike, series: FloatArray) -> FloatArray:
    people = as_series("population", population)
    if people.shape != series.shape:
        raise ValueError(f"population has shape {people.shape} and counts {series.shape}")
    is_wrong = ~(people > 0)
    if is_wrong.any():
        row, column = (int(i) for i in np.argwhere(is_wrong)[0])
        raise ValueError(
            f"population[{row}, {column}] is {people[row, column]:g}: it must be positive"
        )
    return np.log(people)


def _predict(
    series: FloatArray,
    log_population: FloatArray | None,
    references: ReferencePeriods,
    settings: FarringtonFlexible,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    from fingerpost.evidence.early_warning.quasi_poisson import predict_all

    most = references.position.shape[1]
    freedom = np.maximum(np.arange(most + 1), 1)
    reweighting = settings.reweight_above is not None
    return predict_all(
        counts=np.ascontiguousarray(series.T),
        log_population=np.ascontiguousarray(
            (series if log_population is None else log_population).T
        ),
        is_flat=log_population is None,
        tested=references.tested,
        length=references.length,
        reference=references.position,
        group=references.group,
        time=references.time,
        groups=settings.seasonal_groups,
        with_trend=settings.trend and settings.years_back >= YEARS_FOR_A_TREND,
        critical_t=-special.stdtrit(freedom, settings.trend_p / 2),
        threshold=settings.reweight_above if reweighting else np.inf,
        as_surveillance=settings.dispersion == "surveillance",
    )


def _bound(
    counts: FloatArray,
    expected: FloatArray,
    error: FloatArray,
    dispersion: FloatArray,
    settings: FarringtonFlexible,
) -> tuple[FloatArray, FloatArray]:
    """Return the upper bound, and the probability of a count as high or higher."""
    if settings.threshold == "delta":
        return power_bound(
            counts, expected, error, dispersion, power=settings.power, alpha=settings.alpha
        )
    mean = expected
    if settings.threshold == "upper_mean":
        mean = np.exp(np.log(expected) - special.ndtri(settings.alpha) * error)
    return count_bound(counts, mean, dispersion, alpha=settings.alpha)


def _shortage(series: FloatArray, references: ReferencePeriods) -> FloatArray:
    """Return how many more periods of history each tested period of each series needs."""
    is_known = ~np.isnan(series)
    start = np.where(is_known.any(axis=0), np.argmax(is_known, axis=0), 0)
    return (start[np.newaxis, :] - references.oldest[:, np.newaxis]).astype(np.float64)


def _is_thin(series: FloatArray, references: ReferencePeriods) -> BoolArray:
    is_used = np.arange(references.position.shape[1]) < references.length[:, np.newaxis]
    missing = np.isnan(series)
    if not missing.any():
        return np.zeros((len(references.tested), 1), dtype=np.bool_)
    gaps = np.stack(
        [(column[references.position] & is_used).sum(axis=1) for column in missing.T], axis=1
    )
    return np.asarray(gaps * 2 >= references.length[:, np.newaxis], dtype=np.bool_)


def _enough_cases(
    series: FloatArray, references: ReferencePeriods, settings: FarringtonFlexible
) -> BoolArray:
    running = np.cumsum(np.nan_to_num(series), axis=0)
    running = np.vstack([np.zeros((1, series.shape[1])), running])
    start = np.maximum(references.tested + 1 - settings.minimum_cases_periods, 0)
    recent = running[references.tested + 1] - running[start]
    return np.asarray(recent >= settings.minimum_cases, dtype=np.bool_)


def _too_few(settings: FarringtonFlexible, interval: Interval) -> str:
    return (
        f"Fewer than {settings.minimum_cases} cases in the latest "
        f"{settings.minimum_cases_periods} {interval}s: too few for this test. "
        "The days between cases can be tested instead."
    )


def _method(settings: FarringtonFlexible) -> str:
    kind = {
        NOUFAILY_2013: "Farrington flexible, settings of Noufaily 2013",
        FARRINGTON_1996: "Farrington 1996",
    }.get(settings)
    if kind:
        return kind
    return (
        f"Farrington flexible, {settings.years_back} years, half window {settings.half_window}, "
        f"{settings.seasonal_groups} seasons, {settings.threshold}, alpha {settings.alpha:g}"
    )
