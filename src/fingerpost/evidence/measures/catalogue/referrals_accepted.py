"""Referrals that a service accepted."""

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

REFERRALS_ACCEPTED = Measure(
    name="referrals_accepted",
    title="Referrals that the service accepted",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="A higher share is no better in itself: a service that takes everybody may help fewer.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Referrals that the receiving service accepted",
    out_of="Referrals that were accepted, or declined or ended before that",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward; yearly by group of people",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("service_referrals",),
    waiting_for="referrals between agencies, once the partnership works with them in the service",
    agency="the partnership's own service",
    lag="Held by the service itself: a day, and the months of follow-up.",
    caveats=(
        "Services are sent different people, so a low share is a question and no verdict.",
        "Where intervals overlap, a difference may be chance.",
        "Referrals of agencies that agreed to it, and none whose person withdrew their consent: who withdrew is in no number here.",
        LINKED,
    ),
    place=5,
    why_it_matters="A no is an answer, and often the right one. Many of them say that who refers does not know what a service is for, or that it is full.",
    owner="Chair of the referrals group",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="service_referrals",
    numerator=Count(table="referrals", where={"accepted": ("yes",)}),
    denominator=Count(table="referrals", where={"accepted": ("yes", "no")}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.ROLLING_12_MONTHS),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="service",
        ),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="origin",
        ),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR),
    ),
)
