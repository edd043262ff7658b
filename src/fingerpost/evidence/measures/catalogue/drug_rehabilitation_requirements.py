"""Drug Rehabilitation Requirements completed: declared, and waiting for its source."""

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
    unit="% of requirements ended",
    period_words="Quarterly",
    geography="Police force areas; England and Wales",
    better=Better.HIGHER,
    waiting_for="requirements started and completed by probation area",
    agency="the Ministry of Justice",
    lag="Quarterly; the delay is not confirmed.",
    caveats=(
        "It counts requirements, and one person may have more than one.",
        (
            "A requirement made is not a treatment started: follow the steps from made, "
            "through started and attended, to in treatment within 21 days."
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
)
