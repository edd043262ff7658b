"""Findings: sentences with their numbers, made by rules that anybody can read.

They are made from a Release, after protection, so a sentence can never say what a table hides.

The rules, in the order in which a board would ask:

1. *Is it changing?* Twelve or more months in a row go on a control chart. The latest month is
   outside the range expected, part of a run, or neither. Where a person rebased the chart, the
   range is that of the months since.
2. *Is it different from a year ago?* The latest twelve months against the twelve before, as a
   percentage (of a percentage, as points) with its interval. An interval that holds no change is
   "no clear change".
3. *Is it different from England?* If England's figure lies outside the area's interval, by the
   rule of the official profiles (`statistics.compare_with_benchmark`).
4. *Is it shared out evenly?* The most against the least deprived fifth, as a ratio.

Activity is never good or bad news: its sentences say that it counts what partners did. What is
more than two years old is never news: it comes after all that is newer, whatever it says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np

from fingerpost.evidence import statistics
from fingerpost.evidence.core.areas import ENGLAND, AreaKind
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.core.rebases import RebaseDecision
from fingerpost.evidence.disclosure import Release, ReleasedTable, require_release
from fingerpost.evidence.measures.declaration import Better, Kind, Measure
from fingerpost.evidence.measures.estimates import Status
from fingerpost.evidence.measures.intervals import has_repeats
from fingerpost.evidence.publication.wording import (
    age_in_months,
    interval_words,
    lower_first,
    number,
    percent_change,
    point_change,
    stretches,
    with_unit,
)

Row = dict[str, Any]
Sign = Literal["change", "difference", "no_change", "cannot_say"]
GAP_THAT_ENDS_A_SERIES = 12  # months
MONTHS_FOR_A_RANGE = 12
EARLIER = {1: "the year before", 3: "the three years before"}
OLD = 24  # months; an older finding comes after all that is newer
WEIGHT_OF_OLD = 2.2  # above "cannot say", below everything recent that can be said
ACTIVITY_WORDS = "This counts activity: more of it is not less harm."


@dataclass(frozen=True)
class Finding:
    """One sentence with its numbers."""

    sentence: str
    measure: str
    kind: Kind
    area: str
    period: str
    sign: Sign
    weight: float  # a larger one comes first
    between: str = ""  # what differs from what, for a difference: "England and Fenland"

    @property
    def end(self) -> date:
        """The last day that it speaks of."""
        return Period.parse(self.period).end


@dataclass(frozen=True)
class Series:
    """The latest unbroken stretch of a monthly measure in one area, with its chart."""

    area: str
    area_name: str
    rows: tuple[Row, ...]
    chart: statistics.ControlChart
    rebases: tuple[RebaseDecision, ...] = ()  # one for each step of the chart

    @property
    def latest(self) -> Row:
        """The last row that may be judged: newer ones are still changing."""
        return settled(self.rows)[-1]

    @property
    def position(self) -> int:
        """Where the latest row stands."""
        return len(settled(self.rows)) - 1


def is_shown(row: Row) -> bool:
    """Tell whether a row has a number to show."""
    return row["value"] is not None and row["status"] in (Status.OK, Status.PROVISIONAL)


def settled(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows without the last ones that are provisional; all of them if every one is.

    Late records come in for the newest periods. To judge those would take lateness for change.
    """
    last = len(rows)
    while last and rows[last - 1]["status"] == Status.PROVISIONAL:
        last -= 1
    return rows[:last] or rows


def followed_up(rows: Sequence[Row], measure: Measure) -> Sequence[Row]:
    """Return rows without the last ones whose follow-up is not over; all if none can be judged."""
    last = len(rows)
    if measure.follow_up_months:
        while last and rows[last - 1]["status"] == Status.CANNOT_SAY:
            last -= 1
    return rows[:last] or rows


def rows_of(table: ReleasedTable, **where: Any) -> list[Row]:
    """Return a table's rows with these values, in order of period."""
    found = [
        row
        for row in table.frame.iter_rows(named=True)
        if all(row[name] == value for name, value in where.items())
    ]
    return sorted(found, key=lambda row: (row["period_start"], row["category"] or ""))


