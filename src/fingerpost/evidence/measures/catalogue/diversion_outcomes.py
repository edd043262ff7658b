"""Drug offences closed with diversion or education: declared, and waiting for its source."""

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

DIVERSION_OUTCOMES = Measure(
    name="diversion_outcomes",
    title="Drug offences closed with diversion or education",
    framework_code="s.crime.ooc",
    outcome=Outcome.CRIME,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note=(
        "The framework is thought to want more. It counts how police closed the case, not "
        "whether anybody was helped."
    ),
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Drug offences with outcome 8 (community resolution), outcome 22 (diversion done) or "
        "a caution with a drug referral"
    ),
    out_of="Drug offences with an outcome",
    statistic="proportion",
    per=100,
    unit="% of offences with an outcome",
    period_words="Quarterly",
    geography="Police forces",
    better=Better.NEITHER,
    waiting_for="drug outcomes by number with the referral made",
    agency="the police force",
    lag="Held locally; the published quarterly tables come later.",
    caveats=(
        (
            "The outcome says how police closed the case. Whether the person turned up, and "
            "what came of it, only the provider of the programme knows."
        ),
        "In one published pilot more than half of those eligible never entered the programme.",
        (
            "Open data name outcomes in words that match these numbers only loosely: "
            "`drug_offence_outcomes` shows them."
        ),
    ),
    why_it_matters=(
        "Diversion at the right moment brings people to help without a criminal record. It "
        "should reach all groups of people alike."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
)
