"""Drug Rehabilitation Requirements that ended as completed."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
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

DRUG_REHABILITATION_REQUIREMENTS = Measure(
    name="drug_rehabilitation_requirements",
    title="Drug Rehabilitation Requirements completed",
    framework_code="s.crime.drr",
    outcome=Outcome.ENGAGE,
    level=Level.SUPPORTING,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Drug Rehabilitation Requirements that ended as completed; the number started is "
        "shown beside it"
    ),
    out_of="Drug Rehabilitation Requirements that ended",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Quarterly",
    geography="Police force areas; England and Wales",
    better=Better.HIGHER,
    sources=("probation_requirements",),
    waiting_for="an extract of requirements with their start and end",
    agency="the Probation Service",
    lag="Quarterly; the delay is not confirmed.",
    caveats=(
        "It counts requirements, and one person may have more than one.",
        (
            "A requirement made is not a treatment started: follow the steps from made, "
            "through started and attended, to in treatment within 21 days."
        ),
        (
            "Counted by the day of the end. Requirements made before the first year that is "
            "landed are not in it, so early periods hold only short ones."
        ),
        (
            "A requirement without a reason for its end is left out. "
            "`drug_rehabilitation_requirements_started` shows those begun."
        ),
    ),
    do_not_sum=(
        "Requirements may not be added to people in treatment: most of those people are in "
        "both."
    ),
    why_it_matters=(
        "A court that orders treatment in place of prison needs that treatment to begin "
        "quickly and to be finished."
    ),
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
    numerator=Count(
        table="court_requirements_ended",
        where={"requirement": ("DRR",), "completed": ("yes",)},
    ),
    denominator=Count(
        table="court_requirements_ended",
        where={"requirement": ("DRR",), "completed": ("yes", "no")},
    ),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.QUARTER),),
)
