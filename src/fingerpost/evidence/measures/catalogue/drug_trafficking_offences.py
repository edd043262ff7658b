"""Recorded drug trafficking: Home Office class 92A."""

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

DRUG_TRAFFICKING_OFFENCES = Measure(
    name="drug_trafficking_offences",
    title="Drug trafficking offences recorded",
    framework_code="s.crime.trafficking",
    outcome=Outcome.SUPPLY,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note="Which way is good is ambiguous: it rises when police look for dealing.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Offences of producing, supplying, importing, or possessing with intent to supply a "
        "controlled drug, that police recorded"
    ),
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
        "It follows police effort, so it says little about how much dealing there is.",
        (
            "The monthly open data do not split trafficking from possession: "
            "`recorded_drug_offences` shows the two together."
        ),
        "The rate is of one quarter: a year has about four times as many.",
        "Counted by the day of recording, in the district that the force wrote.",
    ),
    why_it_matters=(
        "It is the record of enforcement against dealers. Beside price, purity and harm it "
        "helps to tell whether enforcement reaches supply."
    ),
    owner="Head of Serious and Organised Crime",
    next_review=NEXT_REVIEW,
    numerator=Count(table="force_crime", where={"home_office_class": ("92A",)}),
    denominator=Population(),
    grids=(Grid(areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT), period=PeriodKind.QUARTER),),
)
