"""People with a drug offence or drug need who reoffend within a year: waiting."""

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

PROVEN_REOFFENDING = Measure(
    name="proven_reoffending",
    title="People with a drug offence or drug need who reoffend within a year",
    framework_code="s.crime.reoffend",
    outcome=Outcome.CRIME,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="People in the cohort who commit a proven offence within 12 months",
    out_of="People in the cohort",
    statistic="proportion",
    per=100,
    unit="% of people",
    period_words="Quarterly",
    geography="England and Wales; police force areas",
    better=Better.LOWER,
    waiting_for="offences of the year that follows, once records are linked to people",
    agency="the police force and the Ministry of Justice",
    lag="About 2 years: a year to reoffend, and time for the courts.",
    caveats=(
        (
            "It describes people dealt with about two years ago: do not set it against this "
            "year's work."
        ),
        "Only offences that led to a caution or conviction count.",
    ),
    why_it_matters=(
        "If treatment and supervision help people to stop, fewer should come back to court."
    ),
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
)
