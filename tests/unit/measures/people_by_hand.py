"""A table of people written row by row, counted as if it were one of the lake's."""

from __future__ import annotations

from datetime import date

import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.lake import Lake
from fingerpost.evidence.measures.compute import compute
from fingerpost.evidence.measures.declaration import (
    Better,
    CountPeople,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
)
from fingerpost.evidence.measures.places import Places
from fingerpost.evidence.measures.tables import TABLES, EventTable, Inputs
from tests.unit.measures.made_by_hand import AT, CITY, COUNTRY, workspace

WHOLE = "X47000001"
LINKS = ("published", "strict", "loose")
AREAS = {AreaKind.DISTRICT: "place", AreaKind.PARTNERSHIP: "partnership"}
YEAR = Grid(areas=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP), period=PeriodKind.FINANCIAL_YEAR)
MONTH = Grid(areas=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP), period=PeriodKind.MONTH)


def person_months(*rows):
    """Return rows of a table: (month, district, person, more columns), as one year's months.

    A person may be one name, or three: with links as published, strict and loose.
    """
    made = []
    for month, place, person, *more in rows:
        names = (person,) * 3 if isinstance(person, str) else person
        made.append(
            {
                "period_start": date(2024 + (month < 4), month, 1),
                "place": place,
                "partnership": WHOLE,
                **dict(zip(LINKS, names, strict=True)),
                **(more[0] if more else {}),
            }
        )
    return pl.DataFrame(made)


def measure(**changes):
    facts = {
        "name": "made_up",
        "title": "Made-up people",
        "outcome": Outcome.ENGAGE,
        "level": Level.LOCAL,
        "kind": Kind.OUTCOME,
        "what_is_counted": "people",
        "statistic": "count",
        "unit": "people",
        "better": Better.NEITHER,
        "agency": "nobody",
        "why_it_matters": "it is a test",
        "owner": "Nobody",
        "next_review": date(2027, 1, 1),
        "numerator": CountPeople(table="made_up_people"),
        "grids": (YEAR,),
    }
    return Measure(**{**facts, **changes})


def people_counted(root, patch, rows, of, *, by_person=True, population=None):
    """Return the estimates of a measure of the rows, every month of the year being landed."""

    def make(inputs):
        chosen = rows.rename({inputs.links: "person_key"} if by_person else {})
        return inputs.local(chosen.drop([n for n in LINKS if n in chosen.columns]), "rows")

    def covers(inputs):
        first = date(2024, 4, 1)
        return pl.DataFrame(
            {"period_start": pl.date_range(first, date(2025, 3, 1), "1mo", eager=True)}
        )

    table = EventTable(
        name="made_up_people",
        words="people made up",
        sources=(),
        base=PeriodKind.MONTH,
        areas=AREAS,
        make=make,
        covers=covers,
        by_person=by_person,
    )
    patch.setitem(TABLES, table.name, table)
    opened = workspace(root)
    lake = Lake(opened)
    places = Places(lake, opened.partnership, AT)
    if population is not None:
        places.__dict__["populations"] = population
    inputs = Inputs(lake, places, AT)
    return pl.concat(result.frame for result in compute(of, inputs))


__all__ = [
    "CITY",
    "COUNTRY",
    "MONTH",
    "WHOLE",
    "YEAR",
    "measure",
    "people_counted",
    "person_months",
]
