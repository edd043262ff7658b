"""County lines closed: declared, and waiting for its source."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Kind,
    Level,
    Measure,
    Outcome,
)

COUNTY_LINES_CLOSED = Measure(
    name="county_lines_closed",
    title="County lines closed",
    framework_code="h.supply.county_lines_closed",
    outcome=Outcome.SUPPLY,
    level=Level.HEADLINE,
    kind=Kind.ACTIVITY,
    kind_note=(
        "The national framework wants more. It counts what police did, so more of it is not "
        "by itself success."
    ),
    evidence=Evidence.FOUND,
    evidence_source=(
        "County Lines Programme data, Home Office, editions of 2024 and 2025, and the first "
        "annual report on the drugs strategy, July 2023."
    ),
    what_is_counted=(
        "Deal lines closed, either because the holder was arrested and charged (type 1) or "
        "because the number was cut off (type 2)"
    ),
    statistic="count",
    unit="lines",
    period_words="Quarterly",
    geography="Police forces in the County Lines Programme",
    better=Better.NEITHER,
    waiting_for="lines closed by type and month",
    agency="the police force and the National County Lines Coordination Centre",
    lag="About 11 weeks in the published data, irregularly.",
    caveats=(
        (
            "Report the two types apart: a line that was only cut off often starts again "
            "under a new number."
        ),
        "A line is a telephone number with a name, not a gang. One gang may hold several.",
        "It is management information and is revised.",
        (
            "Press totals for the same operations do not agree with each other: keep each "
            "figure with its source, date and definition."
        ),
    ),
    why_it_matters=(
        "County lines use children and vulnerable adults to carry and sell drugs. Closing "
        "lines should end that exploitation, and whether it does needs to be shown by "
        "outcomes, not by the count of lines."
    ),
    owner="Head of Serious and Organised Crime",
    next_review=NEXT_REVIEW,
)
