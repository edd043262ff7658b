"""Small frames of estimates for tests of disclosure."""

from datetime import date

import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period, PeriodKind
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
from fingerpost.evidence.measures.estimates import SCHEMA


def measure(statistic="count", denominator=None, sources=("ohid_adult_treatment",), per=1):
    return Measure(
        name="made_up",
        title="Made up",
        outcome=Outcome.ENGAGE,
        level=Level.LOCAL,
        kind=Kind.OUTCOME,
        what_is_counted="people",
        statistic=statistic,
        per=per,
        unit="people",
        better=Better.NEITHER,
        sources=sources,
        agency="nobody",
        why_it_matters="a test",
        owner="nobody",
        next_review=date(2027, 1, 1),
        numerator=Count(table="recorded_crime"),
        denominator=denominator,
    )


def grid(*kinds, breakdown=None, period=PeriodKind.CALENDAR_YEAR):
    return Grid(areas=kinds or (AreaKind.DISTRICT,), period=period, breakdown=breakdown)


def frame(cells, *, area_kind="district", breakdown=None, period="2024"):
    """Return estimates; `cells` are (area, category, numerator, denominator[, kind])."""
    made = Period.parse(period)
    rows = []
    for cell in cells:
        area, category, numerator, denominator, *kind = cell
        rows.append(
            {
                "measure": "made_up",
                "measure_version": 1,
                "area": area,
                "area_name": area,
                "area_kind": kind[0] if kind else area_kind,
                "period": period,
                "period_kind": made.kind.value,
                "period_start": made.start,
                "breakdown": breakdown,
                "category": category,
                "numerator": None if numerator is None else float(numerator),
                "denominator": None if denominator is None else float(denominator),
                "value": None if numerator is None else float(numerator),
                "lower": 0.0,
                "upper": 9e9,
                "status": "missing" if numerator is None else "ok",
                "note": "",
                "method": "count",
                "input_fingerprint": "x",
                "code_version": "x",
            }
        )
    return pl.DataFrame(rows, schema=SCHEMA)


RESIDENTS = Population()
PEOPLE = Count(table="recorded_crime")
