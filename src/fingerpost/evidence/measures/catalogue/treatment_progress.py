"""Adults in treatment who make progress, of those whose reviews say."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
    ONCE_IN_AN_AREA,
    TO_CONFIRM,
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

TREATMENT_PROGRESS = Measure(
    name="treatment_progress",
    title="People in treatment who make progress",
    framework_code="h.recovery.progress",
    outcome=Outcome.RECOVERY,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "People in stable housing who completed treatment, are free of drugs while in "
        "treatment, or have kept up a large cut in use, at their latest review"
    ),
    out_of="People in treatment who have had a review",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="Local authorities and England",
    better=Better.HIGHER,
    sources=("ndtms_adult",),
    waiting_for="each person's first and latest reviews, once records are linked to people",
    agency="the treatment providers",
    lag="Not confirmed; likely that of other treatment statistics, about 8 months.",
    caveats=(
        (
            "A person without a review is not a person without progress: always show the "
            "share that is missing."
        ),
        (
            "What counts as a large cut in use differs from drug to drug, and the thresholds "
            "are not confirmed here."
        ),
        "`treatment_reviews_known` is the share of whom it can be said at all: read both.",
        LINKED,
    ),
    do_not_sum=ONCE_IN_AN_AREA,
    why_it_matters=(
        "It shows whether people who come into treatment get better, even when they stay in "
        "it for years, as many who depend on opiates need to."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=CountPeople(table="treatment_progress", where={"progress": ("yes",)}),
    denominator=CountPeople(table="treatment_progress", where={"both_forms": ("yes",)}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "substance_group"),
    ),
)
