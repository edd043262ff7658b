"""People who inject drugs with symptoms of infection where they inject."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Sum,
)

INJECTING_SITE_INFECTION = Measure(
    name="injecting_site_infection",
    title="People who inject drugs with symptoms of infection at the injecting site",
    outcome=Outcome.DEATHS,
    level=Level.LOCAL,
    kind=Kind.CONTEXT,
    kind_note="National background.",
    evidence=Evidence.FOUND,
    evidence_source="UKHSA, unlinked anonymous monitoring survey",
    what_is_counted="people who reported symptoms in the last year",
    out_of="people who answered the question",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="calendar year",
    geography="England, Wales and Northern Ireland",
    better=Better.LOWER,
    sources=("ukhsa_injecting_infection",),
    agency="UK Health Security Agency",
    lag="about a year",
    caveats=(
        "A voluntary survey of people in touch with services; far fewer answered in 2020 and 2021.",
        "It says nothing about Cambridgeshire and Peterborough.",
    ),
    why_it_matters="Infection is a harm that clean equipment and early care prevent.",
    owner="Director of Public Health",
    next_review=date(2027, 3, 31),
    numerator=Sum(
        table="injecting_infection",
        column="people",
        where={"population": ("All",), "question": ("Number reporting symptoms",)},
    ),
    denominator=Sum(
        table="injecting_infection",
        column="people",
        where={"population": ("All",), "question": ("Total number answering question",)},
    ),
    grids=(Grid(areas=(AreaKind.COUNTRY,), period=PeriodKind.CALENDAR_YEAR),),
)
