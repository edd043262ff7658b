"""Arrests by person, and what followed a positive test or an offence of possession, step by step.

An arrest is counted where the person lives. Where none of the person's records says, it is counted
for the force and in no district.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.paths import FROM_CUSTODY, FROM_POSSESSION
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import PERSON, EventTable, Inputs
from fingerpost.evidence.measures.tables.people import SPLITS, described, furthest, homes, waits
from fingerpost.evidence.measures.tables.placing import in_small_area

CUSTODY, CRIME, TEAM, TREATMENT = "force_custody", "force_crime", "ndtms_cjit", "ndtms_adult"


def arrests(inputs: Inputs) -> ir.Table:
    """Return one row per detention, by the month of the arrest."""
    rows = inputs.journeys.detentions()
    lives = homes(inputs)
    rows = rows.left_join(lives, rows[PERSON] == lives.lives_person)
    rows = rows.mutate(home=ibis.coalesce(rows.lsoa_code, rows.lives_in))
    rows = rows.drop("lives_person", "lives_in")
    placed = in_small_area(inputs, rows, "home").drop("quintile")
    made = described(inputs, placed)
    return made.select(
        PERSON,
        "place",
        "quintile",
        "lsoa21",
        *SPLITS,
        period_start=made.arrested_on.truncate("M").cast("date"),
        police_force=_force(inputs),
    )


def tests_followed(inputs: Inputs) -> ir.Table:
    """Return one row per positive test of a person who was not in treatment on that day."""
    rows = inputs.journeys.custody_tests()
    rows = rows.filter(rows.in_treatment_at_test == "no")
    made = described(inputs, rows)
    came = made.assessment == "attended"
    began = made.started_on.notnull()
    return made.select(
        PERSON,
        "quintile",
        *SPLITS,
        period_start=made.arrested_on.truncate("M").cast("date"),
        police_force=_force(inputs),
        reached=furthest(FROM_CUSTODY, (came, began)),
        days_to_assessment=ibis.ifelse(came, made.days_to_assessment, None),
        days_to_start=ibis.ifelse(
            came, made.started_on.delta(made.assessment_on, unit="day"), made.days_to_start
        ).cast("int64"),
    )


def test_waits(inputs: Inputs) -> ir.Table:
    """Return the days from step to step after a positive test."""
    rows = inputs.table("tests_followed")
    assessed, began = (step.title for step in FROM_CUSTODY.steps[1:])
    days = {assessed: rows.days_to_assessment, began: rows.days_to_start}
    return waits(rows, days, PERSON, "period_start", "police_force")


def possession_followed(inputs: Inputs) -> ir.Table:
    """Return one row per offence of possession with an outcome and person detained for it."""
    rows = inputs.journeys.diversions()
    rows = rows.filter((rows.person_known == "yes") & rows.diverted.isin(("yes", "no")))
    made = described(inputs, rows)
    diverted = made.diverted == "yes"
    reached, assessed = made.contacted_on.notnull(), made.assessed_on.notnull()
    began = made.started_on.notnull()
    # What became of somebody who was charged is no step of this path.
    later = [diverted & claim for claim in (reached, assessed, began)]
    return made.select(
        PERSON,
        "quintile",
        *SPLITS,
        period_start=made.recorded_on.truncate("M").cast("date"),
        police_force=_force(inputs),
        reached=furthest(FROM_POSSESSION, (diverted, *later)),
        days_to_outcome=ibis.ifelse(diverted, made.days_to_outcome, None),
        days_to_contact=ibis.ifelse(diverted, made.days_to_contact, None),
        days_to_assessment=ibis.ifelse(
            diverted, made.assessed_on.delta(made.contacted_on, unit="day"), None
        ),
        days_to_start=ibis.ifelse(
            diverted, made.started_on.delta(made.assessed_on, unit="day"), None
        ),
    )


def possession_waits(inputs: Inputs) -> ir.Table:
    """Return the days from step to step after an offence of possession; contact counts from arrest."""
    rows = inputs.table("possession_followed")
    titles = [step.title for step in FROM_POSSESSION.steps[1:]]
    numbers = (
        rows.days_to_outcome,
        rows.days_to_contact,
        rows.days_to_assessment,
        rows.days_to_start,
    )
    days = dict(zip(titles, numbers, strict=True))
    return waits(rows, days, PERSON, "period_start", "police_force")


def _force(inputs: Inputs) -> ir.StringScalar:
    return ibis.literal(inputs.places.partnership.police_force.code)


_FORCE = {
    AreaKind.POLICE_FORCE: "police_force",
    AreaKind.DEPRIVATION_QUINTILE: "quintile",
}

TABLES = (
    EventTable(
        name="arrests",
        words="detentions in custody, by the day of arrest and where the person lives",
        sources=(CUSTODY,),
        base=PeriodKind.MONTH,
        areas={**_FORCE, AreaKind.DISTRICT: "place", AreaKind.NOWHERE: "place"},
        make=arrests,
        covers=months_of(CUSTODY),
        splits=SPLITS,
        by_person=True,
    ),
    EventTable(
        name="tests_followed",
        words="positive drug tests on arrest of people not in treatment",
        sources=(CUSTODY, TEAM, TREATMENT),
        base=PeriodKind.MONTH,
        areas=_FORCE,
        make=tests_followed,
        covers=months_of(CUSTODY),
        splits=(*SPLITS, "reached"),
        by_person=True,
    ),
    EventTable(
        name="test_waits",
        words="days from step to step after a positive test on arrest",
        sources=(CUSTODY, TEAM, TREATMENT),
        base=PeriodKind.MONTH,
        areas={AreaKind.POLICE_FORCE: "police_force"},
        make=test_waits,
        covers=months_of(CUSTODY),
        splits=("reached",),
        by_person=True,
    ),
    EventTable(
        name="possession_followed",
        words="offences of possession with an outcome, by people known from custody",
        sources=(CRIME, CUSTODY, TEAM, TREATMENT),
        base=PeriodKind.MONTH,
        areas=_FORCE,
        make=possession_followed,
        covers=months_of(CUSTODY),
        splits=(*SPLITS, "reached"),
        by_person=True,
    ),
    EventTable(
        name="possession_waits",
        words="days from step to step after an offence of possession",
        sources=(CRIME, CUSTODY, TEAM, TREATMENT),
        base=PeriodKind.MONTH,
        areas={AreaKind.POLICE_FORCE: "police_force"},
        make=possession_waits,
        covers=months_of(CUSTODY),
        splits=("reached",),
        by_person=True,
    ),
)
