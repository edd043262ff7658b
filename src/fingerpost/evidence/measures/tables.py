"""The tables that measures count: landed rows with their place and their period, in Ibis.

Each function takes `Inputs` and returns an Ibis expression whose rows have `period_start` (the
first day of the table's base period), one column per kind of area it can be counted by, and the
columns that measures filter and split by. Ibis keeps the same expression runnable on DuckDB and
on Spark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import ibis
import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.core.areas import ENGLAND, NO_LOCATION, OUTSIDE, UNKNOWN, AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.core.provenance import Unplaced
from fingerpost.evidence.lake import Lake
from fingerpost.evidence.measures.places import BOUNDARIES_2021, DEPRIVATION, Places

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


@dataclass(frozen=True)
class Inputs:
    """The lake, the places and one in-memory engine for a whole run of measures."""

    lake: Lake
    places: Places
    as_of: datetime | None = None
    _made: dict[str, ir.Table] = field(default_factory=dict)

    @cached_property
    def engine(self) -> ibis.backends.duckdb.Backend:
        """One DuckDB in memory."""
        return ibis.duckdb.connect(threads=2)

    def landed(self, source: str) -> ir.Table:
        """Return the newest editions of a source, as known on `as_of`."""
        paths = [str(path) for path in self.lake.paths(source, self.as_of)]
        return self.engine.read_parquet(paths, table_name=f"landed_{source}")

    def local(self, frame: pl.DataFrame, name: str) -> ir.Table:
        """Return a small frame of ours as a table of the engine."""
        return self.engine.create_table(name, frame.to_arrow(), overwrite=True)

    @property
    def force_name(self) -> str:
        """The police force as its own files spell it."""
        return self.places.partnership.force_name

    def table(self, name: str) -> ir.Table:
        """Return a table of `TABLES` by name, made once and kept."""
        if name not in self._made:
            made = TABLES[name].make(self)
            self._made[name] = self.engine.create_table(f"t_{name}", made, overwrite=True)
        return self._made[name]


@dataclass(frozen=True)
class EventTable:
    """A table that measures may count, and what its rows are."""

    name: str
    words: str
    sources: tuple[str, ...]  # all needed before it can be made
    base: PeriodKind  # the period that `period_start` begins
    areas: dict[AreaKind, str]  # the column that holds the area's code
    make: Callable[[Inputs], ir.Table]
    # The sources that say in which area of a kind a row lies; without them that kind waits.
    placed_by: dict[AreaKind, tuple[str, ...]] = field(default_factory=dict)
    splits: tuple[str, ...] = ()  # columns that a measure may split by
    published: bool = False  # sums that somebody else counted: never added up over areas


def _placed(inputs: Inputs, rows: pl.DataFrame, name: str) -> ir.Table:
    """Return `rows` (with lsoa21 or null, district or null) with every area column filled."""
    force = inputs.places.partnership.police_force.code
    rows = rows.join(inputs.places.deciles, on="lsoa21", how="left").with_columns(
        police_force=pl.lit(force)
    )
    return inputs.local(rows, name)


def recorded_crime(inputs: Inputs) -> ir.Table:
    """Return one row per offence or incident that the partnership's force recorded."""
    places = inputs.places
    street = inputs.landed("police_street")
    street = street.filter(street.falls_within == inputs.force_name).select(
        "crime_id", "month", "crime_type", "last_outcome", "lsoa_code", "longitude", "latitude"
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
    return _placed(inputs, rows, "searches_placed")


def _force_spellings(force_name: str) -> tuple[str, ...]:
    """Return the ways a force is named in files: its own name, and the file name's short one."""
    short = force_name.removesuffix(" Constabulary").removesuffix(" Police").strip()
    return (force_name, short, short.lower().replace(" ", "-"))


def drug_poisoning_deaths(inputs: Inputs) -> ir.Table:
    """Return published deaths by local authority and year of registration."""
    deaths = inputs.landed("ons_drug_poisoning_deaths_la")
    return _published(inputs, deaths, deaths.area_code).select(
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


def _published(inputs: Inputs, table: ir.Table, code: ir.StringColumn) -> ir.Table:
    """Add district, partnership and country columns to a table of published area codes."""
    districts = [area.code for area in inputs.places.partnership.districts]
    return table.mutate(
        district=ibis.ifelse(code.isin(districts), code, None),
        partnership=ibis.ifelse(
            code.isin(districts), inputs.places.partnership.area.code, None
        ),
        country=ibis.ifelse(code == ENGLAND.code, ENGLAND.code, None),
    )


def unplaced(inputs: Inputs) -> tuple[Unplaced, ...]:
    """Count the rows of police files that lie in no district, or that another force recorded."""
    found: list[Unplaced] = []
    for name, source in (
        ("recorded_crime", "police_street"),
        ("searches", "police_stop_search"),
    ):
        if not inputs.lake.has(source, inputs.as_of):
            continue
        table = inputs.table(name)
        counts = dict(table.group_by("place").agg(n=table.count()).to_polars().iter_rows())
        total = int(sum(counts.values()))
        is_placed = inputs.lake.has(BOUNDARIES_2021, inputs.as_of)
        found.extend(
            Unplaced(source, area.name, int(counts[area.code]), total)
            for area in (NOWHERE if is_placed else (NO_LOCATION,))
            if counts.get(area.code)
        )
        landed = sum(part.rows for _, part in inputs.lake.current(source, inputs.as_of))
        if landed > total:
            found.append(Unplaced(source, OTHER_FORCE, landed - total, landed))
    return tuple(found)


OTHER_FORCE = "Recorded by another police force, or the file does not say by which"
NOWHERE = (OUTSIDE, NO_LOCATION, UNKNOWN)
_POLICE_AREAS = {
    AreaKind.POLICE_FORCE: "police_force",
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
    AreaKind.LSOA_2021: "lsoa21",
    AreaKind.DEPRIVATION_QUINTILE: "quintile",
}

_PLACED_BY = {
    AreaKind.DISTRICT: (BOUNDARIES_2021,),
    AreaKind.NOWHERE: (BOUNDARIES_2021,),
    AreaKind.LSOA_2021: (BOUNDARIES_2021,),
    AreaKind.DEPRIVATION_QUINTILE: (BOUNDARIES_2021, DEPRIVATION),
}

TABLES = {
    table.name: table
    for table in (
        EventTable(
            name="recorded_crime",
            words="offences and incidents that the force recorded",
            sources=("police_street",),
            base=PeriodKind.MONTH,
            areas=_POLICE_AREAS,
            make=recorded_crime,
            placed_by=_PLACED_BY,
            splits=("crime_type", "outcome"),
        ),
        EventTable(
            name="drug_offence_outcomes",
            words="recorded drug offences with the time to their first outcome",
            sources=("police_street", "police_outcomes"),
            base=PeriodKind.MONTH,
            areas={
                key: _POLICE_AREAS[key] for key in (AreaKind.POLICE_FORCE, AreaKind.DISTRICT)
            },
            make=drug_offence_outcomes,
            placed_by=_PLACED_BY,
        ),
        EventTable(
            name="searches",
            words="stop and searches by the force",
            sources=("police_stop_search",),
            base=PeriodKind.MONTH,
            areas=_POLICE_AREAS,
            make=searches,
            placed_by=_PLACED_BY,
            splits=("ethnicity", "age", "gender", "outcome"),
        ),
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
}
