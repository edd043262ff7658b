"""Releases from prison: what followed in the community, step by step, and arrests within a year."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.paths import FROM_PRISON
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import PERSON, EventTable, Inputs
from fingerpost.evidence.measures.tables.people import SPLITS, described, furthest, waits
from fingerpost.evidence.measures.tables.placing import in_district

SOURCE = "prison_releases"


def releases(inputs: Inputs) -> ir.Table:
    """Return one row per release of a person with a treatment need, but for those left out."""
    rows = inputs.journeys.releases()
    rows = rows.filter(rows.eligible == "yes")
    stays = _retained(inputs, rows)
    rows = rows.left_join(stays, rows.record == stays.stays_record)
    placed = in_district(inputs, rows, rows.home_district_code)
    made = described(inputs, placed)
    began = made.started_on.notnull()
    told = ibis.greatest(made.released_on, made.referred_on)
    return made.select(
        PERSON,
        "record",
        "place",
        "partnership",
        "quintile",
        "prison",
        "engaged",
        *SPLITS,
        period_start=made.released_on.truncate("M").cast("date"),
        reached=furthest(
            FROM_PRISON,
            (made.referred == "yes", began, made.stays == "yes"),
        ),
        days_to_be_told=made.days_to_referral,
        days_to_start=made.started_on.delta(
            ibis.coalesce(told, made.released_on), unit="day"
        ).cast("int64"),
    )


def _retained(inputs: Inputs, rows: ir.Table) -> ir.Table:
    """Return whether the journey in which a release's start lies went on for 12 weeks."""
    journeys = inputs.journeys.treatment_journeys()
    journeys = journeys.filter(journeys.setting != "secure").select(
        "retained_12_weeks",
        journey_person=PERSON,
        journey_from="started_on",
        journey_to="seen_until",
    )
    both = rows.join(
        journeys,
        [
            rows[PERSON] == journeys.journey_person,
            rows.started_on >= journeys.journey_from,
            rows.started_on <= journeys.journey_to,
        ],
    )
    return both.group_by(stays_record="record").agg(stays=both.retained_12_weeks.max())


def release_waits(inputs: Inputs) -> ir.Table:
    """Return the days from step to step of each release that is followed."""
    rows = inputs.table("releases")
    told, began = (step.title for step in FROM_PRISON.steps[1:3])
    days = {told: rows.days_to_be_told, began: rows.days_to_start}
    return waits(rows, days, PERSON, "period_start", "place", "partnership")


def releases_and_arrests(inputs: Inputs) -> ir.Table:
    """Return one row per release of a person with a treatment need, with arrests within 12 months."""
    rows = inputs.journeys.reoffending_after_release()
    rows = rows.filter(rows.treatment_need == "Yes")
    # Who died, was deported or went straight back to prison could not be arrested here.
    rows = rows.filter(rows.exclusion.isnull())
    placed = in_district(inputs, rows, rows.home_district_code)
    made = described(inputs, placed)
    return made.select(
        PERSON,
        "place",
        "partnership",
        "quintile",
        "arrested_again",
        "proven",
        *SPLITS,
        period_start=made.released_on.truncate("M").cast("date"),
    )


_AREAS = {
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
    AreaKind.PARTNERSHIP: "partnership",
    AreaKind.DEPRIVATION_QUINTILE: "quintile",
}

TABLES = (
    EventTable(
        name="releases",
        words="releases from prison of people with a treatment need, by the day of release",
        sources=(SOURCE, "ndtms_adult"),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=releases,
        covers=months_of(SOURCE),
        splits=(*SPLITS, "prison", "reached"),
        by_person=True,
    ),
    EventTable(
        name="release_waits",
        words="days from step to step after a release from prison",
        sources=(SOURCE, "ndtms_adult"),
        base=PeriodKind.MONTH,
        areas={AreaKind.PARTNERSHIP: "partnership"},
        make=release_waits,
        covers=months_of(SOURCE),
        splits=("reached",),
        by_person=True,
    ),
    EventTable(
        name="releases_and_arrests",
        words="releases from prison of people with a treatment need, with later arrests",
        sources=(SOURCE, "ndtms_adult", "force_custody"),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=releases_and_arrests,
        covers=months_of(SOURCE),
        splits=SPLITS,
        by_person=True,
    ),
)
