"""Steps of referrals that came late."""

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

REFERRAL_STEPS_LATE = Measure(
    name="referral_steps_late",
    title="Steps of referrals that a service took late",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Steps that the receiving service took after the day they were due, by reason",
    out_of="Steps that the receiving service owed by a day, and took",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.LOWER,
    sources=("service_referral_steps",),
    waiting_for="referrals between agencies, once the partnership works with them in the service",
    agency="the partnership's own service",
    lag="A day.",
    caveats=(
        "A step that is owed and was never taken is in no file: it shows in the path, as what is still open or was lost.",
        "Which days a service sets itself differs from service to service.",
        "Referrals of agencies that agreed to it, and none whose person withdrew their consent: who withdrew is in no number here.",
    ),
    place=8,
    why_it_matters="The clock is there to be looked at: what is late for one reason again and again can be mended.",
    owner="Chair of the referrals group",
    next_review=NEXT_REVIEW,
    splits_the_numerator=("late_reason",),
    numerator=Count(table="referral_steps", where={"late": ("yes",)}),
    denominator=Count(table="referral_steps"),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.ROLLING_12_MONTHS),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="service_kind",
        ),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="late_reason",
        ),
    ),
)
