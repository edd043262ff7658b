"""Drug seizures by the police force, by the drug in them."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Count,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
)

DRUG_SEIZURES_BY_DRUG = Measure(
    name="drug_seizures_by_drug",
    title="Drug seizures by drug",
    outcome=Outcome.SUPPLY,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="It shows effort and luck as much as supply.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Seizures in which the drug was found",
    statistic="count",
    unit="seizures",
    period_words="Yearly, April to March",
    geography="Police force area",
    better=Better.NEITHER,
    sources=("force_drug_seizures",),
    waiting_for="an extract of seizures by drug",
    agency="the police force",
    lag="About two months after the year.",
    caveats=("Officers name the drug; no laboratory has looked at most of it.",),
    do_not_sum=(
        "A seizure of two drugs is one under each, so the drugs add to more than the seizures."
    ),
    why_it_matters="It is where a new drug in the county may first be seen.",
    owner="Head of Serious and Organised Crime",
    next_review=NEXT_REVIEW,
    numerator=Count(table="drug_seizures"),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.FINANCIAL_YEAR, breakdown="drug"
        ),
    ),
)