def series(table: ReleasedTable, area: str) -> Series | None:
    """Return the latest stretch of months of one area: from the last long gap on.

    Its chart has a step wherever a person decided so; a decision about a month that is not in the
    stretch changes nothing.
    """
    rows = [row for row in rows_of(table, area=area) if row["category"] is None]
    if not rows:
        return None
    start = 0
    for position in range(1, len(rows)):
        before, after = rows[position - 1]["period_start"], rows[position]["period_start"]
        if (
            after.year - before.year
        ) * 12 + after.month - before.month > GAP_THAT_ENDS_A_SERIES:
            start = position
    rows = rows[start:]
    judged = len(settled(rows))
    values = np.array(
        [
            row["value"] if is_shown(row) and place < judged else math.nan
            for place, row in enumerate(rows)
        ],
        dtype=float,
    )
    steps = _steps(table, area, rows)
    chart = statistics.control_chart(
        values,
        better=str(table.measure.better),  # type: ignore[arg-type]
        rebase=tuple(steps),
    )
    return Series(area, rows[0]["area_name"], tuple(rows), chart, tuple(steps.values()))


def _steps(table: ReleasedTable, area: str, rows: list[Row]) -> dict[int, RebaseDecision]:
    """Return the rebases of a chart by the position of the first month of each new level."""
    steps: dict[int, RebaseDecision] = {}
    for decision in table.rebases:
        start = Period.parse(decision.period).start
        if (
            decision.area == area
            and rows[0]["period_start"] < start <= rows[-1]["period_start"]
        ):
            first = next(i for i, row in enumerate(rows) if row["period_start"] >= start)
            steps[first] = decision
    return dict(sorted(steps.items()))


def expected_range(found: Series, measure: Measure, position: int = -1) -> str:
    """Return the range expected of a point, in words: rounded outwards, never below zero."""
    digits = 0 if measure.statistic == "count" else 1
    scale = 10**digits
    lower = max(0.0, math.floor(found.chart.lower[position] * scale) / scale)
    upper = math.ceil(found.chart.upper[position] * scale) / scale
    if measure.unit == "%":
        upper = min(100.0, upper)
    return f"{number(lower, digits)} to {number(upper, digits)}"


def why_no_range(found: Series) -> str:
    """Return why a series has no range expected, in words for people."""
    months = found.chart.points
    if months < MONTHS_FOR_A_RANGE:
        there_are = "there is 1" if months == 1 else f"there are {months}"
        return (
            f"that takes at least {MONTHS_FOR_A_RANGE} months, and {there_are}{since(found)}."
        )
    return "the months vary too little, or have too many gaps, to say what is expected."


def since(found: Series) -> str:
    """Return since when the latest lines hold; nothing if the chart was never rebased."""
    if not found.rebases:
        return ""
    return f" since {Period.parse(found.rebases[-1].period).label}, when the chart was rebased"


def months_with_a_sign(found: Series, first: int = 0) -> str:
    """Return the months whose points are marked, as stretches of time; empty if there are none."""
    marked = [
        row["period"]
        for row, cause in zip(
            found.rows[first:], found.chart.special_cause[first:], strict=True
        )
        if str(cause)
    ]
    return stretches(marked)


def trend_finding(table: ReleasedTable, area: str) -> Finding | None:
    """Return what rule 1 says: whether it is changing."""
    measure = table.measure
    found = series(table, area)
    if found is None:
        return None
    latest = found.latest
    period = Period.parse(latest["period"])
    unit = "%" if measure.unit == "%" else ""
    digits = 0 if measure.statistic == "count" else 1
    start = _about(measure, found.area_name)
    if not is_shown(latest):
        shown = [row for row in found.rows if is_shown(row)]
        if latest["symbol"] == "[c]":
            text = f"{start}: the number for {period.label} is too small to show."
        elif shown:
            last = shown[-1]
            text = (
                f"{start}: {number(last['value'], digits)}{unit} in "
                f"{Period.parse(last['period']).label}, the latest that can be judged. For "
                f"{period.label}, {lower_first(latest['note'])}"
            )
        else:
            text = f"{start}: {latest['note']}"
        return _finding(text, table, area, latest, "cannot_say", 1.0)
    said = f"{start}: {number(latest['value'], digits)}{unit} in {period.label}"
    if found.chart.status == statistics.CANNOT_SAY:
        text = f"{said}. Cannot say whether it is changing: {why_no_range(found)}"
        return _finding(text, table, area, latest, "cannot_say", 1.0)
    last_months = "the last" if not found.rebases else "the"
    expected = (
        f"the range expected from {last_months} {found.chart.points} months{since(found)} "
        f"({expected_range(found, measure)})"
    )
    cause = str(found.chart.special_cause[found.position])
    if not cause:
        earlier = months_with_a_sign(found, found.chart.rebase[-1] if found.rebases else 0)
        told = f" now, though earlier months show one: {earlier}" if earlier else ""
        text = f"{said}, within {expected}; no sign of change{told}."
        weight = {Kind.OUTCOME: 4.0, Kind.ACTIVITY: 3.0}.get(measure.kind, 2.0)
        return _finding(text, table, area, latest, "no_change", weight)
    outside = "upper process limit" in cause and cause.startswith("above")
    below = "lower process limit" in cause and cause.startswith("below")
    average = number(found.chart.centre[-1], max(digits, 0))
    words = {
        "above the mean": f"it has been above the average of {average} for 7 months or more",
        "below the mean": f"it has been below the average of {average} for 7 months or more",
        "rising": "it has risen for 7 months in a row or more",
        "falling": "it has fallen for 7 months in a row or more",
        "near the upper": f"2 of the last 3 months are close to the top of {expected}",
        "near the lower": f"2 of the last 3 months are close to the bottom of {expected}",
    }
    if outside:
        text = f"{said}, above {expected}: a sign of change."
    elif below:
        text = f"{said}, below {expected}: a sign of change."
    else:
        why = next((meaning for key, meaning in words.items() if key in cause), cause)
        text = f"{said}. A sign of change: {why}."
    weight = 9.0 if measure.kind is Kind.OUTCOME else 6.0
    return _finding(text, table, area, latest, "change", weight)


