"""People in treatment tested for hepatitis C or vaccinated against hepatitis B: waiting."""

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

BLOOD_BORNE_VIRUS_CARE = Measure(
    name="blood_borne_virus_care",
    title="People in treatment tested for hepatitis C or vaccinated against hepatitis B",
    framework_code="s.deaths.bbv",
    outcome=Outcome.DEATHS,
    level=Level.SUPPORTING,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "People tested and referred for hepatitis C, or vaccinated against hepatitis B"
    ),
    out_of="People in treatment for whom it was right to offer it",
    statistic="proportion",
    per=100,
    unit="% of those eligible",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.HIGHER,
    waiting_for="hepatitis tests, referrals and vaccinations by local authority",
    agency=(
        "the Office for Health Improvement and Disparities and the UK Health Security Agency"
    ),
    lag="Not confirmed; likely that of other treatment statistics, about 8 months.",
    caveats=("It rests on the status that the service recorded, which may be old.",),
    do_not_sum="Hepatitis B and hepatitis C are two measures: a person may be in both.",
    why_it_matters=(
        "Hepatitis C does slow damage and can be cured, and treatment services are where many"
        " who have it can be found."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
)
