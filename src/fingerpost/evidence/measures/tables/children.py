"""Counts that schools and children's services publish, small ones hidden as `c`.

A hidden count is null here, and a sum that needs one has no number: 1 to 5 children are not none.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.coverage import rows_of
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import in_district

SUSPENSIONS = "suspensions"
EXCLUSIONS = "permanent exclusions"


def school_exclusions(inputs: Inputs) -> ir.Table:
    """Return two rows per authority and term: suspensions, and permanent exclusions."""
    rows = inputs.landed("school_exclusions")
    placed = in_district(inputs, rows, rows.local_authority)
    both = [
        placed.select(
            "place",
            "partnership",
            "pupils",
            period_start=placed.term_begins.cast("date"),
            decision=ibis.literal(words),
            decisions=placed[column],
        )
        for words, column in (
            (SUSPENSIONS, "suspensions"),
            (EXCLUSIONS, "permanent_exclusions"),
        )
    ]
    return ibis.union(*both)


def assessments_of_children(inputs: Inputs) -> ir.Table:
    """Return one row per authority and year, with the assessments that found each factor."""
    rows = inputs.landed("children_in_need")
    placed = in_district(inputs, rows, rows.local_authority)
    return placed.select(
        "place",
        "partnership",
        "assessments",
        "drug_misuse_parent",
        "criminal_exploitation",
        period_start=ibis.date(placed.financial_year.cast("int32"), 4, 1),
    )


_AREAS = {AreaKind.DISTRICT: "place", AreaKind.PARTNERSHIP: "partnership"}

TABLES = (
    EventTable(
        name="school_exclusions",
        words="suspensions and permanent exclusions for drugs or alcohol",
        sources=("school_exclusions",),
        base=PeriodKind.TERM,
        areas=_AREAS,
        make=school_exclusions,
        covers=rows_of("school_exclusions"),
        splits=("decision",),
        published=True,
    ),
    EventTable(
        name="assessments_of_children",
        words="assessments of children in need, and the factors found",
        sources=("children_in_need",),
        base=PeriodKind.FINANCIAL_YEAR,
        areas=_AREAS,
        make=assessments_of_children,
        covers=rows_of("assessments_of_children"),
        published=True,
    ),
)