def year_finding(table: ReleasedTable, area: str) -> Finding | None:
    """Return what rule 2 says: whether it differs from the same period before."""
    rows = [row for row in rows_of(table, area=area) if row["category"] is None]
    rows = list(followed_up(settled(rows), table.measure))
    if not rows:
        return None
    latest = rows[-1]
    measure, period = table.measure, Period.parse(latest["period"])
    said = _about(measure, latest["area_name"])
    if not is_shown(latest):
        why = (
            "the number is too small to show." if latest["symbol"] == "[c]" else latest["note"]
        )
        return _finding(
            f"{said}, {period.label}: {why}", table, area, latest, "cannot_say", 1.0
        )
    value = with_unit(latest["value"], measure)
    interval = interval_words(latest, measure)
    start = f"{said}: {' '.join(filter(None, (value, interval)))} in {spoken(period)}"
    steps = 3 if period.kind is PeriodKind.THREE_YEARS else 1
    earlier = period.shift(-3) if steps == 3 else period.year_before()
    before = next((row for row in rows if row["period"] == earlier.code), None)
    if before is None or not is_shown(before):
        text = f"{start}. Cannot say whether it changed: {spoken(earlier)} is not landed."
        return _finding(text, table, area, latest, "cannot_say", 1.5)
    if measure.statistic in ("proportion", "unmet", "estimate") or has_repeats(measure):
        apart = statistics.difference(
            _interval_of(latest, measure), _interval_of(before, measure)
        )
        if apart.status[0] != statistics.OK:
            return _finding(
                f"{start}. {apart.reason[0]}", table, area, latest, "cannot_say", 1.0
            )
        low, high = float(apart.lower[0]), float(apart.upper[0])
        unit = "points" if measure.unit.startswith("%") else measure.unit
        words = point_change(float(apart.value[0]), low, high, unit)
        told = f"{with_unit(before['value'], measure)} {EARLIER[steps]}"
        if low < 0 < high:
            text = f"{start}, and {told}: no clear change ({words})."
            return _finding(text, table, area, latest, "no_change", 2.5)
        weight = 7.5 if measure.kind is Kind.OUTCOME else 5.0
        return _finding(f"{start}, and {told}: {words}.", table, area, latest, "change", weight)
    change = statistics.percentage_change(
        [before["numerator"]],
        [latest["numerator"]],
        before_exposure=[before["denominator"] or 1.0],
        after_exposure=[latest["denominator"] or 1.0],
    )
    if change.status[0] != statistics.OK:
        return _finding(f"{start}. {change.reason[0]}", table, area, latest, "cannot_say", 1.0)
    low, high = float(change.lower[0]), float(change.upper[0])
    against = f"on {EARLIER[steps]}"
    words = percent_change(float(change.value[0]), low, high)
    is_clear = low > 0 or high < 0
    if not is_clear:
        return _finding(
            f"{start}; no clear change {against} ({words}).",
            table,
            area,
            latest,
            "no_change",
            2.5,
        )
    weight = 8.0 if measure.kind is Kind.OUTCOME else 5.0
    return _finding(f"{start}; {words} {against}.", table, area, latest, "change", weight)


