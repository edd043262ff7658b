"""Requirements of courts that probation supervises, and drug tests in prisons."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs

COMPLETED = "Completed"


def court_requirements(inputs: Inputs) -> ir.Table:
    """Return one row per requirement made, by the month of the order."""
    rows = inputs.landed("probation_requirements")
    return rows.select(
        "requirement",
        period_start=rows.ordered_on.truncate("M").cast("date"),
        partnership=ibis.literal(inputs.places.partnership.area.code),
        attended=ibis.ifelse(rows.first_attended_on.notnull(), "yes", "no"),
    )


def court_requirements_ended(inputs: Inputs) -> ir.Table:
    """Return one row per requirement that ended, by the month of its end."""
    rows = inputs.landed("probation_requirements")
    rows = rows.filter(rows.ended_on.notnull())
    return rows.select(
        "requirement",
        period_start=rows.ended_on.truncate("M").cast("date"),
        partnership=ibis.literal(inputs.places.partnership.area.code),
        completed=ibis.cases(
            (rows.end_reason.isnull(), "not known"),
            (rows.end_reason == COMPLETED, "yes"),
            else_="no",
        ),
    )


def prison_tests(inputs: Inputs) -> ir.Table:
    """Return random tests and positive ones by prison and month."""
    rows = inputs.landed("prison_drug_tests")
    return rows.select(
        "prison",
        "random_tests",
        "positive",
        period_start=rows.month.cast("date"),
        partnership=ibis.literal(inputs.places.partnership.area.code),
    )


LONGEST_USUAL_REQUIREMENT = 12  # months

_AREAS = {AreaKind.PARTNERSHIP: "partnership"}

TABLES = (
    EventTable(
        name="court_requirements",
        words="treatment requirements that courts made",
        sources=("probation_requirements",),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=court_requirements,
        covers=months_of("probation_requirements"),
        splits=("requirement", "attended"),
    ),
    EventTable(
        name="court_requirements_ended",
        words="treatment requirements that ended",
        sources=("probation_requirements",),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=court_requirements_ended,
        covers=months_of("probation_requirements", but_first=LONGEST_USUAL_REQUIREMENT),
        splits=("requirement", "completed"),
    ),
    EventTable(
        name="prison_tests",
        words="random drug tests in the prisons that take the partnership's people",
        sources=("prison_drug_tests",),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=prison_tests,
        covers=months_of("prison_drug_tests"),
        splits=("prison",),
    ),
)
