"""How good is each rule in use: false alarms a year, what it finds, and how soon.

Rules that count are tried out by `evaluate_detector` on the series they watch, with everything that
lies between a detector's alarm and a signal: the other series tested on the same day, and how rare
a signal must be. Rules that look at single cases are tried out by adding cases to the records and
watching day by day, late reports included.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from fingerpost.evidence.early_warning.cases import DAYS_UNTIL_KNOWN, WATCHED, Casebook
from fingerpost.evidence.early_warning.counting import is_signal, run_tests
from fingerpost.evidence.early_warning.detection import Detection
from fingerpost.evidence.early_warning.evaluate import Evaluation, Outcome, evaluate_detector
from fingerpost.evidence.early_warning.outbreaks import SHAPES
from fingerpost.evidence.early_warning.rules import DAYS, Cusum, WarningRule
from fingerpost.evidence.early_warning.series import Series, count_series
from fingerpost.evidence.early_warning.tuning import Tuning, tune_threshold
from fingerpost.evidence.early_warning.watching import find
from fingerpost.evidence.statistics import proportion
from fingerpost.evidence.statistics.distributions import FloatArray

COUNTS = ("farrington", "ears", "cusum")
DAYS_IN_A_YEAR = 365.25
NEVER_LATER_THAN = 14  # days after the last added case


def signals_as_detection(rule: WarningRule, series: Series, tested: int) -> Detection:
    """Return the last periods of a rule's series with its signals as alarms.

    Parameters
    ----------
    rule : WarningRule
        One that counts.
    series : Series
    tested : int
        How many of the latest periods.
    """
    found = run_tests(rule, series, tested)
    alarm = np.vstack(
        [is_signal(rule, found, slice(at, at + 1)) for at in range(len(found.alarm))]
    )
    return Detection(
        counts=series.counts[-tested:].copy(),
        expected=found.expected,
        upper=found.upper,
        p_value=found.p_value,
        alarm=alarm,
        status=found.status,
        reason=found.reason,
        method=str(found.method[-1, 0]),
        version="1",
    )


def evaluate_rule(
    rule: WarningRule, casebook: Casebook, *, on: date, seed: int, years: float = 1.0
) -> Evaluation | None:
    """Add outbreaks to the series of a rule that counts, and see what it makes of them.

    Parameters
    ----------
    rule : WarningRule
    casebook : Casebook
        Of quiet years: every alarm in it counts as false.
    on : date
        The last day.
    seed : int
    years : float
        How many of the latest years are tested.

    Returns
    -------
    Evaluation or None
        None if the rule does not count, or has no series.
    """
    if rule.detector.kind not in COUNTS:
        return None
    series = count_series(rule, casebook, on)
    if series is None or not series.lines:
        return None
    per_year = DAYS_IN_A_YEAR / DAYS[rule.interval]
    tested = min(round(years * per_year), len(series.starts) - 1)

    def detector(counts: FloatArray) -> Detection:
        return signals_as_detection(rule, replace(series, counts=counts), tested)

    shapes = SHAPES[:2]
    return evaluate_detector(
        detector,
        series.counts,
        seed=seed,
        periods_per_year=per_year,
        shapes=shapes,
        sizes=(4.0, 8.0),
    )


RARITIES = (91.0, 182.0, 365.0, 730.0, 1826.0, 3652.0)  # days
DECISION_INTERVALS = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # standard deviations


def tune_rule(
    rule: WarningRule, casebook: Casebook, *, on: date, years: float
) -> Tuning | None:
    """Find the most sensitive threshold with which a rule that counts keeps to its budget.

    That is `alarm_once_in_days`; of a CUSUM, which has no p-value, it is `decision_interval`. A
    stretch of periods in alarm counts once, as a signal does.

    Parameters
    ----------
    rule : WarningRule
    casebook : Casebook
        Of quiet years: every alarm in it counts as false.
    on : date
        The last day.
    years : float
        How many of the latest years are tested.

    Returns
    -------
    Tuning or None
        None if the rule does not count, or has no series.
    """
    if rule.detector.kind not in COUNTS:
        return None
    series = count_series(rule, casebook, on)
    if series is None or not series.lines:
        return None
    per_year = DAYS_IN_A_YEAR / DAYS[rule.interval]
    tested = min(round(years * per_year), len(series.starts) - 1)

    if isinstance(rule.detector, Cusum):
        tested = max(1, min(tested, len(series.starts) - rule.detector.training))

    def detector(counts: FloatArray, threshold: float) -> Detection:
        stricter = with_threshold(rule, threshold)
        found = signals_as_detection(stricter, replace(series, counts=counts), tested)
        begins = found.alarm.copy()
        begins[1:] &= ~found.alarm[:-1]
        return replace(found, alarm=begins)

    return tune_threshold(
        detector,
        series.counts,
        thresholds=DECISION_INTERVALS if isinstance(rule.detector, Cusum) else RARITIES,
        budget_per_year=rule.budget_per_year,
        periods_per_year=per_year,
    )


def with_threshold(rule: WarningRule, threshold: float) -> WarningRule:
    """Return a rule with another threshold: its rarity, or the decision interval of a CUSUM."""
    if isinstance(rule.detector, Cusum):
        detector = rule.detector.model_copy(update={"decision_interval": threshold})
        return rule.model_copy(update={"detector": detector})
    return rule.model_copy(update={"alarm_once_in_days": threshold})


def try_cases(
    rule: WarningRule,
    casebook: Casebook,
    *,
    first: date,
    last: date,
    cases: int,
    days: int,
    times: int,
    seed: int,
) -> Outcome:
    """Add cases in one place within some days, watch day by day, and see whether it is found.

    Parameters
    ----------
    rule : WarningRule
        One that looks at single cases.
    casebook : Casebook
    first, last : date
        Between which the added cases begin.
    cases, days : int
        How many are added, and over how many days.
    times : int
        How many times over, each time elsewhere.
    seed : int

    Returns
    -------
    Outcome
        Delays are in days from the first added case.
    """
    rng = np.random.default_rng(seed)
    table = rule.watches.table
    places = casebook.places(table)
    frame = casebook.cases(table)
    pattern = frame.filter(
        *(pl.col(column).is_in(values) for column, values in rule.watches.where.items())
    )
    delays: list[int] = []
    shares: list[float] = []
    for number in range(times):
        place = places.row(int(rng.integers(len(places))), named=True)
        begin = first + timedelta(days=int(rng.integers((last - first).days)))
        drawn = pattern[rng.integers(0, len(pattern), cases)]
        when = np.sort(np.concatenate([[0], rng.integers(0, days, cases - 1)]))
        added = drawn.with_columns(
            day=pl.Series([begin + timedelta(days=int(day)) for day in when], dtype=pl.Date),
            area=pl.lit(place["area"]),
            district=pl.lit(place["district"]),
            record=pl.Series([f"added-{number}-{one}" for one in range(cases)]),
            wait=drawn["known_on"] - drawn["day"],
        )
        added = added.with_columns(known_on=_known_on(rule)).drop("wait")
        other = Casebook(casebook.inputs)
        other.keep(table, pl.concat([frame, added.select(frame.columns)]))
        found = _first_found(rule, other, added, begin, days)
        if found is not None:
            delays.append((found - begin).days)
            shares.append(added.filter(pl.col("day") < found).height / cases)
    sensitivity = proportion([len(delays)], [times])
    nan = float("nan")
    return Outcome(
        shape=f"{days} days, one place",
        size=float(cases),
        outbreaks=times,
        found=len(delays),
        sensitivity=float(sensitivity.value[0]),
        lower=float(sensitivity.lower[0]),
        upper=float(sensitivity.upper[0]),
        median_delay=float(np.median(delays)) if delays else nan,
        cases_before=float(np.median(shares)) if shares else nan,
        untested=0,
    )


def _known_on(rule: WarningRule) -> pl.Expr:
    """Return when an added case is known: with its month's file, or as late as another report."""
    usual = DAYS_UNTIL_KNOWN.get(WATCHED[rule.watches.table].source)
    if usual is None:
        return pl.col("day") + pl.col("wait")
    return pl.col("day").dt.month_end() + pl.duration(days=usual)


def _first_found(
    rule: WarningRule, casebook: Casebook, added: pl.DataFrame, begin: date, days: int
) -> date | None:
    """Return the first day on which a signal holds half of the added cases known, or None."""
    wanted = set(added["record"].to_list())
    looks = [begin + timedelta(days=number) for number in range(days + NEVER_LATER_THAN)]
    if rule.interval == "month":  # it sees something new only when a file has come
        looks = sorted(set(added["known_on"].to_list()))
    for day in looks:
        known = set(added.filter(pl.col("known_on") <= day)["record"].to_list())
        if len(known) < 2:
            continue
        for signal in find(rule, casebook, day).signals:
            if len(wanted & set(signal.case_ids)) * 2 >= len(known):
                return day
    return None
