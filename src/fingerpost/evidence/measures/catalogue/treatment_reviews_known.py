"""Adults in treatment of whom a first and a later review say how they got on."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
    ONCE_IN_AN_AREA,
    by_group,
)
from fingerpost.evidence.measures.declaration import (
    Better,
    CountPeople,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
)

TREATMENT_REVIEWS_KNOWN = Measure(
    name="treatment_reviews_known",
    title="Adults in treatment whose reviews say how they got on",
    outcome=Outcome.RECOVERY,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from partners' records; no framework row asks for it.",
    what_is_counted="Adults with a review at the start, one in the year, and an answer in both",
    out_of="Adults in treatment in the year",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Yearly",
    geography="Local authorities",
    better=Better.HIGHER,
    sources=("ndtms_adult",),
    waiting_for="each person's first and latest reviews, once records are linked to people",
    agency="the treatment providers",
    lag="About a month after the year.",
    caveats=(
        "It is about forms, not about people getting better.",
        "Of those who came late in the year no second review can be expected yet.",
        LINKED,
    ),
    do_not_sum=ONCE_IN_AN_AREA,
    place=51,
    why_it_matters=(
        "A person without a review is not a person without progress. Where few are known, "
        "`treatment_progress` speaks of few."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=CountPeople(table="treatment_progress", where={"both_forms": ("yes",)}),
    denominator=CountPeople(table="treatment_progress"),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "substance_group"),
    ),
)
