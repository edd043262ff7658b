"""First contact within the service's own standard."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import LINKED, NEXT_REVIEW, by_group
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

REFERRAL_FIRST_CONTACT_IN_TIME = Measure(
    name="referral_first_contact_in_time",
    title="Referrals with first contact in time",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Accepted referrals whose person somebody tried to reach, or offered an appointment, by the day that the service’s own standard sets",
    out_of="Accepted referrals, but for those that ended before that day",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward; yearly by group of people",
    geography="The whole partnership",
    better=Better.HIGHER,
    sources=("service_referrals",),
    waiting_for="referrals between agencies, once the partnership works with them in the service",
    agency="the partnership's own service",
    lag="Held by the service itself: a day, and the months of follow-up.",
    caveats=(
        "The standard is the service’s own, in working days, and differs from service to service: being in time does not say that it was soon.",
        "A try counts, whether or not the person was reached.",
        "Referrals of agencies that agreed to it, and none whose person withdrew their consent: who withdrew is in no number here.",
        LINKED,
    ),
    place=3,
    why_it_matters="Most people who are lost are lost before anybody speaks to them.",
    owner="Chair of the referrals group",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="service_referrals",
    numerator=Count(table="referrals", where={"contact_in_time": ("yes",)}),
    denominator=Count(table="referrals", where={"contact_in_time": ("yes", "no")}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.ROLLING_12_MONTHS),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="service_kind",
        ),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR),
    ),
)
