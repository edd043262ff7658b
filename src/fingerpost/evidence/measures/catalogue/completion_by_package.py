"""Who completed treatment, alone or with help beside it."""

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

COMPLETION_BY_PACKAGE = Measure(
    name="completion_by_package",
    title="Treatment completed, alone or with housing or employment help",
    outcome=Outcome.RECOVERY,
    level=Level.LOCAL,
    kind=Kind.OUTCOME,
    kind_note="",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Treatment that was completed within 12 months after its first 12 weeks",
    out_of="Adults’ treatment that lasted 12 weeks or more",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.HIGHER,
    sources=("service_referrals", "ndtms_adult"),
    waiting_for="referrals between agencies and the treatment beside them, once records are linked to people",
    agency="the partnership's own service",
    lag="Fifteen months: 12 weeks of treatment, and a year to complete it.",
    caveats=(
        "Cannot say whether the package did it. Nobody drew lots: who is offered a home or work differs from who is not, in what is written down and in much that is not. “Treatment with housing help: who” and “with employment help: who” show how far.",
        "A difference between packages is a difference between groups of people. To learn what a package does would take a trial, or a comparison that is made for it.",
        "Help counts that was accepted within 12 weeks of the start of treatment, before or after; only treatment that lasted 12 weeks is in it.",
        "Help that did not come through the service is not seen, so “treatment alone” may hide some.",
        LINKED,
    ),
    place=20,
    why_it_matters="Recovery rests on a home and something to do as well as on treatment. Who is offered these beside it, and what becomes of each group, is worth knowing; that one causes the other is not shown by it.",
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    follow_up_months=15,
    follow_up_source="ndtms_adult",
    numerator=Count(table="support_packages", where={"completed": ("yes",)}),
    denominator=Count(table="support_packages"),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.ROLLING_12_MONTHS),
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="package",
        ),
    ),
)
