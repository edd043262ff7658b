"""How good is a detector: what does it find, how soon, and how often is it wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.early_warning.detection import Detection, as_series
from fingerpost.evidence.early_warning.outbreaks import SHAPES, OutbreakShape, add_outbreaks
from fingerpost.evidence.statistics import proportion, rate
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK, BoolArray

VERSION = "1"

Scalar = TypeVar("Scalar", bound=np.generic)
Detector = Callable[[FloatArray], Detection]
SIZES = (2.0, 4.0, 8.0, 16.0)


@dataclass(frozen=True)
class Outcome:
    """What a detector made of outbreaks of one shape and size.

    Attributes
    ----------
    shape : str
        Of the outbreak.
    size : float
        Expected cases, in standard deviations of the series.
    outbreaks : int
        How many were added and could be tested: with a case, and a status "ok" while they lasted.
    found : int
        How many raised an alarm while they lasted that was not there without them.
    sensitivity, lower, upper : float
        `found` / `outbreaks` with its Wilson 95% interval; NaN if there was none to test.
    median_delay : float
        Periods from the first case to the first alarm, among those found; 0 is at once, NaN if
        none was found.
    cases_before : float
        Median share of an outbreak's cases that fell before the period of the first alarm.
    untested : int
        Outbreaks for which the detector could not say anything.
    """

    shape: str
    size: float
    outbreaks: int
    found: int
    sensitivity: float
    lower: float
    upper: float
    median_delay: float
    cases_before: float
    untested: int


@dataclass(frozen=True)
class Evaluation:
    """A detector's record on given series.

    Attributes
    ----------
    outcomes : tuple of Outcome
        One for each shape and size.
    false_alarms : int
        Alarms on the series as given, which are taken to be quiet.
    tested_years : float
        Series-years that were tested, leaving out what the detector could not say.
    false_alarms_per_year, lower, upper : float
        Of all series together, with the exact or Byar's 95% interval.
    series : int
        How many series.
    status, reason : str
        "ok" and "", or "cannot_say" (no false alarm rate) and what is missing.
    method, version : str
        The detector's method; the version of this code.
    """

    outcomes: tuple[Outcome, ...]
    false_alarms: int
    tested_years: float
    false_alarms_per_year: float
    lower: float
    upper: float
    series: int
    status: str
    reason: str
    method: str
    version: str = VERSION


def evaluate_detector(
    detector: Detector,
    counts: ArrayLike,
    *,
    seed: int,
    periods_per_year: float = 52,
    shapes: Sequence[OutbreakShape] = SHAPES,
    sizes: Sequence[float] = SIZES,
    repeats: int = 1,
) -> Evaluation:
    """Add outbreaks to series and see which of them a detector finds, how soon.

    Parameters
    ----------
    detector : callable
        Takes counts of shape (periods, series) and returns a `Detection` of the last ones, for
        example `functools.partial(farrington_flexible, test_last=104)`.
    counts : array_like, shape (periods, series) or (periods,)
        Quiet series, real or made up: every alarm on them counts as false.
    seed : int
        For the outbreaks.
    periods_per_year : float
        52 for weeks, 12 for months, 365.25 for days.
    shapes, sizes : sequences
        Each shape is added in each size, one outbreak a series.
    repeats : int
        How many times over.

    Raises
    ------
    ValueError
        If an outbreak does not fit in the tested periods, or as the detector does.

    Notes
    -----
    Every alarm period counts as a false alarm, also when it follows another, since each asks for
    somebody's attention. An outbreak counts as found only by an alarm that is not raised without
    it, so that a detector that always sounds finds nothing.

    References
    ----------
    .. [1] Noufaily A and others. Stat Med 2013;32:1206-1222 (sizes and measures).
    """
    series = as_series("counts", counts)
    quiet = detector(series)
    first = len(series) - len(quiet.counts)
    generator = np.random.default_rng(seed)
    outcomes = tuple(
        _try_out(detector, series, quiet, shape, size, first, repeats, generator)
        for shape in shapes
        for size in sizes
    )
    alarms, years = false_alarms(quiet, periods_per_year)
    all_years = years / series.shape[1]
    found = rate([alarms], [all_years], per=1)
    return Evaluation(
        outcomes=outcomes,
        false_alarms=alarms,
        tested_years=years,
        false_alarms_per_year=float(found.value[0]),
        lower=float(found.lower[0]),
        upper=float(found.upper[0]),
        series=series.shape[1],
        status=OK if years > 0 else CANNOT_SAY,
        reason="" if years > 0 else why_untested(quiet),
        method=quiet.method,
    )


def _try_out(
    detector: Detector,
    series: FloatArray,
    quiet: Detection,
    shape: OutbreakShape,
    size: float,
    first: int,
    repeats: int,
    generator: np.random.Generator,
) -> Outcome:
    delays: list[FloatArray] = []
    before: list[FloatArray] = []
    outbreaks = untested = 0
    for _ in range(repeats):
        counts, added = add_outbreaks(series, shape, size, first=first, generator=generator)
        detection = detector(counts)
        cases = added[first:]
        there = cases.any(axis=0)
        lasts = _from_first_to_last(cases)
        could_say = (_as_table(detection.status) == OK) & lasts
        tested = there & could_say.any(axis=0)
        alarm = _as_table(detection.alarm) & ~_as_table(quiet.alarm) & lasts
        hit = tested & alarm.any(axis=0)
        outbreaks += int(tested.sum())
        untested += int((there & ~tested).sum())
        at = alarm.argmax(axis=0)
        delays.append((at - lasts.argmax(axis=0))[hit].astype(np.float64))
        so_far = np.cumsum(cases, axis=0) - cases
        share = so_far[at, np.arange(len(at))][hit] / cases.sum(axis=0)[hit]
        before.append(share)
    delay, share = np.concatenate(delays), np.concatenate(before)
    sensitivity = proportion([len(delay)], [outbreaks])
    return Outcome(
        shape=shape.name,
        size=size,
        outbreaks=outbreaks,
        found=len(delay),
        sensitivity=float(sensitivity.value[0]),
        lower=float(sensitivity.lower[0]),
        upper=float(sensitivity.upper[0]),
        median_delay=float(np.median(delay)) if len(delay) else float("nan"),
        cases_before=float(np.median(share)) if len(share) else float("nan"),
        untested=untested,
    )


def _as_table(values: NDArray[Scalar]) -> NDArray[Scalar]:
    return values.reshape(len(values), -1)


def _from_first_to_last(cases: FloatArray) -> BoolArray:
    """Return the periods from the first added case to the last, shape of `cases`."""
    has_begun = np.cumsum(cases, axis=0) > 0
    goes_on = np.cumsum(cases[::-1], axis=0)[::-1] > 0
    return np.asarray(has_begun & goes_on)


def false_alarms(detection: Detection, periods_per_year: float) -> tuple[int, float]:
    """Return alarms on quiet series, and series-years tested."""
    tested = int((detection.status == OK).sum())
    return int(detection.alarm.sum()), tested / periods_per_year


def why_untested(detection: Detection) -> str:
    """Return the sentence that says why nothing was tested, with the most frequent reason."""
    reasons, counts = np.unique(detection.reason[detection.reason != ""], return_counts=True)
    most = str(reasons[np.argmax(counts)]) if len(reasons) else ""
    return f"Nothing could be tested. {most}".strip()
