"""People referred to employment support who started a job."""

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

EMPLOYMENT_JOB_STARTS = Measure(
    name="employment_job_starts",
    title="Referrals to employment support that led to a job",
    outcome=Outcome.RECOVERY,
    level=Level.LOCAL,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Referrals after which a job began",
    out_of="Referrals",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Yearly, April to March",
    geography="Partnership",
    better=Better.HIGHER,
    sources=("employment_support",),
    waiting_for="referrals to employment support with the jobs that began",
    agency="the employment support provider",
    lag="About a month after the quarter; jobs are filled in later.",
    caveats=(
        (
            "Counted in the year of referral. Referrals, not people: one person may be "
            "referred twice."
        ),
        "A job of one day counts; `13 Weeks` in the file says which lasted.",
    ),
    provisional_for_months=12,
    provisional_because="Jobs of recent referrals are still to come.",
    why_it_matters=(
        "Work is a large part of recovery, for money, for company and for a reason to get up."
    ),
    owner="Employment lead",
    next_review=NEXT_REVIEW,
    numerator=Count(table="employment_referrals", where={"job_started": ("yes",)}),
    denominator=Count(table="employment_referrals"),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.FINANCIAL_YEAR),),
)
