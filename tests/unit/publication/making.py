"""Small releases for tests: tables of our own making, protected by the real `protect`."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl

from fingerpost.evidence.core.areas import Area, AreaKind, Partnership
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.core.provenance import Provenance, SourceSummary
from fingerpost.evidence.disclosure import protect
from fingerpost.evidence.measures.compute import with_intervals
from fingerpost.evidence.measures.declaration import (
    Better,
    Count,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Population,
)
from fingerpost.evidence.measures.estimates import SCHEMA, Result

FORCE = Area("E23000099", "Fenmark police force area", AreaKind.POLICE_FORCE)
NORTH = Area("E07000098", "North Fenmark", AreaKind.DISTRICT)
SOUTH = Area("E07000099", "South Fenmark", AreaKind.DISTRICT)
PARTNERSHIP = Partnership("E47000099", "Fenmark", (NORTH, SOUTH), FORCE, "Fenmark Police")
ENGLAND = Area("E92000001", "England", AreaKind.COUNTRY)
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


def measure(**changes):
    facts = {
        "name": "made_up",
        "title": "Made-up events",
        "outcome": Outcome.CRIME,
        "level": Level.LOCAL,
        "kind": Kind.OUTCOME,
        "what_is_counted": "events",
        "statistic": "count",
        "unit": "events",
        "better": Better.LOWER,
        "sources": ("police_street",),
        "agency": "nobody",
        "why_it_matters": "it is a test",
        "owner": "Nobody",
        "next_review": date(2027, 1, 1),
        "numerator": Count(table="recorded_crime"),
    }
    return Measure(**{**facts, **changes})


RATE = {"statistic": "rate", "per": 1000, "unit": "per 1,000", "denominator": Population()}


def frame(of, grid, cells):
    """`cells` are (area, period, numerator, denominator, category)."""
    rows = []
    for area, period, numerator, denominator, *rest in cells:
        made = Period.parse(period)
        rows.append(
            {
                "measure": of.name,
                "measure_version": 1,
                "area": area.code,
                "area_name": area.name,
                "area_kind": area.kind.value,
                "period": period,
                "period_kind": made.kind.value,
                "period_start": made.start,
                "breakdown": grid.breakdown,
                "category": rest[0] if rest else None,
                "numerator": None if numerator is None else float(numerator),
                "denominator": None if denominator is None else float(denominator),
                "value": None,
                "lower": None,
                "upper": None,
                "status": "missing" if numerator is None else "ok",
                "note": "No data are landed for this period." if numerator is None else "",
                "method": "",
                "input_fingerprint": "x",
                "code_version": "x",
            }
        )
    made_frame = pl.DataFrame(rows, schema=SCHEMA)
    return with_intervals(made_frame, of).select(list(SCHEMA))


def provenance():
    source = SourceSummary(
        source="police_street",
        title="Street-level crime",
        publisher="data.police.uk",
        licence="OGL",
        licence_statement="Contains public sector information.",
        files=1,
        rows_read=10,
        rows_landed=10,
        rows_refused=0,
        superseded_files=0,
        first_period="2024-01",
        last_period="2024-02",
        period_end=date(2024, 2, 29),
        missing_periods=(),
        lag="two months",
        quirks=(),
    )
    return Provenance("0+0", AS_OF, (), (source,), (), (), "f" * 64)


def release(*results, approval=None, waiting=(), rebases=(), **more):
    return protect(
        [Result(of, grid, frame(of, grid, cells)) for of, grid, cells in results],
        partnership=PARTNERSHIP,
        provenance=replace(provenance(), rebases=tuple(rebases)),
        approval=approval,
        waiting=waiting,
        **more,
    )


MONTHLY = Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.MONTH)
YEARLY = Grid(
    areas=(AreaKind.POLICE_FORCE, AreaKind.COUNTRY), period=PeriodKind.ROLLING_12_MONTHS
)


def months(values, area=FORCE, first=(2024, 1)):
    start = Period.month(*first)
    return [(area, start.shift(i).code, value, None) for i, value in enumerate(values)]
