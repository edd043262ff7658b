"""Numbers that others counted and published: by area and year, never added up by us."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import ENGLAND, AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import published


def drug_poisoning_deaths(inputs: Inputs) -> ir.Table:
    """Return published deaths by local authority and year of registration."""
    deaths = inputs.landed("ons_drug_poisoning_deaths_la")
    return published(inputs, deaths, deaths.area_code).select(
        "district",
        "partnership",
        "country",
        "deaths",
        period_start=ibis.date(deaths.year.cast("int32"), 1, 1),
    )


def treatment(inputs: Inputs) -> ir.Table:
    """Return published numbers of adults in treatment in England, by substance and age."""
    rows = inputs.landed("ohid_adult_treatment")
    return rows.select(
        "substance",
        "age",
        "people",
        country=ibis.literal(ENGLAND.code),
        period_start=ibis.date(rows.financial_year.cast("int32"), 4, 1),
    )


def force_offences(inputs: Inputs) -> ir.Table:
    """Return published offences by police force area and year ending, with the population used."""
    rows = inputs.landed("ons_police_force_area_offences")
    force = inputs.places.partnership.police_force.code
    start = rows.year_end.truncate("M") - ibis.interval(months=11)
    return rows.select(
        "offence",
        "measure",
        "value",
        police_force=ibis.ifelse(rows.area_code == force, force, None),
        country=ibis.ifelse(rows.area_code == ENGLAND.code, ENGLAND.code, None),
        period_start=start.cast("date"),
    )


def injecting_infection(inputs: Inputs) -> ir.Table:
    """Return published answers of people who inject drugs about infection at the injecting site."""
    rows = inputs.landed("ukhsa_injecting_infection")
    return rows.select(
        "population",
        "question",
        "people",
        country=ibis.literal("uk_ewni"),
        period_start=ibis.date(rows.year.cast("int32"), 1, 1),
    )


TABLES = (
    EventTable(
        name="drug_poisoning_deaths",
        words="deaths from drug poisoning registered in the year",
        sources=("ons_drug_poisoning_deaths_la",),
        base=PeriodKind.CALENDAR_YEAR,
        areas={
            AreaKind.DISTRICT: "district",
            AreaKind.PARTNERSHIP: "partnership",
            AreaKind.COUNTRY: "country",
        },
        make=drug_poisoning_deaths,
        published=True,
    ),
    EventTable(
        name="treatment",
        words="adults in treatment in England",
        sources=("ohid_adult_treatment",),
        base=PeriodKind.FINANCIAL_YEAR,
        areas={AreaKind.COUNTRY: "country"},
        make=treatment,
        splits=("substance",),
        published=True,
    ),
    EventTable(
        name="force_offences",
        words="offences by police force area as published by the ONS",
        sources=("ons_police_force_area_offences",),
        base=PeriodKind.ROLLING_12_MONTHS,
        areas={AreaKind.POLICE_FORCE: "police_force", AreaKind.COUNTRY: "country"},
        make=force_offences,
        published=True,
    ),
    EventTable(
        name="injecting_infection",
        words="answers of people who inject drugs",
        sources=("ukhsa_injecting_infection",),
        base=PeriodKind.CALENDAR_YEAR,
        areas={AreaKind.COUNTRY: "country"},
        make=injecting_infection,
        published=True,
    ),
)
