"""Rules that count: more than expected in a period, or rare events close together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy import special

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.early_warning.cases import Casebook
from fingerpost.evidence.early_warning.course import SHOWN, course_of_events, course_of_periods
from fingerpost.evidence.early_warning.cusum import cusum
from fingerpost.evidence.early_warning.detection import Detection
from fingerpost.evidence.early_warning.ears import ears
from fingerpost.evidence.early_warning.explaining import explain
from fingerpost.evidence.early_warning.farrington import farrington_flexible
from fingerpost.evidence.early_warning.findings import Finding, make_signal, once_in_days
from fingerpost.evidence.early_warning.rare_events import days_between
from fingerpost.evidence.early_warning.rules import (
    DAYS,
    Cusum,
    DaysBetween,
    Detector,
    Ears,
    Farrington,
    Interval,
    WarningRule,
)
from fingerpost.evidence.early_warning.series import (
    Series,
    count_series,
    known_by,
    select,
)
from fingerpost.evidence.early_warning.signals import Signal, SignalKind, Stretch
from fingerpost.evidence.statistics import false_discovery
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import OK, BoolArray, TextArray

LONGEST_RUN = 12  # periods in alarm that belong to one signal
USUAL_PERIODS = {"day": 365, "week": 104, "month": 24}  # from which usual shares are taken
RECENT_DAYS = 30  # a rare event is news so long


@dataclass(frozen=True, eq=False)
class Tested:
    """The tested periods of every series, shape (tested, lines), and by which method."""

    expected: FloatArray
    upper: FloatArray
    p_value: FloatArray
    alarm: BoolArray
    status: TextArray
    reason: TextArray
    method: TextArray

    @property
    def is_ok(self) -> BoolArray:
        """Where something could be said."""
        return np.asarray(self.status == OK)


def detect(
    detector: Detector,
    series: FloatArray,
    *,
    dates: list[str],
    interval: Interval,
    last: int,
) -> Detection:
    """Run one detector over counts of shape (periods, lines), and test the last periods."""
    match detector:
        case Farrington(settings=settings):
            return farrington_flexible(
                series, settings, dates=dates, interval=interval, test_last=last
            )
        case Ears():
            found = ears(
                series,
                method=detector.method,
                baseline=detector.baseline,
                alpha=detector.alpha,
                minimum_sigma=detector.minimum_sigma,
                test_last=last,
            )
            return replace(found, p_value=_at_least_by_chance(found, detector.baseline))
        case Cusum():
            first = max(0, len(series) - last - detector.training)
            return cusum(
                series[first:],
                test_last=min(last, len(series) - 1),
                reference_value=detector.reference_value,
                decision_interval=detector.decision_interval,
                standardisation=detector.standardisation,
                minimum_cases=detector.minimum_cases,
            )
    raise AssertionError(detector)


def _at_least_by_chance(found: Detection, baseline: int) -> FloatArray:
    """Return the p-values of EARS, none smaller than counts as few as these allow.

    EARS takes counts as normal, which makes five where one is usual a wonder. The cases of the
    baseline leave its mean uncertain (a gamma distribution, by Jeffreys' prior), so that the next
    count has a negative binomial one.
    """
    shape = found.expected * baseline + 0.5
    at_least = special.betainc(
        np.maximum(found.counts, 1e-9), shape, 1 / (baseline + 1)
    )  # P(X >= count)
    by_chance = np.where(found.counts > 0, at_least, 1.0)
    return np.asarray(np.fmax(found.p_value, by_chance))


def run_tests(rule: WarningRule, series: Series, last: int) -> Tested:
    """Test the last periods of every series; where the detector lacks history, by the other one."""
    found = detect(
        rule.detector, series.counts, dates=series.dates, interval=rule.interval, last=last
    )
    method = np.full(found.alarm.shape, found.method, dtype=object)
    parts = {
        name: np.array(getattr(found, name))
        for name in ("expected", "upper", "p_value", "alarm", "status", "reason")
    }
    if rule.short_history is not None and len(series.starts) > 1:
        other = detect(
            rule.short_history,
            series.counts,
            dates=series.dates,
            interval=rule.interval,
            last=last,
        )
        instead = (found.status != OK) & (other.status == OK)
        for name, values in parts.items():
            replaced = np.where(instead, getattr(other, name), values)
            parts[name] = replaced
        method = np.where(instead, other.method, method)
    return Tested(**parts, method=method)


def find_counts(rule: WarningRule, casebook: Casebook, on: date) -> Finding:
    """Return the series of a rule whose count is out of the usual on a day."""
    series = count_series(rule, casebook, on)
    if series is None or not series.lines:
        return Finding(rule.name, cannot_say=("There is no whole period to test yet.",))
    last = min(rule.looks_back + LONGEST_RUN, len(series.starts) - 1)
    if last < rule.looks_back:
        return Finding(rule.name, cannot_say=("The history is too short: one period only.",))
    tested = run_tests(rule, series, last)
    newest = slice(last - rule.looks_back, last)
    rare = is_signal(rule, tested, newest)
    signals = [
        _signal(rule, casebook, series, tested, line, int(period), on)
        for line in range(len(series.lines))
        for period in _last_of_runs(rare[:, line])
    ]
    reasons = _reasons(series, tested, last)
    return Finding(
        rule.name, tuple(signals), reasons, int(tested.is_ok[-1].sum()) if last else 0
    )


def is_signal(rule: WarningRule, tested: Tested, newest: slice) -> BoolArray:
    """Return where, in the newest periods, an alarm is rare enough after all that was tested."""
    p = tested.p_value[newest]
    alarm = tested.alarm[newest] & tested.is_ok[newest]
    tests = np.maximum(tested.is_ok[newest].sum(axis=1, keepdims=True), 1)
    discovered = np.ones(p.shape, dtype=bool)
    has_p = ~np.isnan(p)
    if has_p.any():
        found = false_discovery(p[has_p], rate=rule.false_discovery_rate)
        discovered[has_p] = found.is_discovery
    with np.errstate(invalid="ignore"):
        any_of_them = 1 - (1 - np.clip(p, 1e-9, 1)) ** tests
        is_rare = DAYS[rule.interval] / any_of_them >= rule.alarm_once_in_days
    return np.asarray(alarm & discovered & (is_rare | ~has_p))


def _last_of_runs(is_signal: BoolArray) -> Iterator[int]:
    """Yield the last period of each run of signals, counted back from the newest: -1, -2, ..."""
    n = len(is_signal)
    for position in np.flatnonzero(is_signal):
        if position + 1 == n or not is_signal[position + 1]:
            yield int(position) - n


def _signal(
    rule: WarningRule,
    casebook: Casebook,
    series: Series,
    tested: Tested,
    line: int,
    period: int,
    on: date,
) -> Signal:
    alarm = tested.alarm[: len(tested.alarm) + period + 1, line]
    quiet = np.flatnonzero(~alarm)
    run = len(alarm) - 1 - int(quiet[-1]) if len(quiet) else len(alarm)
    end = len(series.starts) + period
    first = end - run + 1
    tests = int(tested.is_ok[period].sum())
    within = slice(len(tested.alarm) + period - run + 1, len(tested.alarm) + period + 1)
    expected = float(np.nansum(tested.expected[within, line]))
    p_value = float(tested.p_value[period, line])
    rarity = rule.alarm_once_in_days
    if not np.isnan(p_value):
        rarity = once_in_days(p_value, days=DAYS[rule.interval], tests=tests)
    cases = series.cases.filter(pl.col("line") == line)
    inside = cases.filter(pl.col("period").is_between(first, end))
    before = cases.filter(
        pl.col("period").is_between(first - USUAL_PERIODS[rule.interval], first - 1)
    )
    what = series.lines[line]
    return make_signal(
        rule,
        SignalKind.COUNT,
        on=on,
        first_day=series.starts[first],
        last_day=series.ends[end],
        areas=(what.area,),
        observed=float(np.nansum(series.known[first : end + 1, line])),
        expected=expected,
        upper=float(tested.upper[period, line]),
        once_in_days=rarity,
        subject=f"{rule.subject}: {what.value}" if what.value else "",
        explanation=explain(inside, before, expected, rule.attributes),
        cases=inside,
        method=str(tested.method[period, line]),
        fingerprint=casebook.fingerprint(rule.watches.table),
        course=_course(rule, series, tested, line, series.starts[first], series.ends[end]),
    )


def _course(
    rule: WarningRule,
    series: Series,
    tested: Tested,
    line: int,
    first_day: date,
    last_day: date,
) -> tuple[Stretch, ...]:
    """Return the latest periods of a series, with what was expected in each of them."""
    shown = min(SHOWN[rule.interval], len(series.starts) - 1)
    one = replace(series, counts=series.counts[:, [line]], lines=(series.lines[line],))
    alone, column = tested, line
    if not isinstance(rule.detector, Cusum):  # its training ends where its test begins
        alone, column = run_tests(rule, one, shown), 0
    newest = min(shown, len(alone.expected))
    missing = np.full(shown - newest, np.nan)
    bounds = [
        np.concatenate([missing, np.where(alone.is_ok, values, np.nan)[-newest:, column]])
        for values in (alone.expected, alone.upper)
    ]
    return course_of_periods(
        series.starts[-shown:],
        series.ends[-shown:],
        series.known[-shown:, line],
        estimated=series.counts[-shown:, line],
        is_late=series.late[-shown:, line],
        expected=bounds[0],
        upper=bounds[1],
        first_day=first_day,
        last_day=last_day,
    )


def _reasons(series: Series, tested: Tested, last: int) -> tuple[str, ...]:
    """Return why nothing can be said of the newest period, and for how many series if not all."""
    reasons = tested.reason[-1][~tested.is_ok[-1]]
    found = []
    for reason in sorted(set(reasons.tolist())):
        count = int((reasons == reason).sum())
        all_of_them = count == len(series.lines)
        found.append(reason if all_of_them else f"{reason} ({count} of {len(series.lines)})")
    return tuple(found)


def find_rare(rule: WarningRule, casebook: Casebook, on: date) -> Finding:
    """Return the areas where the latest rare events came too close together."""
    assert isinstance(rule.detector, DaysBetween)
    partnership = casebook.inputs.places.partnership
    cases = select(rule, casebook.known_on(rule.watches.table, known_by(rule, casebook, on)))
    areas = [
        area
        for kind in rule.areas
        for area in (
            [(partnership.code, kind)]
            if kind is AreaKind.PARTNERSHIP
            else [(district.code, kind) for district in partnership.districts]
        )
    ]
    signals: list[Signal] = []
    reasons: set[str] = set()
    tested = 0
    for code, kind in areas:
        here = cases if kind is AreaKind.PARTNERSHIP else cases.filter(district=code)
        here = here.sort("day", "record")
        found = days_between(
            here["day"].to_numpy().astype("datetime64[D]"),
            recent_gaps=rule.detector.recent_gaps,
            minimum_history=rule.detector.minimum_history,
            alpha=0.05,
        )
        if not len(found.dates) or found.status[-1] != OK:
            reasons.add(str(found.reason[-1]) if len(found.dates) else "There are no events.")
            continue
        tested += 1
        last_day = found.dates[-1].astype(date)
        if on - last_day > timedelta(days=RECENT_DAYS):
            continue
        gaps = rule.detector.recent_gaps
        usual = float(found.usual_days[-1]) / gaps
        rarity = once_in_days(float(found.p_value[-1]), days=usual, tests=len(areas))
        if rarity < rule.alarm_once_in_days:
            continue
        recent = here.tail(gaps + 1)
        expected = float(found.recent_days[-1]) / usual
        signals.append(
            make_signal(
                rule,
                SignalKind.RARE,
                on=on,
                first_day=recent["day"][0],
                last_day=last_day,
                areas=(code,),
                observed=len(recent),
                expected=expected,
                once_in_days=rarity,
                explanation=explain(recent, here.head(-gaps - 1), expected, rule.attributes),
                cases=recent,
                method=found.method,
                fingerprint=casebook.fingerprint(rule.watches.table),
                course=course_of_events(
                    here["day"].to_list(),
                    first_day=recent["day"][0],
                    last_day=last_day,
                    usual_gap=usual,
                ),
            )
        )
    return Finding(rule.name, tuple(signals), tuple(sorted(reasons)), tested)
