"""Why referrals were lost."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import LINKED, NEXT_REVIEW
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

REFERRAL_LOSSES = Measure(
    name="referral_losses",
    title="Referrals that were lost, and why",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Referrals that were declined, ended, or came to another end than help, by reason",
    out_of="Referrals of which it is known what became of them",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("service_referrals",),
    waiting_for="referrals between agencies, once the partnership works with them in the service",
    agency="the partnership's own service",
    lag="Held by the service itself: a day, and the months of follow-up.",
    caveats=(
        "One reason for each referral: that of the receiver’s no, else that for which it ended, else the outcome.",
        "What is still open is not in it.",
        "A referral that was declined and helped elsewhere is lost here, and counted again where it went.",
        "Referrals of agencies that agreed to it, and none whose person withdrew their consent: who withdrew is in no number here.",
        LINKED,
    ),
    place=6,
    why_it_matters="What is lost for want of a place needs another answer than what is lost for want of a telephone number.",
    owner="Chair of the referrals group",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="service_referrals",
    splits_the_numerator=("why_lost",),
    numerator=Count(table="referrals", where={"is_lost": ("yes",)}),
    denominator=Count(table="referrals", where={"is_open": ("no",)}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.ROLLING_12_MONTHS),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="why_lost",
        ),
    ),
)
