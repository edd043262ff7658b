"""Treatment that had help to work beside it, and who had it."""

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

TREATMENT_WITH_EMPLOYMENT_HELP = Measure(
    name="treatment_with_employment_help",
    title="Treatment with employment help",
    outcome=Outcome.RECOVERY,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="Help that was accepted. What came of it is not in it.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Treatment beside which an employment service accepted a referral",
    out_of="Adults’ treatment that lasted 12 weeks or more",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward; yearly by group of people",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("service_referrals", "ndtms_adult"),
    waiting_for="referrals between agencies and the treatment beside them, once records are linked to people",
    agency="the partnership's own service",
    lag="Three months: the 12 weeks in which help counts.",
    caveats=(
        "Help counts that was accepted within 12 weeks of the start of treatment, before or after; only treatment that lasted 12 weeks is in it.",
        "Help that did not come through the service is not seen, so “treatment alone” may hide some.",
        "What people needed is not in it: not everybody wants it.",
        LINKED,
    ),
    place=22,
    why_it_matters="Who is offered more than treatment should hang on need alone. It also says how unlike the groups are that “Treatment completed, alone or with housing or employment help” sets side by side.",
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="ndtms_adult",
    numerator=Count(table="support_packages", where={"with_work": ("yes",)}),
    denominator=Count(table="support_packages"),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.ROLLING_12_MONTHS),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "origin"),
    ),
)
