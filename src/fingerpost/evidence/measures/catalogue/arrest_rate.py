"""Arrests for each 1,000 people, where one person may be arrested several times."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import LINKED, NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Count,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Population,
)

ARREST_RATE = Measure(
    name="arrest_rate",
    title="Arrests, by where the person lives",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="It follows police effort as well as offending.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from partners' records; no framework row asks for it.",
    what_is_counted="Detentions in custody, each where the person lives",
    out_of="People who live there",
    statistic="rate",
    per=1000,
    unit="per 1,000 people",
    period_words="Yearly",
    geography="Police force area and districts",
    better=Better.NEITHER,
    sources=("force_custody",),
    waiting_for="custody records, once they are linked to people",
    agency="the police force",
    lag="About a month after the quarter.",
    caveats=(
        (
            "A few people are arrested again and again, so the interval is wider than that of as "
            "many arrests of different people."
        ),
        "Arrests of people whose home no record says are in no district.",
        LINKED,
    ),
    do_not_sum="Arrests of people without a known home are in the force's rate and in no district's.",
    why_it_matters=(
        "It shows from where custody draws people, which is where treatment in custody must reach."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    numerator=Count(table="arrests", repeats=True),
    denominator=Population(),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR
        ),
        Grid(areas=(AreaKind.DEPRIVATION_QUINTILE,), period=PeriodKind.FINANCIAL_YEAR),
    ),
)
