"""Pupils aged 11 to 15 who took drugs in the last year: waiting."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Kind,
    Level,
    Measure,
    Outcome,
)

PUPIL_DRUG_USE = Measure(
    name="pupil_drug_use",
    title="Pupils aged 11 to 15 who took drugs in the last year",
    framework_code="s.use.school_1115",
    outcome=Outcome.USE,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="Pupils who say they took a drug in the last year",
    out_of="Pupils who answered the question",
    statistic="proportion",
    per=100,
    unit="% of pupils",
    period_words="Every two or three years",
    geography="England and its regions; no local figure",
    better=Better.LOWER,
    waiting_for="the tables of the survey of smoking, drinking and drug use among young people",
    agency="NHS England",
    lag="7 months or more after the school year.",
    caveats=(
        (
            "The survey of 2020 did not take place, and that of 2023 was the first to be "
            "answered online: do not compare across these."
        ),
        "Fewer schools take part than before.",
        "A local school survey with other wording is not comparable.",
    ),
    why_it_matters=(
        "Drug use often starts at school age. The third aim of the strategy is that fewer "
        "start."
    ),
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
)
