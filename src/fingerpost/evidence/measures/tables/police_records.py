"""The police force's own extracts: recorded crime, seizures of drugs, tests on arrest."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.places import BOUNDARIES_2021, DEPRIVATION
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import in_district, in_small_area
from fingerpost.evidence.sources.codelists import all_codelists

POSITIVE = ("Opiates", "Cocaine", "Both")
NO_OUTCOME_YET = "no outcome yet"


def force_crime(inputs: Inputs) -> ir.Table:
    """Return one row per offence that the force recorded, with its class, drug and outcome.

    The district is the one that the force wrote; the small area is placed by its code.
    """
    rows = inputs.landed("force_crime")
    placed = in_district(inputs, in_small_area(inputs, rows, "lsoa_code"), rows.district_code)
    words = all_codelists()["home_office_outcomes"].values
    said = [(number, f"{number}: {meaning}") for number, meaning in words.items()]
    number = placed.outcome_number
    return placed.select(
        "home_office_class",
        "drug",
        "lsoa21",
        "quintile",
        "place",
        day="recorded_on",
        period_start=placed.recorded_on.truncate("M").cast("date"),
        police_force=ibis.literal(inputs.places.partnership.police_force.code),
        outcome_number=number.fill_null(NO_OUTCOME_YET),
        outcome=ibis.ifelse(number.isnull(), NO_OUTCOME_YET, number.cases(*said, else_=number)),
        has_outcome=ibis.ifelse(number.isnull(), "no", "yes"),
        found_by_search=placed.found_by_search.fill_null("not known"),
    )


def drug_seizures(inputs: Inputs) -> ir.Table:
    """Return one row per seizure and drug; `counts_once` is "yes" in one row of each seizure.

    So a seizure of two drugs is one among the rows that count once, and one of each drug.
    """
    rows = inputs.landed("force_drug_seizures")
    each = rows.group_by("financial_year", "seizure_number", "drug").agg(
        seized_on=rows.seized_on.min(), district_code=rows.district_code.min()
    )
    number = ibis.row_number().over(
        ibis.window(group_by=["financial_year", "seizure_number"], order_by="drug")
    )
    placed = in_district(inputs, each.mutate(number=number), each.district_code)
    return placed.select(
        "drug",
        "place",
        period_start=placed.seized_on.truncate("M").cast("date"),
        police_force=ibis.literal(inputs.places.partnership.police_force.code),
        counts_once=ibis.ifelse(placed.number == 0, "yes", "no"),
    )


def tests_on_arrest(inputs: Inputs) -> ir.Table:
    """Return one row per drug test asked for on arrest: its result, and the assessment after it."""
    rows = inputs.landed("force_custody")
    rows = rows.filter(rows.drug_test == "Yes")
    result = rows.drug_test_result
    attended = rows.required_assessment_attended
    return rows.select(
        "custody_suite",
        day="arrested_on",
        period_start=rows.arrested_on.truncate("M").cast("date"),
        police_force=ibis.literal(inputs.places.partnership.police_force.code),
        result=ibis.cases(
            (result.isin(POSITIVE), "positive"),
            (result == "Negative", "negative"),
            (result == "Refused", "refused"),
            else_="not known",
        ),
        assessment=ibis.cases(
            (rows.required_assessment_on.isnull(), "none required"),
            (attended == "Yes", "attended"),
            (attended == "No", "not attended"),
            else_="not known",
        ),
    )


_FORCE = {AreaKind.POLICE_FORCE: "police_force"}
_FORCE_AND_DISTRICTS = {
    **_FORCE,
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
}

TABLES = (
    EventTable(
        name="force_crime",
        words="offences that the force recorded, by Home Office class",
        sources=("force_crime",),
        base=PeriodKind.MONTH,
        areas={
            **_FORCE_AND_DISTRICTS,
            AreaKind.LSOA_2021: "lsoa21",
            AreaKind.DEPRIVATION_QUINTILE: "quintile",
        },
        make=force_crime,
        placed_by={
            AreaKind.LSOA_2021: (BOUNDARIES_2021,),
            AreaKind.DEPRIVATION_QUINTILE: (BOUNDARIES_2021, DEPRIVATION),
        },
        covers=months_of("force_crime"),
        splits=("drug", "outcome", "outcome_number", "found_by_search"),
    ),
    EventTable(
        name="drug_seizures",
        words="seizures of drugs by the force, and the drugs in them",
        sources=("force_drug_seizures",),
        base=PeriodKind.MONTH,
        areas=_FORCE_AND_DISTRICTS,
        make=drug_seizures,
        covers=months_of("force_drug_seizures"),
        splits=("drug",),
    ),
    EventTable(
        name="tests_on_arrest",
        words="drug tests on arrest",
        sources=("force_custody",),
        base=PeriodKind.MONTH,
        areas=_FORCE,
        make=tests_on_arrest,
        covers=months_of("force_custody"),
        splits=("result", "assessment", "custody_suite"),
    ),
)
