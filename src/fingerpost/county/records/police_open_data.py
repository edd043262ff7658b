"""What data.police.uk publishes: street crime, outcomes, and stop and search, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from fingerpost.county import background
from fingerpost.county.calendar import EPOCH
from fingerpost.county.chance import pick, stream
from fingerpost.county.concern import YEAR
from fingerpost.county.map import PARTNERSHIP
from fingerpost.county.records import cells
from fingerpost.county.records.crimes import ANTISOCIAL
from fingerpost.county.world import PartnerFile, World

FORCE = PARTNERSHIP.force_name
LOCAL = ZoneInfo("Europe/London")
CRIME_TYPES = {
    **dict.fromkeys(("92A", "92C", "92D", "92E", background.DRUGS_WITHOUT_SUSPECT), "Drugs"),
    "shoplifting": "Shoplifting",
    "burglary": "Burglary",
    "vehicle": "Vehicle crime",
    "theft_person": "Theft from the person",
    "robbery": "Robbery",
    "violence": "Violence and sexual offences",
    "bicycle_theft": "Bicycle theft",
    "other_theft": "Other theft",
    "criminal_damage": "Criminal damage and arson",
    "public_order": "Public order",
    "weapons": "Possession of weapons",
    "other_crime": "Other crime",
    ANTISOCIAL: "Anti-social behaviour",
}
# The publisher's words for the Home Office's outcomes, in the street file and in the outcomes file.
LAST_OUTCOMES = {
    "1": "Court result unavailable",
    "3": "Offender given a caution",
    "8": "Local resolution",
    "10": "Formal action is not in the public interest",
    "14": "Unable to prosecute suspect",
    "15": "Unable to prosecute suspect",
    "16": "Unable to prosecute suspect",
    "18": "Investigation complete; no suspect identified",
    "22": "Further action is not in the public interest",
}
OUTCOMES = {**LAST_OUTCOMES, "1": "Suspect charged"}
NO_LOCATION_SHARE = 0.024  # of rows, near that of Cambridgeshire in 2024
SEARCHES_PER_1000_A_YEAR = 3.1  # 2,134 in nine months of 2024 for about 0.9 million people
SEARCH_OBJECTS = (
    ("Controlled drugs", 0.50),  # of those that found none; with those that did, about 63%
    ("Offensive weapons", 0.23),
    ("Article for use in theft", 0.22),
    ("Stolen goods", 0.03),
    ("Firearms", 0.02),
)
LEGISLATION = {
    "Controlled drugs": "Misuse of Drugs Act 1971 (section 23)",
    "Firearms": "Firearms Act 1968 (section 47)",
}
OFFICER_ETHNICITY = (
    ("White", 0.73),
    ("Asian", 0.11),
    ("Black", 0.10),
    ("", 0.03),
    ("Other", 0.03),
)
SELF_ETHNICITY = {
    "White": "White - English/Welsh/Scottish/Northern Irish/British",
    "Asian": "Asian/Asian British - Any other Asian background",
    "Black": "Black/African/Caribbean/Black British - African",
    "Other": "Other ethnic group - Not stated",
}
# Of searches, by the clock: few in the morning, most in the evening.
HOURS = np.array([5, 4, 3, 2, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 6, 6, 6, 6, 6, 7, 7, 8, 8, 7]) / 105


def street_and_outcomes(
    world: World, month: int, crimes: pl.DataFrame
) -> Iterator[PartnerFile]:
    """Yield the street file and the outcomes file of a month."""
    name = f"{world.calendar.starts[month]:%Y-%m}"
    rng = stream(world.seed, "police.uk", month)
    placed = _placed(world, crimes, rng.random(len(crimes)) < NO_LOCATION_SHARE)
    is_incident = pl.col("kind") == ANTISOCIAL
    shared = {
        "Month": pl.lit(name),
        "Reported by": pl.lit(FORCE),
        "Falls within": pl.lit(FORCE),
        "Longitude": pl.col("longitude"),
        "Latitude": pl.col("latitude"),
    }
    street = placed[np.argsort(rng.random(len(placed)))].select(
        pl.when(~is_incident).then("crime_id").alias("Crime ID"),
        *(value.alias(key) for key, value in shared.items()),
        pl.col("place").fill_null("No Location").alias("Location"),
        pl.col("lsoa_code").alias("LSOA code"),
        pl.col("lsoa_name").alias("LSOA name"),
        cells.words(CRIME_TYPES, "kind").alias("Crime type"),
        pl.when(~is_incident)
        .then(cells.words(LAST_OUTCOMES, "outcome").fill_null("Under investigation"))
        .alias("Last outcome category"),
        pl.lit(None, dtype=pl.String).alias("Context"),
    )
    yield _file(world, month, "police_street", "street", street)


def outcomes(world: World, month: int, decided: pl.DataFrame) -> PartnerFile:
    """Return the outcomes file of a month: crimes of any month that got their outcome in it."""
    rng = stream(world.seed, "police.uk outcomes", month)
    placed = _placed(world, decided, np.zeros(len(decided), dtype=bool))
    frame = placed[np.argsort(rng.random(len(placed)))].select(
        pl.col("crime_id").alias("Crime ID"),
        pl.lit(f"{world.calendar.starts[month]:%Y-%m}").alias("Month"),
        pl.lit(FORCE).alias("Reported by"),
        pl.lit(FORCE).alias("Falls within"),
        pl.col("longitude").alias("Longitude"),
        pl.col("latitude").alias("Latitude"),
        pl.col("place").fill_null("No location").alias("Location"),
        pl.col("lsoa_code").alias("LSOA code"),
        pl.col("lsoa_name").alias("LSOA name"),
        cells.words(OUTCOMES, "outcome").alias("Outcome type"),
    )
    return _file(world, month, "police_outcomes", "outcomes", frame)


def searches(world: World, month: int, crimes: pl.DataFrame) -> PartnerFile:
    """Return the stop and search file of a month: those that found drugs, and all others."""
    rng = stream(world.seed, "searches", month)
    found = crimes.filter(pl.col("found_by_search"))
    expected = SEARCHES_PER_1000_A_YEAR / 12 * world.map.residents / 1000
    steep = 2.5 ** (-(world.map.decile - 1) / 9)
    expected = expected * steep / steep.mean()
    others = np.repeat(np.arange(len(expected)), rng.poisson(0.72 * expected))
    n, k = len(found) + len(others), len(found)
    first, after = world.calendar.first_days[month : month + 2]
    points = world.map.map_points
    point = np.concatenate([found["point"].to_numpy(), points.choose(others, rng)]).astype(
        np.int64
    )
    day = np.concatenate([found["day"].to_numpy(), rng.integers(first, after, len(others))])
    aim = pick(SEARCH_OBJECTS, rng.random(n))
    aim[:k] = "Controlled drugs"
    outcome = np.full(n, "A no further action disposal", dtype=object)
    dealt = pick(
        (
            ("Arrest", 0.52),
            ("Community resolution", 0.40),
            ("Caution (simple or conditional)", 0.08),
        ),
        rng.random(k),
    )
    outcome[:k] = dealt
    arrested = rng.random(n - k) < 0.11
    outcome[k:][arrested] = "Arrest"
    people = world.people.select("person", "sex", "born")
    known = found.join(people, on="person", how="left", maintain_order="left")
    sex = np.where(rng.random(n) < 0.88, "Male", "Female").astype(object)
    age = rng.gamma(4.0, 4.6, n) + 11
    age[:k] = np.where(
        known["born"].is_null(), age[:k], (day[:k] - known["born"].fill_null(0)) / YEAR
    )
    sex[:k] = np.where(known["sex"].fill_null(0) == 1, "Female", "Male")
    bands = np.array(["10-17", "18-24", "25-34", "over 34"], dtype=object)
    band = bands[np.searchsorted([18, 25, 35], age, side="right")]
    band[rng.random(n) < 0.10] = ""
    officer = pick(OFFICER_ETHNICITY, rng.random(n))
    hour = rng.choice(24, n, p=HOURS)
    minute = rng.integers(0, 60, n)
    linked = np.where(rng.random(n) < 0.6, "", np.where(outcome == "Arrest", "True", "False"))
    frame = pl.DataFrame(
        {
            "Type": pick(
                (("Person search", 0.76), ("Person and Vehicle search", 0.24)), rng.random(n)
            ).tolist(),
            "Date": [
                f"{_utc(int(d), int(h), int(m)):%Y-%m-%dT%H:%M:%S+00:00}"
                for d, h, m in zip(day, hour, minute, strict=True)
            ],
            "Part of a policing operation": [""] * n,
            "Policing operation": [""] * n,
            "Latitude": [f"{value:.6f}" for value in points.latitude[point]],
            "Longitude": [f"{value:.6f}" for value in points.longitude[point]],
            "Gender": sex.tolist(),
            "Age range": band.tolist(),
            "Self-defined ethnicity": [SELF_ETHNICITY.get(word, "") for word in officer],
            "Officer-defined ethnicity": officer.tolist(),
            "Legislation": [
                LEGISLATION.get(word, "Police and Criminal Evidence Act 1984 (section 1)")
                for word in aim
            ],
            "Object of search": aim.tolist(),
            "Outcome": outcome.tolist(),
            "Outcome linked to object of search": linked.tolist(),
            "Removal of more than just outer clothing": np.where(
                rng.random(n) < 0.02, "True", "False"
            ).tolist(),
        },
        schema_overrides=dict.fromkeys(("Type", "Date", "Latitude", "Longitude"), pl.String),
    )
    frame = frame.cast(pl.String).with_columns(pl.when(pl.all() != "").then(pl.all()))
    return _file(
        world,
        month,
        "police_stop_search",
        "stop-and-search",
        frame.sort("Date", "Latitude", "Longitude", maintain_order=True),
    )


def _utc(day: int, hour: int, minute: int) -> datetime:
    """Return a moment by the clock on the wall as UTC."""
    on_the_wall = datetime.combine(EPOCH, time(hour, minute), LOCAL) + timedelta(days=day)
    return on_the_wall.astimezone(UTC)


def _placed(world: World, crimes: pl.DataFrame, is_nowhere: np.ndarray) -> pl.DataFrame:
    """Add longitude, latitude, place, lsoa_code and lsoa_name; null for those without a location."""
    points, point = world.map.map_points, crimes["point"].to_numpy()
    area = crimes["area"].to_numpy()
    shown = pl.Series(~is_nowhere)

    def unless_nowhere(values: list[str]) -> pl.Expr:
        return pl.when(shown).then(pl.Series(values, dtype=pl.String))

    return crimes.with_columns(
        longitude=unless_nowhere([f"{value:.6f}" for value in points.longitude[point]]),
        latitude=unless_nowhere([f"{value:.6f}" for value in points.latitude[point]]),
        place=unless_nowhere(points.name[point].tolist()),
        lsoa_code=unless_nowhere(world.map.code[area].tolist()),
        lsoa_name=unless_nowhere(world.map.name[area].tolist()),
    )


def _file(world: World, month: int, source: str, what: str, frame: pl.DataFrame) -> PartnerFile:
    start = world.calendar.starts[month]
    name = f"{start:%Y-%m}"
    year = start.year - (start.month < 4)
    return PartnerFile(
        source,
        f"{name}/{name}-fenmark-{what}.csv",
        frame,
        archive=f"police/fenmark-police-uk-{year}-04-to-{year + 1}-03.zip",
    )
