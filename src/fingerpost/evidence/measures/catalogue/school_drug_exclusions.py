"""School suspensions and exclusions for drugs or alcohol."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Sum,
)

SCHOOL_DRUG_EXCLUSIONS = Measure(
    name="school_drug_exclusions",
    title="School suspensions and exclusions for drugs or alcohol",
    framework_code="s.use.exclusions",
    outcome=Outcome.USE,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note=(
        "Also partly an outcome. It counts what schools decided: the framework wants fewer, "
        "but a fall may only mean a gentler policy."
    ),
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="Suspensions and permanent exclusions with drugs or alcohol as the reason",
    out_of="Pupils on roll",
    statistic="rate",
    per=10_000,
    unit="per 10,000 pupils",
    period_words="Each term",
    geography="Local authorities",
    better=Better.NEITHER,
    sources=("school_exclusions",),
    waiting_for="suspensions and exclusions by reason and local authority",
    agency="the Department for Education",
    lag="Termly; the delay is not confirmed.",
    caveats=(
        "It depends on each school's policy more than on how many pupils use drugs.",
        "Alcohol and drugs share one reason code.",
        (
            "Where a count of 1 to 5 is hidden there is no figure, nor for any sum that needs "
            "it: a hidden count is not a zero, and a range would be wider than the "
            "differences of interest."
        ),
    ),
    why_it_matters=(
        "A young person out of school is easier to exploit. Schools' decisions are also among"
        " the earliest signs that a child needs help."
    ),
    owner="Director of Education",
    next_review=NEXT_REVIEW,
    numerator=Sum(table="school_exclusions", column="decisions"),
    denominator=Sum(
        table="school_exclusions", column="pupils", where={"decision": ("suspensions",)}
    ),
    splits_the_numerator=("decision",),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.TERM),
        Grid(
            areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT),
            period=PeriodKind.TERM,
            breakdown="decision",
        ),
    ),
)
