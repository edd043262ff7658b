"""People who start treatment within three weeks of referral: waiting."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
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
    unit="% of first interventions",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.HIGHER,
    waiting_for="waiting times by local authority (National Drug Treatment Monitoring System)",
    agency="the Office for Health Improvement and Disparities",
    lag="8 months for the yearly statistics.",
    caveats=(
        (
            "It is 97% or 98% almost everywhere, so it can hardly improve and tells areas "
            "apart badly."
        ),
        "It leaves out people who gave up before they started.",
    ),
    why_it_matters="Readiness to change does not last. A long wait loses people.",
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
)
