"""Ambulance call-outs for a suspected overdose: declared, and waiting for its source."""

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

AMBULANCE_OVERDOSE_CALLOUTS = Measure(
    name="ambulance_overdose_callouts",
    title="Ambulance call-outs for a suspected overdose",
    framework_code="s.deaths.ambulance",
    outcome=Outcome.DEATHS,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    kind_note="An early sign of harm rather than a count of it.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="Ambulance call-outs where an overdose was suspected or naloxone was given",
    statistic="count",
    unit="call-outs",
    period_words="Weekly",
    geography="Ambulance areas; smaller ones by agreement",
    better=Better.LOWER,
    waiting_for="weekly call-outs for a suspected overdose by district",
    agency="the ambulance trust",
    lag="Days, where the trust shares it.",
    caveats=(
        "Crews record what they suspect; no laboratory has looked at it.",
        "It is fast and noisy: use it to warn, not to judge.",
    ),
    do_not_sum="One overdose may bring more than one vehicle.",
    why_it_matters=(
        "It is the quickest sign that something dangerous is on sale, weeks before a "
        "laboratory and many months before a death is registered."
    ),
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
)
