"""School suspensions and exclusions for drugs or alcohol: waiting."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Kind,
    Level,
    Measure,
    Outcome,
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
    waiting_for="suspensions and exclusions by reason and local authority",
    agency="the Department for Education",
    lag="Termly; the delay is not confirmed.",
    caveats=(
        "It depends on each school's policy more than on how many pupils use drugs.",
        "Alcohol and drugs share one reason code.",
    ),
    why_it_matters=(
        "A young person out of school is easier to exploit. Schools' decisions are also among"
        " the earliest signs that a child needs help."
    ),
    owner="Director of Education",
    next_review=NEXT_REVIEW,
)
