"""Crime, outcomes, and stop and search as data.police.uk publishes them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.core.areas import NO_LOCATION, OUTSIDE, UNKNOWN, AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import PLACED_BY, POLICE_AREAS, placed

# How the words of the street file sort into what became of an offence. The publisher's words map
# only loosely to the Home Office's outcome numbers; an outcome says with what the police closed
# the offence, not whether anybody turned up.
OUTCOME_GROUPS = {
    "Court result unavailable": "charged or summonsed",
    "Awaiting court outcome": "charged or summonsed",
    "Suspect charged as part of another case": "charged or summonsed",
    "Offender given a caution": "caution",
    "Offender given a drugs possession warning": "caution",
    "Local resolution": "community resolution",
    "Further action is not in the public interest": "not in the public interest (may be diversion)",
    "Formal action is not in the public interest": "not in the public interest (may be diversion)",
    "Further investigation is not in the public interest": (
        "not in the public interest (may be diversion)"
    ),
    "Unable to prosecute suspect": "suspect known, not prosecuted",
    "Investigation complete; no suspect identified": "no suspect",
    "Action to be taken by another organisation": "other organisation acts",
    "Under investigation": "no outcome yet",
    "Status update unavailable": "no outcome yet",
}
NO_OUTCOME_YET = "no outcome yet"
OTHER_OUTCOME = "another outcome"

SEARCH_OUTCOMES = {
    "A no further action disposal": "no further action",
    "Nothing found - no further action": "no further action",
    "Arrest": "arrest",
    "Community resolution": "community resolution",
    "Caution (simple or conditional)": "caution",
    "Summons / charged by post": "summons or charge by post",
    "Khat or Cannabis warning": "cannabis or khat warning",
    "Penalty Notice for Disorder": "penalty notice",
}


def recorded_crime(inputs: Inputs) -> ir.Table:
    """Return one row per offence or incident that the partnership's force recorded."""
    places = inputs.places
    street = inputs.landed("police_street")
    street = street.filter(street.falls_within == inputs.force_name).select(
        "crime_id",
        "month",
        "crime_type",
        "last_outcome",
        "lsoa_code",
        "location",
        "longitude",
        "latitude",
    )
    codes = places.codes.rename({"lsoa21": "known_lsoa21", "district": "known_district"})
    placed = street.left_join(inputs.local(codes, "known_codes"), "lsoa_code")
    # Rows under a code of 2011 that was split are placed by their points: a few in a hundred.
    split = codes.filter(pl.col("known_lsoa21").is_null())["lsoa_code"].to_list()
    is_split = placed.lsoa_code.isin(split) if split else ibis.literal(value=False)
    points = placed.filter(is_split).select("longitude", "latitude").distinct().to_polars()
    points = points.drop_nulls().sort("longitude", "latitude")
    found = places.at_points(points["longitude"].to_numpy(), points["latitude"].to_numpy())
    at_points = points.with_columns(at_point=pl.Series(found, dtype=pl.String))
    placed = placed.mutate(is_split=is_split).left_join(
        inputs.local(at_points, "street_points"), ["longitude", "latitude"]
    )
    everywhere = places.every_code
    is_known = (
        placed.lsoa_code.isin(inputs.local(everywhere, "every_code").lsoa_code)
        if everywhere is not None
        else ibis.literal(value=True)
    )
    rows = placed.select(
        "crime_id",
        "crime_type",
        "last_outcome",
        "location",
        period_start=placed.month,
        lsoa21=ibis.coalesce(
            placed.known_lsoa21, ibis.ifelse(placed.is_split, placed.at_point, None)
        ),
        place=ibis.cases(
            (placed.known_district.notnull(), placed.known_district),
            (placed.lsoa_code.isnull(), NO_LOCATION.code),
            (is_known, OUTSIDE.code),
            else_=UNKNOWN.code,
        ),
        police_force=ibis.literal(places.partnership.police_force.code),
    )
    group = rows.last_outcome.cases(*OUTCOME_GROUPS.items(), else_=OTHER_OUTCOME)
    rows = rows.mutate(outcome=ibis.ifelse(rows.last_outcome.isnull(), NO_OUTCOME_YET, group))
    fifths = inputs.local(places.deciles.rename({"lsoa21": "fifth_lsoa21"}), "fifths")
    return rows.left_join(fifths, rows.lsoa21 == fifths.fifth_lsoa21).drop("fifth_lsoa21")


