"""Homeless households with a drug dependency need: declared, and waiting for its source."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import (
    NEXT_REVIEW,
    TO_CONFIRM,
    TOPIC_OF_2022,
)
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
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
    unit="% of households",
    period_words="Quarterly",
    geography="Housing authorities, which are districts in a county",
    better=Better.LOWER,
    waiting_for="support needs of homeless households by district (the H-CLIC return)",
    agency="the Ministry of Housing, Communities and Local Government",
    lag="4 months.",
    caveats=(
        "The housing officer judges the need, so practice differs between councils.",
        "Some councils' figures are estimated by the publisher.",
    ),
    why_it_matters=(
        "A safe place to live is what most people need first if treatment is to work. This "
        "shows where housing and treatment must plan together."
    ),
    owner="Head of Housing",
    next_review=NEXT_REVIEW,
)
