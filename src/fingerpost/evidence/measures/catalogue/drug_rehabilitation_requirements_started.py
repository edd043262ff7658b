"""Drug Rehabilitation Requirements that were begun, among those made."""

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

DRUG_REHABILITATION_REQUIREMENTS_STARTED = Measure(
    name="drug_rehabilitation_requirements_started",
    title="Drug Rehabilitation Requirements begun",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Drug Rehabilitation Requirements with a first attendance",
    out_of="Drug Rehabilitation Requirements made",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Quarterly",
    geography="Partnership",
    better=Better.HIGHER,
    sources=("probation_requirements",),
    waiting_for="an extract of requirements with the first attendance",
    agency="the Probation Service",
    lag="About two months after the year.",
    caveats=(
        "It counts requirements, and one person may have more than one.",
        "Counted in the quarter of the order.",
    ),
    provisional_for_months=3,
    provisional_because="First attendances of recent orders are still to come.",
    why_it_matters="An order made is not an order begun: this is the first step after court.",
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
    numerator=Count(
        table="court_requirements", where={"requirement": ("DRR",), "attended": ("yes",)}
    ),
    denominator=Count(table="court_requirements", where={"requirement": ("DRR",)}),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.QUARTER),),
)
