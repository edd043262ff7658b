"""People who leave treatment within twelve weeks without finishing: waiting."""

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

EARLY_UNPLANNED_EXITS = Measure(
    name="early_unplanned_exits",
    title="People who leave treatment within twelve weeks without finishing",
    framework_code="s.engage.early_exit",
    outcome=Outcome.ENGAGE,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "People who started treatment and left within 84 days without it being planned"
    ),
    out_of="People who started treatment",
    statistic="proportion",
    per=100,
    unit="% of people who started",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.LOWER,
    waiting_for=(
        "starts and exits, once records are linked to people and a move is told from an exit"
    ),
    agency="the treatment providers",
    lag="Not confirmed; at least twelve weeks more than other treatment statistics.",
    caveats=(
        "It is published both of starts and of exits: say which.",
        "A prison sentence or a move may count as an exit.",
    ),
    why_it_matters=(
        "Twelve weeks is commonly taken as the least that treatment needs to do good. Early "
        "drop-out shows where the welcome fails."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
)
