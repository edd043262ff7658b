"""People in treatment who make progress: declared, and waiting for its source."""

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
    unit="% of people reviewed",
    period_words="Twelve months, moving forward",
    geography="Local authorities and England",
    better=Better.HIGHER,
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
    ),
    why_it_matters=(
        "It shows whether people who come into treatment get better, even when they stay in "
        "it for years, as many who depend on opiates need to."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
)
