"""Drug-related homicides: declared, and waiting for its source."""

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

DRUG_RELATED_HOMICIDE = Measure(
    name="drug_related_homicide",
    title="Drug-related homicides",
    framework_code="h.crime.homicide_drug",
    outcome=Outcome.CRIME,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Homicides in which the victim or a suspect used or dealt in drugs, or the motive was"
        " to do with drugs"
    ),
    out_of="People who live there, where a rate is shown",
    statistic="count",
    unit="homicides",
    period_words="Yearly",
    geography="England and Wales; police force areas, where the counts are very small",
    better=Better.LOWER,
    waiting_for="the Homicide Index by police force area",
    agency="the Home Office",
    lag="Yearly; a case may be classed anew as the courts deal with it.",
    caveats=(
        (
            "Counts for one force are so small that one year against another says nothing: "
            "never show single years as a trend."
        ),
        "Earlier years change as cases close.",
    ),
    why_it_matters=(
        "Violence between people who deal in drugs is among the gravest harms of the market, "
        "and families and neighbourhoods live with it for years."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
)
