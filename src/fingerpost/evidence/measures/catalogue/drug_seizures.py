"""Drug seizures by the police force."""

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
)

DRUG_SEIZURES = Measure(
    name="drug_seizures",
    title="Drug seizures",
    framework_code="s.supply.seizures",
    outcome=Outcome.SUPPLY,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note="Which way is good is ambiguous: it shows effort and luck as much as supply.",
    evidence=Evidence.PARTLY,
    evidence_source=(
        f"User guide to drug seizure statistics, Home Office, January 2024. {TO_CONFIRM}"
    ),
    what_is_counted=(
        "Seizures by police and Border Force, and the quantity of each drug in its own unit"
    ),
    statistic="count",
    unit="seizures",
    period_words="Yearly, April to March",
    geography="Police force areas",
    better=Better.NEITHER,
    sources=("force_drug_seizures",),
    waiting_for="an extract of seizures by drug and district",
    agency="the police force",
    lag="About two months after the year; the published tables take 9 to 10.",
    caveats=(
        "One very large seizure can make a year.",
        (
            "Quantities are in kilograms, doses or plants: never add units, and never use a "
            "price from the press."
        ),
        (
            "Only seizures by the force are counted here, none by Border Force; "
            "`drug_seizures_by_drug` shows the drugs."
        ),
    ),
    do_not_sum=(
        "A seizure of two drugs is one in the total and one under each drug, so the drugs add"
        " to more than the total."
    ),
    why_it_matters=(
        "It is part of the effort against supply, and the first place where a new drug in the"
        " county may be seen."
    ),
    owner="Head of Serious and Organised Crime",
    next_review=NEXT_REVIEW,
    numerator=Count(table="drug_seizures", where={"counts_once": ("yes",)}),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR
        ),
    ),
)
