"""Days from step to step of a referral."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import LINKED, NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Median,
    Outcome,
)

REFERRAL_PATH_DAYS = Measure(
    name="referral_path_days",
    title="Days from step to step, from a referral to its outcome",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Days from each step to the next",
    statistic="median",
    unit="days",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("service_referrals",),
    waiting_for="referrals between agencies, once the partnership works with them in the service",
    agency="the partnership's own service",
    lag="Held by the service itself: a day, and the months of follow-up.",
    caveats=(
        "Half took longer than the median. Of how many it is, the path itself says.",
        "Of referrals of which it is known what became of them: the slowest are still open.",
        "Referrals of agencies that agreed to it, and none whose person withdrew their consent: who withdrew is in no number here.",
        LINKED,
    ),
    place=2,
    why_it_matters="Each day of waiting loses people who were ready when they were asked.",
    owner="Chair of the referrals group",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="service_referrals",
    splits_the_numerator=("reached",),
    numerator=Median(table="referral_waits", column="days"),
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="reached",
        ),
    ),
)
