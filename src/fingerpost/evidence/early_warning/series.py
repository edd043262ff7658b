"""Counts by area and period, as they were known on a day.

What came later is not counted. Where reports are late, the recent periods are raised to what they
will have once all is known, so that late data are not taken for a fall; a period that no landed
file covers has no count, which is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import add_months, last_day_of_month
from fingerpost.evidence.early_warning.cases import WATCHED, Casebook
from fingerpost.evidence.early_warning.nowcast import nowcast
from fingerpost.evidence.early_warning.reporting_delay import reporting_triangle
from fingerpost.evidence.early_warning.rules import Interval, WarningRule
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import OK, BoolArray

LONGEST_DELAY = 4  # weeks; later reports count as this late
NOWCAST_WEEKS = 52  # of which the delays are learnt
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """What one series counts: an area, and a value if the rule keeps values apart."""

    area: str
    kind: AreaKind
    value: str = ""


@dataclass(frozen=True, eq=False)
class Series:
    """Counts of every line of a rule.

    Attributes
    ----------
    lines : tuple of Line
    starts, ends : tuple of date
        Of the periods, both inside.
    counts : ndarray of float, shape (periods, lines)
        With what is still to come; NaN where no file covers the period.
    known : ndarray of float, shape (periods, lines)
        What was known on the day.
    late : ndarray of bool, shape (periods, lines)
        Where more is still to come.
    cases : polars.DataFrame
        The records counted, with `line` and `period`, their positions.
    """

    lines: tuple[Line, ...]
    starts: tuple[date, ...]
    ends: tuple[date, ...]
    counts: FloatArray
    known: FloatArray
    late: BoolArray
    cases: pl.DataFrame

    @cached_property
    def dates(self) -> list[str]:
        """First days, as the detectors read them."""
        return [day.isoformat() for day in self.starts]


def select(rule: WarningRule, cases: pl.DataFrame) -> pl.DataFrame:
    """Return the records that a rule counts."""
    for column, values in rule.watches.where.items():
        cases = cases.filter(pl.col(column).is_in(values))
    return cases


def last_whole_period(rule: WarningRule, casebook: Casebook, on: date) -> date | None:
    """Return the last day of the newest period that was over and known on a day."""
    covered = casebook.covered(rule.watches.table, on)
    if not covered:
        return None
    newest = min(on, max(period.end for period in covered))
    if rule.interval == "day":
        return newest
    if rule.interval == "week":
        return newest - timedelta(days=(newest.weekday() + 1) % 7)
    is_over = newest == last_day_of_month(newest)
    return newest if is_over else newest.replace(day=1) - timedelta(days=1)


def known_by(rule: WarningRule, casebook: Casebook, on: date) -> date:
    """Return the day from which on a rule sees what it sees on a given day.

    A rule of weeks looks once a week, when the week is over.
    """
    last = last_whole_period(rule, casebook, on)
    return last if rule.interval == "week" and last is not None else on


def count_series(rule: WarningRule, casebook: Casebook, on: date) -> Series | None:
    """Return the counts that a rule tests on a day, or None if there are none."""
    last = last_whole_period(rule, casebook, on)
    covered = casebook.covered(rule.watches.table, on)
    if last is None or last < covered[0].start:
        return None
    as_of = known_by(rule, casebook, on)
    starts, ends = _periods(rule.interval, covered[0].start, last)
    if not starts:
        return None
    cases = select(rule, casebook.known_on(rule.watches.table, as_of))
    cases = cases.filter(pl.col("day").is_between(starts[0], ends[-1]))
    edges = np.array(starts, dtype="datetime64[D]")
    days = cases["day"].to_numpy().astype("datetime64[D]")
    cases = cases.with_columns(period=pl.Series(np.searchsorted(edges, days, "right") - 1))
    months = {month.start for period in covered for month in period.months()}
    has_file = np.array(
        [
            start.replace(day=1) in months and end.replace(day=1) in months
            for start, end in zip(starts, ends, strict=True)
        ]
    )
    lines = _lines(rule, casebook, cases)
    known = np.zeros((len(starts), len(lines)))
    counts = np.zeros_like(known)
    late = np.zeros(known.shape, dtype=bool)
    is_delayed = WATCHED[rule.watches.table].is_delayed and rule.interval == "week"
    parts = []
    for number, line in enumerate(lines):
        here = of_line(rule, line, cases).with_columns(line=pl.lit(number))
        parts.append(here)
        known[:, number] = np.bincount(here["period"].to_numpy(), minlength=len(starts))
        counts[:, number] = known[:, number]
        if is_delayed:
            found = _with_what_is_to_come(here, known[:, number], as_of)
            counts[:, number], late[:, number] = found
    counts[~has_file] = known[~has_file] = np.nan
    every = pl.concat(parts) if parts else cases
    return Series(lines, starts, ends, counts, known, late, every)


def of_line(rule: WarningRule, line: Line, cases: pl.DataFrame) -> pl.DataFrame:
    """Return the records of one series."""
    if line.kind is AreaKind.DISTRICT:
        cases = cases.filter(pl.col("district") == line.area)
    if line.value:
        cases = cases.filter(pl.col(rule.watches.split) == line.value)
    return cases


def _lines(rule: WarningRule, casebook: Casebook, cases: pl.DataFrame) -> tuple[Line, ...]:
    partnership = casebook.inputs.places.partnership
    areas: list[tuple[str, AreaKind]] = []
    for kind in rule.areas:
        if kind is AreaKind.PARTNERSHIP:
            areas.append((partnership.code, kind))
        elif cases["district"].is_not_null().any():
            areas += [(district.code, kind) for district in partnership.districts]
    values = [""]
    if rule.watches.split:
        values = cases[rule.watches.split].drop_nulls().unique().sort().to_list()
    return tuple(Line(area, kind, value) for area, kind in areas for value in values)


def _periods(
    interval: Interval, first: date, last: date
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the first and last days of the whole periods between two days."""
    starts: list[date] = []
    if interval == "month":
        day = first if first.day == 1 else add_months(first, 1)
        while last_day_of_month(day) <= last:
            starts.append(day)
            day = add_months(day, 1)
        return tuple(starts), tuple(last_day_of_month(day) for day in starts)
    step = WEEK if interval == "week" else timedelta(days=1)
    day = last + timedelta(days=1) - step
    while day >= first:
        starts.append(day)
        day -= step
    starts.reverse()
    return tuple(starts), tuple(day + step - timedelta(days=1) for day in starts)


def _with_what_is_to_come(
    cases: pl.DataFrame, known: FloatArray, as_of: date
) -> tuple[FloatArray, BoolArray]:
    """Return weekly counts with late reports added, where the delays are known well enough.

    And where more is to come.
    """
    weeks = min(len(known), NOWCAST_WEEKS)
    late = np.zeros(len(known), dtype=bool)
    if weeks <= LONGEST_DELAY + 8:
        return known, late
    triangle = reporting_triangle(
        cases["day"].to_numpy(),
        cases["known_on"].to_numpy(),
        as_of=as_of,
        periods=weeks,
        maximum_delay=LONGEST_DELAY,
    )
    found = nowcast(triangle, seed=0)
    usable = (found.status == OK) & found.is_late
    counts = known.copy()
    counts[-weeks:][usable] = found.value[usable]
    late[-weeks:] = found.is_late
    return counts, late
