"""People who use opiates or crack and are not in treatment: waiting."""

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

UNMET_TREATMENT_NEED = Measure(
    name="unmet_treatment_need",
    title="People who use opiates or crack and are not in treatment",
    framework_code="s.engage.unmet",
    outcome=Outcome.ENGAGE,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "The estimate of people who use opiates or crack, less those of them in treatment"
    ),
    out_of="The estimate of people who use opiates or crack",
    statistic="proportion",
    per=100,
    unit="% of people estimated",
    period_words="Yearly",
    geography="Local authorities",
    better=Better.LOWER,
    waiting_for=(
        "people in treatment, once records are linked to people, beside an estimate of use"
    ),
    agency="the treatment providers and the Office for Health Improvement and Disparities",
    lag="The estimate of use is years old: the latest, for 2019-20, came out in October 2023.",
    caveats=(
        "It divides a recent count by an old estimate.",
        (
            "Carry the interval of the estimate through: without it the figure says more than"
            " is known."
        ),
    ),
    why_it_matters=(
        "People outside treatment have the least protection. This is the size of the task."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
)
