"""Ambulance call-outs for a suspected overdose."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Count,
    Evidence,
    Grid,
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
    sources=("ambulance_overdoses",),
    waiting_for="call-outs for a suspected overdose, with the day of each",
    agency="the ambulance trust",
    lag="Days, where the trust shares it.",
    provisional_for_months=2,
    provisional_because="Reports of recent calls are still arriving.",
    caveats=(
        "Crews record what they suspect; no laboratory has looked at it.",
        "It is fast and noisy: use it to warn, not to judge.",
        (
            "Shown for the whole partnership only: the place is a postcode sector, and no "
            "landed look-up says in which district a sector lies."
        ),
        "Counted by the day of the call, a row for each patient.",
    ),
    do_not_sum="One overdose may bring more than one vehicle.",
    why_it_matters=(
        "It is the quickest sign that something dangerous is on sale, weeks before a "
        "laboratory and many months before a death is registered."
    ),
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
    numerator=Count(table="overdose_callouts"),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.MONTH),),
)