def same_month_a_year_before(table: ReleasedTable, area: str) -> str:
    """Return how the latest month compares with the same month a year before, as a sentence."""
    found = series(table, area)
    if found is None or table.measure.statistic != "count" or not is_shown(found.latest):
        return ""
    latest = found.latest
    earlier = Period.parse(latest["period"]).year_before()
    before = next((row for row in found.rows if row["period"] == earlier.code), None)
    if before is None or not is_shown(before):
        return f"{earlier.label} is not landed, so it cannot be compared with a year before."
    change = statistics.percentage_change([before["value"]], [latest["value"]])
    start = f"{earlier.label}, a year before: {number(before['value'])}"
    if change.status[0] != statistics.OK:
        return f"{start}. {change.reason[0]}"
    low, high = float(change.lower[0]), float(change.upper[0])
    words = percent_change(float(change.value[0]), low, high)
    if low < 0 < high:
        return f"{start}; no clear change ({words})."
    return f"{start}; {words}."


def england_finding(table: ReleasedTable, area: str) -> Finding | None:
    """Return what rule 3 says: whether it differs from England."""
    if area == ENGLAND.code:
        return None
    ours = [row for row in rows_of(table, area=area) if is_shown(row)]
    if not ours:
        return None
    latest = ours[-1]
    theirs = next(
        (r for r in rows_of(table, area=ENGLAND.code, period=latest["period"]) if is_shown(r)),
        None,
    )
    if theirs is None or latest["lower"] is None:
        return None
    measure, period = table.measure, Period.parse(latest["period"])
    value = theirs["value"]
    better = measure.better if measure.kind is Kind.OUTCOME else Better.NEITHER
    estimate = _interval_of(latest, measure)
    where = str(statistics.compare_with_benchmark(estimate, [value], better="neither").word[0])
    word = str(
        statistics.compare_with_benchmark(
            estimate,
            [value],
            better=better.value,
        ).word[0]
    )
    joined = "to" if where == statistics.SIMILAR else "than"
    judged = ""
    if word != where:
        judged = f", which is {word}"
        if measure.statistic == "rate":
            judged += "; neither is adjusted for age"
    sign_of_unit = "%" if measure.unit == "%" else ""
    text = (
        f"{_about(measure, latest['area_name'])}: {with_unit(latest['value'], measure)} "
        f"{interval_words(latest, measure)} in {spoken(period)}, {where} {joined} England's "
        f"{number(value, 1)}{sign_of_unit}{judged}."
    )
    sign: Sign = "no_change" if where == statistics.SIMILAR else "difference"
    weight = (7.0 if measure.kind is Kind.OUTCOME else 2.2) + (0.5 if joined == "than" else 0.0)
    between = f"{latest['area_name']} and England"
    return _finding(text, table, area, latest, sign, weight, between)


def _interval_of(row: Row, measure: Measure) -> statistics.Interval:
    """Return a shown row as the statistics have it: its value with the interval beside it."""
    columns = (np.array([row[name]], dtype=float) for name in ("value", "lower", "upper"))
    value, lower, upper = columns
    return statistics.Interval(
        value,
        lower,
        upper,
        status=np.array([statistics.OK]),
        reason=np.array([""]),
        method=np.array([row["method"]]),
        version="as released",
        confidence=0.95,
        per=measure.per,
    )


def deprivation_finding(table: ReleasedTable) -> Finding | None:
    """Return what rule 4 says: whether poor and rich places share it evenly."""
    rows = [
        r for r in rows_of(table, area_kind=AreaKind.DEPRIVATION_QUINTILE.value) if is_shown(r)
    ]
    if not rows:
        return None
    last = rows[-1]["period"]
    by_area = {row["area"]: row for row in rows if row["period"] == last}
    most, least = by_area.get("quintile_1"), by_area.get("quintile_5")
    if most is None or least is None:
        return None
    ratio = statistics.rate_ratio(
        [most["numerator"]], [most["denominator"]], [least["numerator"]], [least["denominator"]]
    )
    if ratio.status[0] != statistics.OK:
        return None
    low, high = float(ratio.lower[0]), float(ratio.upper[0])
    is_clear = low > 1 or high < 1
    measure, period = table.measure, Period.parse(last)
    text = (
        f"{measure.subject}: {with_unit(most['value'], measure)} in places among England's most deprived "
        f"fifth in {spoken(period)}, {number(float(ratio.value[0]), 1)} times the "
        f"{number(least['value'], 1)} in places among its least deprived fifth "
        f"({number(low, 1)} to {number(high, 1)} times)."
    )
    weight = (5.5 if measure.kind is Kind.OUTCOME else 4.5) if is_clear else 2.0
    return _finding(
        text,
        table,
        "deprivation",
        most,
        "difference" if is_clear else "no_change",
        weight,
        "the most and the least deprived places",
    )


