"""Recorded drug possession: Home Office classes 92C, 92D and 92E."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
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

DRUG_POSSESSION_OFFENCES = Measure(
    name="drug_possession_offences",
    title="Drug possession offences recorded",
    framework_code="s.crime.possession",
    outcome=Outcome.CRIME,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note="Which way is good is ambiguous: it rises when police search more.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="Offences of possessing a controlled drug that police recorded",
    out_of="People who live there",
    statistic="rate",
    per=1000,
    unit="per 1,000 people",
    period_words="Quarterly",
    geography="Police force areas and community safety partnerships",
    better=Better.NEITHER,
    sources=("force_crime", "ons_population_la"),
    waiting_for="an extract of recorded crime with Home Office classes",
    agency="the police force",
    lag="About two weeks after the month; the published tables come later.",
    caveats=(
        "It follows how much police search, not how many people carry drugs.",
        (
            "The monthly open data do not split possession from trafficking: "
            "`recorded_drug_offences` shows the two together."
        ),
        (
            "Class 92C holds other drug offences, few of them possession; they are counted "
            "here, so that with trafficking every drug offence is counted once."
        ),
        "The rate is of one quarter: a year has about four times as many.",
    ),
    why_it_matters=(
        "It shows where police meet drug use, and so where people could be offered help "
        "instead of only a penalty."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    numerator=Count(table="force_crime", where={"home_office_class": ("92C", "92D", "92E")}),
    denominator=Population(),
    grids=(Grid(areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT), period=PeriodKind.QUARTER),),
)
