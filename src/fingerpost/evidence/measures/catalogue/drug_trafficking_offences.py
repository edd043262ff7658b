"""Drug trafficking offences recorded: declared, and waiting for its source."""

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

DRUG_TRAFFICKING_OFFENCES = Measure(
    name="drug_trafficking_offences",
    title="Drug trafficking offences recorded",
    framework_code="s.crime.trafficking",
    outcome=Outcome.SUPPLY,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note="Which way is good is ambiguous: it rises when police look for dealing.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Offences of producing, supplying, importing, or possessing with intent to supply a "
        "controlled drug, that police recorded"
    ),
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
        "It follows police effort, so it says little about how much dealing there is.",
        (
            "The monthly open data do not split trafficking from possession: "
            "`recorded_drug_offences` shows the two together."
        ),
    ),
    why_it_matters=(
        "It is the record of enforcement against dealers. Beside price, purity and harm it "
        "helps to tell whether enforcement reaches supply."
    ),
    owner="Head of Serious and Organised Crime",
    next_review=NEXT_REVIEW,
)