def drug_offence_outcomes(inputs: Inputs) -> ir.Table:
    """Return one row per recorded drug offence with the months from record to its first outcome."""
    crime = inputs.table("recorded_crime")
    drugs = crime.filter((crime.crime_type == "Drugs") & crime.crime_id.notnull())
    outcomes = inputs.landed("police_outcomes")
    first = (
        outcomes.filter(outcomes.crime_id.notnull())
        .group_by("crime_id")
        .agg(first_outcome=outcomes.month.min())
    )
    both = drugs.left_join(first, "crime_id")
    months = (both.first_outcome.year() - both.period_start.year()) * 12 + (
        both.first_outcome.month() - both.period_start.month()
    )
    within = ibis.ifelse(both.first_outcome.notnull() & (months <= 3), "yes", "no")
    return both.select(
        "crime_id",
        "period_start",
        "place",
        "police_force",
        within_3_months=within,
    )


def searches(inputs: Inputs) -> ir.Table:
    """Return one row per stop and search by the partnership's force, placed by its coordinates."""
    rows = (
        inputs.lake.frame("police_stop_search", inputs.as_of)
        .select(
            "force",
            "month",
            "longitude",
            "latitude",
            "object_of_search",
            "outcome",
            "age_range",
            "gender",
            "ethnicity_officer_defined",
            "type",
        )
        .filter(pl.col("force").is_in(_force_spellings(inputs.force_name)))
        .collect()
    )
    found = inputs.places.at_points(
        rows["longitude"].cast(pl.Float64).to_numpy(),
        rows["latitude"].cast(pl.Float64).to_numpy(),
    )
    known = inputs.places.small_areas.select(lsoa21="code", district="district_code")
    rows = rows.with_columns(lsoa21=pl.Series(found, dtype=pl.String)).join(
        known, on="lsoa21", how="left", maintain_order="left"
    )
    unknown = pl.lit("not recorded")
    rows = rows.select(
        "type",
        "object_of_search",
        "lsoa21",
        period_start="month",
        place=pl.when(pl.col("district").is_not_null())
        .then("district")
        .when(pl.col("longitude").is_not_null())
        .then(pl.lit(OUTSIDE.code))
        .otherwise(pl.lit(NO_LOCATION.code)),
        ethnicity=pl.col("ethnicity_officer_defined").fill_null(unknown),
        age=pl.col("age_range").fill_null(unknown),
        gender=pl.col("gender").fill_null(unknown),
        outcome=pl.col("outcome").replace(SEARCH_OUTCOMES).fill_null(unknown),
        action_taken=pl.when(pl.col("outcome").replace(SEARCH_OUTCOMES) == "no further action")
        .then(pl.lit("no"))
        .when(pl.col("outcome").is_null())
        .then(unknown)
        .otherwise(pl.lit("yes")),
    )
    return placed(inputs, rows, "searches_placed")


def _force_spellings(force_name: str) -> tuple[str, ...]:
    """Return the ways a force is named in files: its own name, and the file name's short one."""
    short = force_name.removesuffix(" Constabulary").removesuffix(" Police").strip()
    return (force_name, short, short.lower().replace(" ", "-"))


TABLES = (
    EventTable(
        name="recorded_crime",
        words="offences and incidents that the force recorded",
        sources=("police_street",),
        base=PeriodKind.MONTH,
        areas=POLICE_AREAS,
        make=recorded_crime,
        placed_by=PLACED_BY,
        splits=("crime_type", "outcome"),
    ),
    EventTable(
        name="drug_offence_outcomes",
        words="recorded drug offences with the time to their first outcome",
        sources=("police_street", "police_outcomes"),
        base=PeriodKind.MONTH,
        areas={key: POLICE_AREAS[key] for key in (AreaKind.POLICE_FORCE, AreaKind.DISTRICT)},
        make=drug_offence_outcomes,
        placed_by=PLACED_BY,
    ),
    EventTable(
        name="searches",
        words="stop and searches by the force",
        sources=("police_stop_search",),
        base=PeriodKind.MONTH,
        areas=POLICE_AREAS,
        make=searches,
        placed_by=PLACED_BY,
        splits=("ethnicity", "age", "gender", "outcome"),
    ),
)
