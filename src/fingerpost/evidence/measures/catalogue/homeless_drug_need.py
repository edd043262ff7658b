"""Homeless households with a drug dependency need."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    NEXT_REVIEW,
    TO_CONFIRM,
    TOPIC_OF_2022,
)
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

HOMELESS_DRUG_NEED = Measure(
    name="homeless_drug_need",
    title="Homeless households with a drug dependency need",
    framework_code="s.use.homeless",
    outcome=Outcome.USE,
    level=Level.SUPPORTING,
    kind=Kind.CONTEXT,
    evidence=Evidence.PARTLY,
    evidence_source=f"{TOPIC_OF_2022} {TO_CONFIRM}",
    what_is_counted=(
        "Households owed a homelessness duty, or people sleeping rough, with a drug "
        "dependency need"
    ),
    out_of="Households owed a homelessness duty",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Quarterly",
    geography="Housing authorities, which are districts in a county",
    better=Better.LOWER,
    sources=("housing_cases",),
    waiting_for="homelessness cases of each housing authority (the H-CLIC return)",
    agency="the housing authorities",
    lag="Two months; the published tables take 4.",
    caveats=(
        "The housing officer judges the need, so practice differs between councils.",
        "Some councils' figures are estimated by the publisher.",
        (
            "A household is counted once, in the quarter it applied, however many duties it "
            "is owed; people sleeping rough without a duty are not in it."
        ),
        (
            "Where an authority sent nothing the partnership has no figure for that quarter: "
            "a gap, never a zero."
        ),
    ),
    why_it_matters=(
        "A safe place to live is what most people need first if treatment is to work. This "
        "shows where housing and treatment must plan together."
    ),
    owner="Head of Housing",
    next_review=NEXT_REVIEW,
    numerator=Count(table="households_owed_a_duty", where={"drug_need": ("yes",)}),
    denominator=Count(table="households_owed_a_duty"),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.QUARTER),),
)