def findings_of(table: ReleasedTable) -> tuple[Finding, ...]:
    """Return every finding of one table, in the order of its areas."""
    if table.grid.breakdown is not None:
        return ()
    kinds = set(table.grid.areas)
    made: list[Finding | None] = []
    if AreaKind.DEPRIVATION_QUINTILE in kinds:
        made.append(deprivation_finding(table))
    elif AreaKind.LSOA_2021 in kinds:
        return ()
    else:
        for area, kind in areas_of(table):
            if kind in (AreaKind.NOWHERE, AreaKind.COUNTRY) and len(kinds) > 1:
                continue
            if table.grid.period is PeriodKind.MONTH:
                made.append(trend_finding(table, area))
                continue
            beside = england_finding(table, area) if AreaKind.COUNTRY in kinds else None
            made.append(beside)
            if beside is None or table.grid.period is not PeriodKind.THREE_YEARS:
                made.append(year_finding(table, area))
    return tuple(finding for finding in made if finding is not None)


def areas_of(table: ReleasedTable) -> list[tuple[str, str]]:
    """Return the code and kind of each area, the largest kind first."""
    order = [AreaKind.COUNTRY, AreaKind.POLICE_FORCE, AreaKind.PARTNERSHIP, AreaKind.DISTRICT]
    ranks = {str(kind): rank for rank, kind in enumerate(order)}
    found = table.frame.select("area", "area_kind").unique().iter_rows()
    return sorted(found, key=lambda pair: (ranks.get(pair[1], 9), pair[0]))


def findings_for(release: Release, measure: str) -> tuple[Finding, ...]:
    """Return every finding of a measure."""
    require_release(release)
    return tuple(
        finding
        for table in release.tables
        if table.measure.name == measure
        for finding in findings_of(table)
    )


def headline_findings(release: Release, n: int = 3) -> tuple[Finding, ...]:
    """Return the `n` findings that a board should see first.

    The heaviest first: signs of change in outcomes, outcomes that differ from England, signs of
    change in activity, inequality, then what did not change, outcomes before activity. What is
    more than two years old comes after all that. At most one for each measure, and the whole
    partnership before its districts where both weigh the same. At least one is about an outcome,
    if there is any.
    """
    require_release(release)
    as_of = release.provenance.as_of.date()
    every = [_aged(f, as_of) for table in release.tables for f in findings_of(table)]
    whole = {release.partnership.code, release.partnership.police_force.code}
    every.sort(key=lambda f: (-f.weight, f.area not in whole, f.measure, f.area))
    chosen: list[Finding] = []
    for finding in every:
        if finding.measure not in {other.measure for other in chosen}:
            chosen.append(finding)
    best = chosen[:n]
    if best and not any(finding.kind is Kind.OUTCOME for finding in best):
        outcome = next((f for f in chosen if f.kind is Kind.OUTCOME), None)
        if outcome is not None:
            best[-1] = outcome
    return tuple(best)


def is_old(finding: Finding, as_of: date) -> bool:
    """Tell whether a finding speaks of a time too long ago to be news."""
    return age_in_months(finding.end, as_of) > OLD


def _aged(finding: Finding, as_of: date) -> Finding:
    if not is_old(finding, as_of):
        return finding
    return replace(finding, weight=min(finding.weight, WEIGHT_OF_OLD))


def _finding(
    text: str,
    table: ReleasedTable,
    area: str,
    row: Row,
    sign: Sign,
    weight: float,
    between: str = "",
) -> Finding:
    measure = table.measure
    if measure.kind is Kind.CONTEXT:  # the wider picture never comes before our own
        weight = min(weight, 0.5)
    parts = [text.strip()]
    if row["status"] == Status.PROVISIONAL and row["note"]:
        parts.append(row["note"])
    if measure.kind is Kind.ACTIVITY:
        parts.append(ACTIVITY_WORDS)
    return Finding(
        " ".join(parts), measure.name, measure.kind, area, row["period"], sign, weight, between
    )


def _about(measure: Measure, area: str) -> str:
    """Return what and where, without saying a place twice."""
    return measure.subject if area in measure.subject else f"{measure.subject} in {area}"


def spoken(period: Period) -> str:
    """Return the period as it is said in a sentence: “the year to March 2025”, “2018 to 2020”."""
    has_article = period.label.startswith("year") or period.kind is PeriodKind.TERM
    return f"the {period.label}" if has_article else period.label
