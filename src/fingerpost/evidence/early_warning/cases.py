"""The records that warning rules watch, each with its day, its place and the day it was known.

The tables of `measures` keep months; a warning needs the day, the day on which it was known, and
what may explain an excess. So these frames are read from the lake here. Recorded crime of the open
police files is the table of `measures`, which places it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from shapely.geometry import shape

from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.measures.tables import Inputs

LOOK_UP = "postcode_lookup"
OPIOIDS = ("Heroin", "Methadone", "Other opioid", "Synthetic opioid")
NOT_RECORDED = "not recorded"
NO_OUTCOME_YET = "no outcome yet"

# How long after the end of its period a file has usually come. In a replay nothing of a file is
# known earlier; in daily use, never before it is landed.
DAYS_UNTIL_KNOWN = {
    "force_crime": 10,
    "police_street": 45,
    "hospital_admissions": 90,
}
YEARLY = 90  # days: so long is waited for yearly files only


@dataclass(frozen=True)
class WatchedTable:
    """A frame of records that rules may watch.

    The frame has `day` and `known_on` (dates), `record` (an opaque key), `area` (the smallest area
    that is known, or null), `district` (or null), and the columns named in rules.
    """

    name: str
    words: str
    source: str
    small_areas: str  # what `area` is: "postcode sector" or "small area"
    make: Callable[[Inputs], pl.DataFrame]
    is_delayed: bool = False  # `known_on` is each record's own: recent periods fill up


@dataclass(frozen=True)
class Casebook:
    """Every watched table of a workspace, read once and kept, and where its areas lie."""

    inputs: Inputs
    _frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    _known_days: dict[str, NDArray[np.datetime64]] = field(default_factory=dict)

    def has(self, table: str) -> bool:
        """Tell whether the source of a table is landed."""
        return self.inputs.lake.has(WATCHED[table].source, self.inputs.as_of)

    def cases(self, table: str) -> pl.DataFrame:
        """Return the records of a table, in an order that does not depend on the files'."""
        if table not in self._frames:
            frame = WATCHED[table].make(self.inputs).drop_nulls(["day", "known_on"])
            known = self.places(table).select("area", placed="district")
            frame = frame.join(known, on="area", how="left").with_columns(
                district=pl.coalesce("district", "placed")
            )
            columns = sorted(set(frame.columns) - {"placed"})
            self._frames[table] = frame.select(columns).sort(columns)
        return self._frames[table]

    def keep(self, table: str, frame: pl.DataFrame) -> None:
        """Use these records as those of a table."""
        self._frames[table] = frame.sort(frame.columns)

    def covered(self, table: str, on: date) -> tuple[Period, ...]:
        """Return the periods of the files that were known on a day, in order."""
        source = WATCHED[table].source
        wait = DAYS_UNTIL_KNOWN.get(source)
        found = set()
        for landing, part in self.inputs.lake.current(source, self.inputs.as_of):
            if not part.period:
                continue
            period = Period.parse(part.period)
            known = (
                period.start
                if wait is None
                else min(period.end + timedelta(days=wait), landing.landed_at.date())
            )
            if known <= on:
                found.add(period)
        return tuple(sorted(found))

    def known_on(self, table: str, on: date) -> pl.DataFrame:
        """Return the records of a table as they were known on a day.

        An outcome that came later is not known yet.
        """
        frame = self.cases(table).filter(pl.col("known_on") <= on)
        if "outcome_on" in frame.columns:
            later = pl.col("outcome_on") > on
            frame = frame.with_columns(
                outcome=pl.when(later).then(pl.lit(NO_OUTCOME_YET)).otherwise("outcome")
            )
        return frame

    def known_rows(self, table: str, on: date) -> int:
        """Return how many records of a table were known on a day."""
        if table not in self._known_days:
            self._known_days[table] = np.sort(self.cases(table)["known_on"].to_numpy())
        days = self._known_days[table]
        return int(np.searchsorted(days, np.datetime64(on), "right"))

    def fingerprint(self, table: str) -> str:
        """Return the fingerprint of the files behind a table."""
        return self.fingerprint_of(WATCHED[table].source)

    def fingerprint_of(self, source: str) -> str:
        """Return the fingerprint of the landed files of a source."""
        return self.inputs.lake.fingerprint([source], self.inputs.as_of)

    @property
    def newest_day(self) -> date | None:
        """The newest day on which anything that comes at least monthly became known."""
        days = [
            newest
            for table in WATCHED.values()
            if self.has(table.name)
            and DAYS_UNTIL_KNOWN.get(table.source, 0) < YEARLY
            and isinstance(newest := self.cases(table.name)["known_on"].max(), date)
        ]
        return max(days, default=None)

    @cached_property
    def small_areas(self) -> pl.DataFrame:
        """Small areas of 2021 with the middles of their outlines: area, district, longitude, latitude."""
        known = self.inputs.places.small_areas
        middles = [shape(json.loads(text)).centroid for text in known["geometry"]]
        return known.select(
            area="code",
            district="district_code",
            longitude=pl.Series([point.x for point in middles], dtype=pl.Float64),
            latitude=pl.Series([point.y for point in middles], dtype=pl.Float64),
        ).sort("area")

    @cached_property
    def sectors(self) -> pl.DataFrame:
        """Postcode sectors: area, district, longitude, latitude (the mean of their postcodes)."""
        lake, as_of = self.inputs.lake, self.inputs.as_of
        if not lake.has(LOOK_UP, as_of):
            return self.small_areas.clear()
        here = [area.code for area in self.inputs.places.partnership.districts]
        return (
            lake.frame(LOOK_UP, as_of)
            .filter(pl.col("district_code").is_in(here))
            .select(
                sector=pl.col("postcode").str.head(-2).str.strip_chars(),
                area="small_area",
                lies_in="district_code",
            )
            .collect()
            .join(self.small_areas, on="area")
            .sort("sector", "area")
            .group_by("sector", maintain_order=True)
            .agg(
                pl.col("lies_in").mode().min().alias("district"),
                pl.col("longitude").mean(),
                pl.col("latitude").mean(),
            )
            .rename({"sector": "area"})
        )

    def places(self, table: str) -> pl.DataFrame:
        """Return the places that the areas of a table are: area, district, longitude, latitude."""
        is_sector = WATCHED[table].small_areas == "postcode sector"
        return self.sectors if is_sector else self.small_areas

    @cached_property
    def _small_areas_of_sectors(self) -> pl.DataFrame:
        """Small areas with the sector that most of their postcodes have: area, sector."""
        lake, as_of = self.inputs.lake, self.inputs.as_of
        if not lake.has(LOOK_UP, as_of):
            return pl.DataFrame(schema={"area": pl.String, "sector": pl.String})
        return (
            lake.frame(LOOK_UP, as_of)
            .select(area="small_area", sector=pl.col("postcode").str.head(-2).str.strip_chars())
            .group_by("area")
            .agg(pl.col("sector").mode().min())
            .collect()
            .sort("area")
        )

    def small_areas_of(self, table: str, areas: tuple[str, ...]) -> tuple[str, ...]:
        """Return codes that have an outline: for postcode sectors, the small areas they cover.

        A sector has no published outline. It is drawn as the small areas in which most postcodes are
        its own; other codes are returned as they are.
        """
        if WATCHED[table].small_areas != "postcode sector":
            return areas
        covered = self._small_areas_of_sectors
        known = set(covered["sector"].to_list())
        found = covered.filter(pl.col("sector").is_in(areas))["area"].to_list()
        return tuple(sorted([*found, *(area for area in areas if area not in known)]))

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every area that a signal may name; a postcode sector is its own name."""
        places = self.inputs.places
        partnership = places.partnership
        return {
            **dict(places.small_areas.select("code", "name").iter_rows()),
            **{area.code: area.name for area in (*partnership.districts, partnership.area)},
        }

    @cached_property
    def district_of(self) -> dict[str, str]:
        """The district of every area that a signal may name."""
        districts = {area.code: area.code for area in self.inputs.places.partnership.districts}
        known = pl.concat([self.sectors, self.small_areas])
        return {**dict(known.select("area", "district").iter_rows()), **districts}


def _landed(inputs: Inputs, source: str) -> pl.LazyFrame:
    """Return the rows of a source with `record` and, for whole files, `known_on`."""
    parts = inputs.lake.current(source, inputs.as_of)
    frames = []
    for landing, part in parts:
        rows = pl.scan_parquet(inputs.lake.workspace.lake / part.path).with_columns(
            record=pl.format("{}:{}", pl.lit(landing.short), pl.col("_row")),
            landed_on=pl.lit(landing.landed_at.date()),
            ends_on=pl.lit(Period.parse(part.period).end if part.period else None, pl.Date),
        )
        frames.append(rows)
    return pl.concat(frames)


def _known_after(source: str) -> pl.Expr:
    """Return the day a whole file was known: when it usually has come, or earlier if it had."""
    usual = pl.col("ends_on") + pl.duration(days=DAYS_UNTIL_KNOWN[source])
    return pl.min_horizontal(usual, "landed_on")


def _age_band(column: str) -> pl.Expr:
    age = pl.col(column)
    return (
        pl.when(age.is_null())
        .then(pl.lit(NOT_RECORDED))
        .when(age < 18)
        .then(pl.lit("under 18"))
        .when(age < 30)
        .then(pl.lit("18 to 29"))
        .when(age < 50)
        .then(pl.lit("30 to 49"))
        .otherwise(pl.lit("50 and over"))
    )


def overdose_callouts(inputs: Inputs) -> pl.DataFrame:
    """Return ambulance call-outs, by the day of the call and the day the report was received."""
    doses = pl.col("naloxone_doses").fill_null(0)
    return (
        _landed(inputs, "ambulance_overdoses")
        .select(
            "record",
            day="called_on",
            known_on=pl.max_horizontal("received_on", "called_on"),
            area="postcode_sector",
            district=pl.lit(None, pl.String),
            substance=pl.col("suspected_substance").fill_null(NOT_RECORDED),
            naloxone=pl.when(doses >= 2)
            .then(pl.lit("two doses or more"))
            .when(doses == 1)
            .then(pl.lit("one dose"))
            .otherwise(pl.lit("none")),
            complaint=pl.col("chief_complaint").fill_null(NOT_RECORDED),
            age=_age_band("age"),
            died_at_scene=pl.col("died_at_scene").fill_null(NOT_RECORDED),
        )
        .collect()
    )


def force_crime(inputs: Inputs) -> pl.DataFrame:
    """Return offences by the day the force recorded them, known with the file of the month."""
    from fingerpost.evidence.sources.codelists import all_codelists

    words = all_codelists()["home_office_outcomes"].values
    number = pl.col("outcome_number")
    known = inputs.places.codes.select("lsoa_code", area="lsoa21")
    return (
        _landed(inputs, "force_crime")
        .join(known.lazy(), on="lsoa_code", how="left")
        .select(
            "record",
            "area",
            "outcome_on",
            day="recorded_on",
            known_on=_known_after("force_crime"),
            district="district_code",
            offence_class="home_office_class",
            drug=pl.col("drug").fill_null(NOT_RECORDED),
            outcome=number.replace(words).fill_null(NO_OUTCOME_YET),
            found_by_search=pl.col("found_by_search").fill_null(NOT_RECORDED),
            point=pl.col("lsoa_code").fill_null(NOT_RECORDED),
        )
        .collect()
    )


def recorded_crime(inputs: Inputs) -> pl.DataFrame:
    """Return drug offences of the open police files, by month."""
    table = inputs.table("recorded_crime")
    rows: pl.DataFrame = (
        table.filter(table.crime_type == "Drugs")
        .select("crime_id", "period_start", "lsoa21", "place", "outcome", "location")
        .to_polars()
    )
    landed = {
        Period.parse(part.period).start: landing.landed_at.date()
        for landing, part in inputs.lake.current("police_street", inputs.as_of)
        if part.period
    }
    return rows.select(
        "outcome",
        record=pl.col("crime_id").fill_null(""),
        day="period_start",
        known_on=pl.min_horizontal(
            pl.col("period_start").dt.month_end()
            + pl.duration(days=DAYS_UNTIL_KNOWN["police_street"]),
            pl.col("period_start").replace_strict(landed, default=None, return_dtype=pl.Date),
        ),
        area="lsoa21",
        district="place",
        point=pl.col("location").fill_null(NOT_RECORDED),
    )


ADMITTED_FOR = {
    "T400": "opium",
    "T401": "heroin",
    "T402": "other opioids",
    "T403": "methadone",
    "T404": "synthetic opioids",
    "T405": "cocaine",
    "T406": "other narcotics",
    "T407": "cannabis",
    "T412": "ketamine and other anaesthetics",
    "T424": "benzodiazepines",
    "T436": "stimulants other than cocaine",
}


def drug_admissions(inputs: Inputs) -> pl.DataFrame:
    """Return admissions for poisoning by drugs, known with the file of the year."""
    known = inputs.places.codes.select("lsoa_code", "district", area="lsoa21")
    code = pl.col("diagnosis_1").str.to_uppercase().str.replace_all(".", "", literal=True)
    return (
        _landed(inputs, "hospital_admissions")
        .join(known.lazy(), on="lsoa_code", how="left")
        .select(
            "record",
            "area",
            "district",
            day="admitted_on",
            known_on=_known_after("hospital_admissions"),
            substance=code.str.head(4).replace_strict(ADMITTED_FOR, default="another cause"),
            age=_age_band("age_at_start"),
            hospital=pl.col("site_code").fill_null(NOT_RECORDED),
        )
        .collect()
    )


def drug_information(inputs: Inputs) -> pl.DataFrame:
    """Return reports of drugs going round, by the day they were reported."""
    day = pl.col("reported_at").dt.date()
    return (
        _landed(inputs, "drug_information_reports")
        .select(
            "record",
            day=day,
            known_on=day,
            area=pl.lit(None, pl.String),
            district="district_code",
            substance=pl.coalesce("lab_result", "thought_to_be").fill_null(NOT_RECORDED),
            sold_as=pl.col("sold_as").fill_null(NOT_RECORDED),
            reporter=pl.col("reporter").fill_null(NOT_RECORDED),
            effects=pl.col("effects").fill_null(NOT_RECORDED),
        )
        .collect()
    )


WATCHED = {
    table.name: table
    for table in (
        WatchedTable(
            "overdose_callouts",
            "ambulance call-outs for a suspected overdose",
            "ambulance_overdoses",
            "postcode sector",
            overdose_callouts,
            is_delayed=True,
        ),
        WatchedTable(
            "force_crime",
            "offences that the force recorded",
            "force_crime",
            "small area",
            force_crime,
        ),
        WatchedTable(
            "recorded_crime",
            "drug offences in the open police files",
            "police_street",
            "small area",
            recorded_crime,
        ),
        WatchedTable(
            "drug_admissions",
            "admissions to hospital for poisoning by drugs",
            "hospital_admissions",
            "small area",
            drug_admissions,
        ),
        WatchedTable(
            "drug_information",
            "reports to the local drug information system",
            "drug_information_reports",
            "small area",
            drug_information,
        ),
    )
}
