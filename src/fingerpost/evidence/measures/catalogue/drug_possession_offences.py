"""Drug possession offences recorded: declared, and waiting for its source."""

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

DRUG_POSSESSION_OFFENCES = Measure(
    name="drug_possession_offences",
    title="Drug possession offences recorded",
    framework_code="s.crime.possession",
    outcome=Outcome.CRIME,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note="Which way is good is ambiguous: it rises when police search more.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="Offences of possessing a controlled drug that police recorded",
    out_of="People who live there",
    statistic="rate",
    per=1000,
    unit="per 1,000 people",
    period_words="Quarterly",
    geography="Police force areas and community safety partnerships",
    better=Better.NEITHER,
    waiting_for="recorded crime by offence code",
    agency="the Home Office",
    lag="Quarterly; the delay is not confirmed.",
    caveats=(
        "It follows how much police search, not how many people carry drugs.",
        (
            "The monthly open data do not split possession from trafficking: "
            "`recorded_drug_offences` shows the two together."
        ),
    ),
    why_it_matters=(
        "It shows where police meet drug use, and so where people could be offered help "
        "instead of only a penalty."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
)
