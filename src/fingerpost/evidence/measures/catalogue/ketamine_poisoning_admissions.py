"""Hospital admissions for poisoning with ketamine."""

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

KETAMINE_POISONING_ADMISSIONS = Measure(
    name="ketamine_poisoning_admissions",
    title="Hospital admissions for poisoning with ketamine",
    outcome=Outcome.DEATHS,
    level=Level.LOCAL,
    kind=Kind.OUTCOME,
    kind_note="Supports `drug_hospital_admissions`, which does not count it.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted=(
        "Admissions with a main diagnosis of poisoning by intravenous anaesthetics "
        "(ICD-10 T41.2)"
    ),
    statistic="count",
    unit="admissions",
    period_words="Yearly, April to March",
    geography="Partnership",
    better=Better.LOWER,
    sources=("hospital_admissions",),
    waiting_for="admissions from Hospital Episode Statistics",
    agency="NHS England",
    lag="Two to three months after the year.",
    caveats=(
        (
            "T41.2 holds other anaesthetics too; outside hospital nearly all of it is "
            "ketamine, which is general knowledge and not confirmed."
        ),
        "Bladder damage through ketamine is coded elsewhere and is not in it.",
    ),
    why_it_matters=(
        "Ketamine harms more young people each year, and the codes of drug poisoning do "
        "not hold it."
    ),
    owner="Integrated care board lead for drugs and alcohol",
    next_review=NEXT_REVIEW,
    numerator=Count(table="drug_admissions", where={"cause": ("poisoning with ketamine",)}),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.FINANCIAL_YEAR),),
)
