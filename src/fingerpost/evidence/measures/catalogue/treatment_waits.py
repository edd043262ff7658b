"""First interventions that began within three weeks of referral."""

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

TREATMENT_WAITS = Measure(
    name="treatment_waits",
    title="People who start treatment within three weeks of referral",
    framework_code="s.engage.waits",
    outcome=Outcome.ENGAGE,
    level=Level.SUPPORTING,
    kind=Kind.PROCESS,
    evidence=Evidence.FOUND,
    evidence_source=(
        "Adult treatment statistics for 2015-16 and 2021-22, as summarised by later reviews. "
        "Its place in the framework's list is not confirmed."
    ),
    what_is_counted="First interventions that started within 21 days of referral",
    out_of="First interventions that started",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.HIGHER,
    sources=("ndtms_adult",),
    waiting_for=(
        "the files that adult services send to the National Drug Treatment Monitoring System"
    ),
    agency="the treatment providers",
    lag="About a month after the year; 8 months for the yearly statistics.",
    caveats=(
        (
            "It is 97% or 98% almost everywhere, so it can hardly improve and tells areas "
            "apart badly."
        ),
        "It leaves out people who gave up before they started.",
        (
            "Counted here by episode of adult treatment, in the year its first intervention "
            "began."
        ),
        (
            "A first intervention without a day of referral, or with one after its start, is "
            "left out."
        ),
    ),
    why_it_matters="Readiness to change does not last. A long wait loses people.",
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=Count(table="adult_episodes", where={"within_21_days": ("yes",)}),
    denominator=Count(table="adult_episodes", where={"within_21_days": ("yes", "no")}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.FINANCIAL_YEAR,
            breakdown="provider",
        ),
    ),
)
