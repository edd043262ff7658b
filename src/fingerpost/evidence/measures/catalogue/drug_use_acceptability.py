"""People who find it acceptable to take drugs: declared, and waiting for its source."""

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

DRUG_USE_ACCEPTABILITY = Measure(
    name="drug_use_acceptability",
    title="People who find it acceptable to take drugs",
    framework_code="s.use.acceptability",
    outcome=Outcome.USE,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.PARTLY,
    evidence_source=f"{TOPIC_OF_2022} {TO_CONFIRM}",
    what_is_counted="Respondents who say that taking a drug is acceptable",
    out_of="All who answered the question",
    statistic="proportion",
    per=100,
    unit="% of people",
    period_words="Yearly",
    geography="England and Wales only; there is no local figure",
    better=Better.LOWER,
    waiting_for="the attitude questions of the Crime Survey for England and Wales",
    agency="the Office for National Statistics",
    lag="Published yearly, after the survey year has ended.",
    caveats=(
        "It speaks for England and Wales, never for a county.",
        "Answers depend on which drug, and how often, the question names.",
    ),
    why_it_matters=(
        "Demand is what people think as well as what they do. A change of mind may show "
        "before a change of habit."
    ),
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
)
