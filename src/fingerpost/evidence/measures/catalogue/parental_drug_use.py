"""Children's social care assessments that find a parent using drugs."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    NEXT_REVIEW,
    TO_CONFIRM,
    TOPIC_OF_2022,
)
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Sum,
)

PARENTAL_DRUG_USE = Measure(
    name="parental_drug_use",
    title="Children's social care assessments that find a parent using drugs",
    framework_code="s.use.children_parents",
    outcome=Outcome.USE,
    level=Level.SUPPORTING,
    kind=Kind.CONTEXT,
    evidence=Evidence.PARTLY,
    evidence_source=f"{TOPIC_OF_2022} {TO_CONFIRM}",
    what_is_counted=(
        "Assessments of children in need in which drug use by a parent, or another adult at "
        "home, was a factor"
    ),
    out_of="Assessments of children in need",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Yearly",
    geography="Local authorities",
    better=Better.LOWER,
    sources=("children_in_need",),
    waiting_for="assessment factors by local authority (children in need census)",
    agency="the Department for Education",
    lag="Yearly; the delay is not confirmed.",
    caveats=(
        "Social workers record the factor, so it follows what they look for.",
        "Counts of 1 to 5 are not published.",
        (
            "A hidden count is not a zero: without it there is no figure for the authority, "
            "nor for the partnership."
        ),
    ),
    why_it_matters=(
        "Children pay for adults' drug use. Finding them early, and treating the parent, "
        "protects two generations."
    ),
    owner="Director of Children's Services",
    next_review=NEXT_REVIEW,
    do_not_sum="An assessment may carry several factors, so factors may not be added.",
    numerator=Sum(table="assessments_of_children", column="drug_misuse_parent"),
    denominator=Sum(table="assessments_of_children", column="assessments"),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
    ),
)
