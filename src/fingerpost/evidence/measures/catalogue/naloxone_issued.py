"""People who use opiates and were given naloxone to take home: waiting."""

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

NALOXONE_ISSUED = Measure(
    name="naloxone_issued",
    title="People who use opiates and were given naloxone to take home",
    framework_code="s.deaths.naloxone",
    outcome=Outcome.DEATHS,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note=(
        "The framework is thought to want more. A kit given is not a kit carried or used."
    ),
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="People in treatment for opiates who were given take-home naloxone",
    out_of="People in treatment for opiates",
    statistic="proportion",
    per=100,
    unit="% of people in treatment for opiates",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.NEITHER,
    waiting_for=(
        "naloxone issued by local authority (National Drug Treatment Monitoring System)"
    ),
    agency="the Office for Health Improvement and Disparities",
    lag="Not confirmed; likely that of other treatment statistics, about 8 months.",
    caveats=(
        "It says nothing of people outside treatment, who have the least protection.",
        "Kits given by peers, pharmacies and police are not in it.",
    ),
    why_it_matters="Naloxone reverses an opioid overdose. Somebody nearby has to have it.",
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
)
