"""What stands beside a chart that a person rebased, or that seems to have moved to a new level."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fingerpost.evidence import statistics
from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.disclosure import Release, ReleasedTable, require_release
from fingerpost.evidence.measures.estimates import Status
from fingerpost.evidence.publication.content import Facts
from fingerpost.evidence.publication.findings import (
    Series,
    areas_of,
    expected_range,
    is_shown,
    series,
)
from fingerpost.evidence.publication.wording import day, digits_of, number, with_sign

NEAR = 2  # months: other charts that step so close by are named as evidence


@dataclass(frozen=True)
class Suggestion:
    """A step change that the points of one chart speak for. It changes nothing."""

    measure: str
    title: str
    area: str
    area_name: str
    period: str  # code of the first month of the new level
    step: statistics.StepChange
    words: str
    also: tuple[str, ...]  # other charts that step within two months of it


def has_limits(found: Series, position: int) -> bool:
    """Tell whether a point has a range expected."""
    return not math.isnan(float(found.chart.lower[position]))


def lines_before(found: Series, table: ReleasedTable, position: int) -> str:
    """Return the lines at a point: ``average 150, range expected 120 to 180``."""
    if not has_limits(found, position):
        return "no range, since the months were too few"
    average = number(float(found.chart.centre[position]), digits_of(table.measure))
    return f"average {average}, range expected {expected_range(found, table.measure, position)}"


def rebase_facts(table: ReleasedTable, found: Iterable[Series]) -> Facts | None:
    """Return who rebased the charts of a table, when and why, with the old lines; None if nobody."""
    rows = []
    for each in found:
        for position, decision in zip(each.chart.rebase, each.rebases, strict=True):
            rows.append(
                (
                    f"Rebased from {Period.parse(decision.period).label}",
                    (
                        f"{each.area_name}: {decision.reason.rstrip('.')}. Decided by "
                        f"{decision.by} on {day(decision.decided_at)}. Before: "
                        f"{lines_before(each, table, position - 1)}."
                    ),
                )
            )
    return Facts(tuple(rows)) if rows else None


def suggested_step(table: ReleasedTable, found: Series) -> statistics.StepChange:
    """Return the step change since the last rebase; months that still change are left out."""
    values = np.array(
        [
            row["value"] if is_shown(row) and row["status"] == Status.OK else math.nan
            for row in found.rows
        ],
        dtype=float,
    )
    return statistics.suggest_step_change(
        values, begin=found.chart.rebase[-1] if found.chart.rebase else 0
    )


def suggestion_words(table: ReleasedTable, found: Series, step: statistics.StepChange) -> str:
    """Return the evidence for a suggested step in sentences."""
    assert step.position is not None
    first = Period.parse(found.rows[step.position]["period"]).label
    measure, digits = table.measure, digits_of(table.measure)
    low, high = sorted((abs(step.lower), abs(step.upper)))
    way = "higher" if step.size > 0 else "lower"
    chance = "1 in 1,000" if step.p_value < 0.001 else "1 in 100"
    more = (
        f" New limits would need {step.points_needed} more months."
        if step.points_needed
        else ""
    )
    return (
        f"From {first} on the level seems {way}: {with_sign(step.since, measure)} on average, "
        f"against {with_sign(step.before, measure)} before, {number(abs(step.size), digits)} {way} "
        f"({number(low, digits)} to {number(high, digits)}); the last {step.run} months lie on the "
        f"new side. Chance alone would make so clear a step in fewer than {chance} charts.{more} Nothing changes "
        "until a person rebases the chart, with a reason."
    )


def suggestions(release: Release) -> tuple[Suggestion, ...]:
    """Return every step change that the charts of a release speak for, the clearest first."""
    require_release(release)
    found: list[tuple[ReleasedTable, Series, statistics.StepChange]] = []
    for table in release.tables:
        if table.grid.period is not PeriodKind.MONTH or table.grid.breakdown is not None:
            continue
        for area, kind in areas_of(table):
            if kind == AreaKind.NOWHERE:
                continue
            each = series(table, area)
            step = suggested_step(table, each) if each is not None else None
            if each is not None and step is not None and step.status == "suggested":
                found.append((table, each, step))
    made = []
    for table, each, step in found:
        at = _month(each, step)
        made.append(
            Suggestion(
                measure=table.measure.name,
                title=table.measure.title,
                area=each.area,
                area_name=each.area_name,
                period=at.code,
                step=step,
                words=suggestion_words(table, each, step),
                also=tuple(
                    f"{t.measure.title}, {e.area_name}, from {_month(e, s).label}"
                    for t, e, s in found
                    if (t.measure.name, e.area) != (table.measure.name, each.area)
                    and abs(_months(_month(e, s)) - _months(at)) <= NEAR
                ),
            )
        )
    return tuple(sorted(made, key=lambda one: (one.step.p_value, one.measure, one.area)))


def suggestion_facts(table: ReleasedTable, found: Iterable[Series]) -> Facts | None:
    """Return the suggested steps of the charts of a table; None if there are none."""
    rows = []
    for each in found:
        step = suggested_step(table, each)
        if step.status == "suggested":
            rows.append(
                (
                    "A step is suggested",
                    f"{each.area_name}: {suggestion_words(table, each, step)}",
                )
            )
    return Facts(tuple(rows)) if rows else None


def steps_in_words(found: Series, table: ReleasedTable) -> str:
    """Return the steps of a chart for who cannot see them; nothing if it has none."""
    return " ".join(
        f"A line marks {Period.parse(decision.period).label}, from which the chart was rebased "
        f"(before: {lines_before(found, table, position - 1)})."
        for position, decision in zip(found.chart.rebase, found.rebases, strict=True)
    )


def _month(found: Series, step: statistics.StepChange) -> Period:
    assert step.position is not None
    return Period.parse(found.rows[step.position]["period"])


def _months(period: Period) -> int:
    return period.start.year * 12 + period.start.month
