"""Moderate and major disruptions of organised drug supply: waiting."""

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

ORGANISED_CRIME_DISRUPTIONS = Measure(
    name="organised_crime_disruptions",
    title="Moderate and major disruptions of organised drug supply",
    framework_code="h.supply.disruptions",
    outcome=Outcome.SUPPLY,
    level=Level.HEADLINE,
    kind=Kind.ACTIVITY,
    kind_note=(
        "The national framework wants more. It counts what agencies did, so more of it is not"
        " by itself success."
    ),
    evidence=Evidence.PARTLY,
    evidence_source=(
        "First annual report on the drugs strategy, 2022 to 2023, HM Government, July 2023."
        " "
        f"{TO_CONFIRM}"
    ),
    what_is_counted=(
        "Actions against groups or persons that supply drugs, which the acting agency graded "
        "as moderate or major disruptions"
    ),
    statistic="count",
    unit="disruptions",
    period_words="Quarterly and yearly",
    geography="Police forces, regional organised crime units and the National Crime Agency",
    better=Better.NEITHER,
    waiting_for="graded disruptions (the APMIS record)",
    agency="the police force and the regional organised crime unit",
    lag="Not confirmed; agencies hold it themselves, so a local return can be recent.",
    caveats=(
        (
            "The agency that did the work grades it, and no written criteria for the grades "
            "were found: do not rank forces or years by it."
        ),
        "It says nothing of how much drug is on sale afterwards.",
        (
            "There are five grades, two of which (none, and negative) mean no gain or a loss."
            " Count them too, or the picture is one-sided."
        ),
    ),
    why_it_matters=(
        "Taking apart the groups that bring drugs in is the strategy's first aim. The board "
        "should know the effort made, and then ask what became of price, purity, violence and"
        " deaths."
    ),
    owner="Head of Serious and Organised Crime",
    next_review=NEXT_REVIEW,
)
