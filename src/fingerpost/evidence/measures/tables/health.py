"""Harm that health services and the coroner see: call-outs, admissions, deaths."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.places import BOUNDARIES_2021, DEPRIVATION
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import in_small_area

POISONING = "poisoning"
DISORDER = "mental or behavioural disorder"
KETAMINE = "poisoning with ketamine"
OTHER_CAUSE = "another cause"
DISORDER_GROUPS = ("F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19")  # no F10, no F17


def overdose_callouts(inputs: Inputs) -> ir.Table:
    """Return one row per patient of a call-out, by the day of the call.

    No district: the place is a postcode sector, and no landed look-up says in which districts a
    sector lies (some lie in two).
    """
    rows = inputs.landed("ambulance_overdoses")
    return rows.select(
        "postcode_sector",
        day="called_on",
        received_on="received_on",
        period_start=rows.called_on.truncate("M").cast("date"),
        partnership=ibis.literal(inputs.places.partnership.area.code),
        substance=rows.suspected_substance.fill_null("not recorded"),
        naloxone=rows.naloxone_given.fill_null("not recorded"),
    )


def drug_admissions(inputs: Inputs) -> ir.Table:
    """Return one row per admission with what its main diagnosis is, by where the patient lives."""
    rows = in_small_area(inputs, inputs.landed("hospital_admissions"), "lsoa_code")
    code = rows.diagnosis_1.upper().replace(".", "")
    return rows.select(
        "lsoa21",
        "quintile",
        "place",
        "partnership",
        day="admitted_on",
        period_start=rows.admitted_on.truncate("M").cast("date"),
        cause=ibis.cases(
            (code.startswith("T40") | code.startswith("T436"), POISONING),
            (code.substr(0, 3).isin(DISORDER_GROUPS), DISORDER),
            (code.startswith("T412"), KETAMINE),
            else_=OTHER_CAUSE,
        ),
    )


def drug_deaths(inputs: Inputs) -> ir.Table:
    """Return one row per death that the coroner registered, by the month of registration."""
    rows = in_small_area(inputs, inputs.landed("drug_deaths"), "lsoa_code")
    return rows.select(
        "lsoa21",
        "quintile",
        "place",
        "partnership",
        period_start=rows.registered_on.truncate("M").cast("date"),
        drug_misuse=ibis.cases(
            (rows.drug_misuse == "Yes", "yes"),
            (rows.drug_misuse == "No", "no"),
            else_="not known",
        ),
    )


_RESIDENTS = {
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
    AreaKind.PARTNERSHIP: "partnership",
    AreaKind.DEPRIVATION_QUINTILE: "quintile",
}
_PLACED_BY = {
    AreaKind.DISTRICT: (BOUNDARIES_2021,),
    AreaKind.NOWHERE: (BOUNDARIES_2021,),
    AreaKind.PARTNERSHIP: (BOUNDARIES_2021,),
    AreaKind.DEPRIVATION_QUINTILE: (BOUNDARIES_2021, DEPRIVATION),
}

TABLES = (
    EventTable(
        name="overdose_callouts",
        words="patients of ambulance call-outs for a suspected overdose",
        sources=("ambulance_overdoses",),
        base=PeriodKind.MONTH,
        areas={AreaKind.PARTNERSHIP: "partnership"},
        make=overdose_callouts,
        covers=months_of("ambulance_overdoses"),
        splits=("substance", "naloxone"),
    ),
    EventTable(
        name="drug_admissions",
        words="admissions to hospital with drugs as the main diagnosis",
        sources=("hospital_admissions",),
        base=PeriodKind.MONTH,
        areas=_RESIDENTS,
        make=drug_admissions,
        placed_by=_PLACED_BY,
        covers=months_of("hospital_admissions"),
        splits=("cause",),
    ),
    EventTable(
        name="drug_deaths",
        words="deaths through drugs that the coroner registered",
        sources=("drug_deaths",),
        base=PeriodKind.MONTH,
        areas=_RESIDENTS,
        make=drug_deaths,
        placed_by=_PLACED_BY,
        covers=months_of("drug_deaths"),
    ),
)
