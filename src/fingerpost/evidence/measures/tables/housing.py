"""Households owed a homelessness duty, as each housing authority sends them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.coverage import months_of_each_sender
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import in_district


def households_owed_a_duty(inputs: Inputs) -> ir.Table:
    """Return one row per household owed a duty, by the month it applied.

    A case that is owed several duties in turn stands in several rows of the file and is one
    household here. Applications, and not duties, decide the month: each file is of the quarter of
    application, so no month is cut short at the edge of what is landed.
    """
    rows = inputs.landed("housing_cases")
    rows = rows.filter(rows.duty.notnull())
    each = rows.group_by("local_authority", "case").agg(
        applied_on=rows.applied_on.min(),
        drug_need=(rows.drug_dependency_need == "Yes").fill_null(False).max(),
        rough_sleeping=(rows.rough_sleeping == "Yes").fill_null(False).max(),
    )
    placed = in_district(inputs, each, each.local_authority)
    return placed.select(
        "place",
        "partnership",
        period_start=placed.applied_on.truncate("M").cast("date"),
        drug_need=ibis.ifelse(placed.drug_need, "yes", "no"),
        rough_sleeping=ibis.ifelse(placed.rough_sleeping, "yes", "no"),
    )


TABLES = (
    EventTable(
        name="households_owed_a_duty",
        words="households owed a homelessness duty",
        sources=("housing_cases",),
        base=PeriodKind.MONTH,
        areas={AreaKind.DISTRICT: "place", AreaKind.PARTNERSHIP: "partnership"},
        make=households_owed_a_duty,
        covers=months_of_each_sender(
            "housing_cases", place="housing_authority", quarter="quarter"
        ),
        splits=("rough_sleeping",),
    ),
)
