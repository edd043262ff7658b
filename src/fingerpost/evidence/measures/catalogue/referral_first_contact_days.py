"""Days from sending to first contact."""

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

REFERRAL_FIRST_CONTACT_DAYS = Measure(
    name="referral_first_contact_days",
    title="Days from a referral to first contact",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Days from the sending of a referral to the first try to reach the person",
    statistic="median",
    unit="days",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.LOWER,
    sources=("service_referrals",),
    waiting_for="referrals between agencies, once the partnership works with them in the service",
    agency="the partnership's own service",
    lag="Held by the service itself: a day, and the months of follow-up.",
    caveats=(
        "Of those whom somebody tried to reach: a referral without any try has no number of days.",
        "Half took longer than the median.",
        "Days of the calendar, weekends and holidays among them.",
        "Referrals of agencies that agreed to it, and none whose person withdrew their consent: who withdrew is in no number here.",
        LINKED,
    ),
    place=4,
    why_it_matters="Most people who are lost are lost before anybody speaks to them.",
    owner="Chair of the referrals group",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="service_referrals",
    numerator=Median(table="referrals", column="days_to_contact"),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.ROLLING_12_MONTHS),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="service_kind",
        ),
    ),
)
