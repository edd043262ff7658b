"""Take-home naloxone kits supplied."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Sum,
)

NALOXONE_KITS_SUPPLIED = Measure(
    name="naloxone_kits_supplied",
    title="Take-home naloxone kits supplied",
    outcome=Outcome.DEATHS,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="A kit supplied is not a kit carried or used.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Kits supplied, by the day and the district of the site",
    statistic="count",
    unit="kits",
    period_words="Quarterly",
    geography="Partnership, districts",
    better=Better.NEITHER,
    sources=("naloxone_kits",),
    waiting_for="supplies of take-home naloxone",
    agency="the harm reduction service",
    lag="About a month after the quarter.",
    caveats=(
        (
            "Kits, not people: one person may get several, and kits replace those lost or "
            "expired."
        ),
    ),
    why_it_matters="Naloxone reverses an opioid overdose, if somebody nearby has a kit.",
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
    numerator=Sum(table="naloxone_kits", column="kits_issued"),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.QUARTER),),
)
