"""The police force's own extracts: recorded crime, custody with drug tests, and drug seizures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county import background, justice
from fingerpost.county.chance import pick, stream
from fingerpost.county.records import cells
from fingerpost.county.records.crimes import CLASSES
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World

DRUG_WORDS = {
    "heroin": "Heroin",
    "methadone": "Methadone",
    "other opiates": "Other",
    "crack": "Crack cocaine",
    "cocaine": "Cocaine",
    "ketamine": "Ketamine",
    "amphetamine": "Amphetamine",
    "cannabis": "Cannabis herbal",
    "benzodiazepines": "Benzodiazepines",
    "ecstasy": "MDMA",
}
DRUG_CLASSES = {
    **dict.fromkeys(("Heroin", "Methadone", "Crack cocaine", "Cocaine", "MDMA"), "A"),
    **dict.fromkeys(("Ketamine", "Amphetamine", "Cannabis herbal"), "B"),
    "Benzodiazepines": "C",
    "Other": "Not known",
}
DISPOSALS = {
    "1": "Charged",
    "3": "Caution",
    "8": "Community resolution",
    "10": "No further action",
    "14": "No further action",
    "15": "No further action",
    "16": "No further action",
    "18": "No further action",
    "22": "Diverted",
}
TRIGGER = ("92A", "92D", "shoplifting", "burglary", "vehicle", "theft_person", "robbery")
TEST_WORDS = {
    "both": "Both",
    "opiates": "Opiates",
    "cocaine": "Cocaine",
    "negative": "Negative",
    "refused": "Refused",
}
SEIZURES_FROM_OFFENCES = 0.72
SEIZURES_WITHOUT_PERSON_PER_100_000_A_YEAR = 22.0
ASSESSED_WITHIN_DAYS = 7


def crime_extract(world: World, month: int, crimes: pl.DataFrame) -> PartnerFile:
    """Return the extract of a month: drug offences, and crime for gain and by violence."""
    area = crimes["area"].to_numpy()
    is_drug = pl.col("kind").is_in([*justice.DRUG_KINDS, background.DRUGS_WITHOUT_SUSPECT])
    frame = crimes.with_columns(
        district=pl.Series(world.map.district_codes(area), dtype=pl.String),
        lsoa=pl.Series(world.map.code[area].tolist(), dtype=pl.String),
    ).filter(pl.col("kind").is_in(list(CLASSES)))
    start = world.calendar.starts[month]
    return PartnerFile(
        "force_crime",
        f"police/force-crimes-{start:%Y-%m}.csv",
        frame.select(
            pl.col("number").alias("Crime Number"),
            cells.day("recorded_day").alias("Recorded Date"),
            cells.day("day").alias("Committed From"),
            *(
                cells.words(
                    {kind: said[place] for kind, said in CLASSES.items()}, "kind"
                ).alias(name)
                for place, name in enumerate(
                    ("Home Office Class", "Home Office Code", "Offence")
                )
            ),
            pl.when(is_drug).then(cells.words(DRUG_WORDS, "drug")).alias("Drug"),
            pl.col("district").alias("District Code"),
            pl.col("lsoa").alias("LSOA Code"),
            pl.when(is_drug).then(cells.yes_no("found_by_search")).alias("Found By Search"),
            pl.when(pl.col("outcome") != "").then("outcome").alias("Outcome Number"),
            cells.day("outcome_day").alias("Outcome Date"),
        ),
    )


def detained(world: World, crimes: pl.DataFrame) -> pl.DataFrame:
    """Return everybody brought to custody for these crimes, with what was tested and found.

    Parameters
    ----------
    crimes : DataFrame
        As `crimes.recorded` gives them: of any number of months.

    Returns
    -------
    DataFrame
        person, day, area, kind, number, outcome, tested, result, assessed_day, attended.
    """
    held = crimes.filter(pl.col("in_custody") & pl.col("person").is_not_null()).join(
        world.people.select("person", "group"), on="person", how="left", maintain_order="left"
    )
    p, n = world.parameters, len(held)
    rng = stream(world.seed, "custody")
    trigger = held["kind"].is_in(TRIGGER).to_numpy()
    tested = trigger & (rng.random(n) < p["crime.tested_of_trigger_arrests"])
    result = justice.tests_positive(held["group"].to_numpy(), rng.random(n))
    result[rng.random(n) < 0.015] = "refused"
    positive = tested & np.isin(result, ("both", "opiates", "cocaine"))
    due = held["day"].to_numpy() + 1 + (rng.random(n) * ASSESSED_WITHIN_DAYS).astype(np.int32)
    attended = positive & (rng.random(n) < p["crime.attends_required_assessment"])
    has_date = pl.Series(positive & (due <= world.calendar.last_day))
    return held.select("person", "day", "area", "kind", "number", "outcome").with_columns(
        tested=pl.Series(tested),
        result=pl.when(pl.Series(tested)).then(pl.Series(result.tolist(), dtype=pl.String)),
        assessed_day=pl.when(has_date).then(pl.Series(due)).cast(pl.Int32),
        attended=pl.Series(attended) & has_date,
    )


def custody(world: World, held: pl.DataFrame) -> Iterator[PartnerFile]:
    """Yield the custody records, a file a quarter."""
    n = len(held)
    rng = stream(world.seed, "custody records")
    who = written(world, "police", held["person"].to_numpy(), held["day"].to_numpy())
    suites = [hub.name for hub in world.map.hubs if hub.kind == "custody"]
    suite = np.array(suites)[
        (world.map.district[held["area"].to_numpy()] > 2).astype(int) % len(suites)
    ]
    frame = held.with_columns(
        **{name: who[name] for name in who.columns},
        suite=pl.Series(suite),
        custody_number=pl.Series(rng.permutation(n * 3)[:n] + 100_000),
        quarter=cells.quarter("day"),
    )
    for (quarter,), part in frame.sort("quarter", "day", "custody_number").group_by(
        "quarter", maintain_order=True
    ):
        yield PartnerFile(
            "force_custody",
            f"police/custody-{quarter}.csv",
            part.select(
                pl.format("CU{}", pl.col("custody_number")).alias("Custody Number"),
                pl.col("local_id").alias("Nominal ID"),
                pl.col("forename").alias("Forename"),
                pl.col("surname").alias("Surname"),
                pl.col("alias").alias("Alias"),
                pl.col("born").alias("Date of Birth"),
                pl.col("sex").alias("Sex"),
                pl.col("ethnicity").alias("Ethnicity"),
                pl.col("postcode").alias("Postcode"),
                cells.day("day").alias("Arrest Date"),
                pl.col("suite").alias("Custody Suite"),
                cells.words({kind: said[0] for kind, said in CLASSES.items()}, "kind").alias(
                    "Home Office Class"
                ),
                pl.col("number").alias("Crime Number"),
                cells.yes_no("tested").alias("Drug Test"),
                cells.words(TEST_WORDS, "result").alias("Drug Test Result"),
                cells.day("assessed_day").alias("Required Assessment Date"),
                pl.when(pl.col("assessed_day").is_not_null())
                .then(cells.yes_no("attended"))
                .alias("Required Assessment Attended"),
                cells.words(DISPOSALS, "outcome").alias("Disposal"),
            ),
            people=part["person"],
        )


def seizures(world: World, crimes: pl.DataFrame) -> Iterator[PartnerFile]:
    """Yield the drug seizures, a file a financial year; two drugs in one seizure are two rows."""
    rng = stream(world.seed, "seizures")
    calendar = world.calendar
    found = crimes.filter(
        pl.col("kind").is_in(justice.DRUG_KINDS) & pl.col("person").is_not_null()
    )
    found = found.filter(pl.Series(rng.random(len(found)) < SEIZURES_FROM_OFFENCES))
    expected = SEIZURES_WITHOUT_PERSON_PER_100_000_A_YEAR * world.map.people / 1e5
    alone = int(rng.poisson(expected * calendar.days / 365.25))
    day = np.concatenate(
        [
            found["day"].to_numpy(),
            rng.integers(calendar.first_day, calendar.last_day + 1, alone),
        ]
    )
    area = np.concatenate([found["area"].to_numpy(), rng.integers(0, len(world.map), alone)])
    drug = np.concatenate(
        [
            found["drug"].to_numpy(),
            pick((("cannabis", 0.8), ("cocaine", 0.2)), rng.random(alone)),
        ]
    )
    by_search = np.concatenate(
        [found["found_by_search"].to_numpy(), np.zeros(alone, dtype=bool)]
    )
    n = len(day)
    number = rng.permutation(n * 3)[:n] + 10_000
    both = np.isin(drug, ("heroin", "crack")) & (
        rng.random(n) < 0.3
    )  # both drugs in one seizure
    place = np.concatenate([np.arange(n), np.flatnonzero(both)])
    names = np.concatenate([drug, np.where(drug[both] == "heroin", "crack", "heroin")])
    said = np.array([DRUG_WORDS.get(str(name), "Other") for name in names], dtype=object)
    size = np.exp(rng.normal(0.3, 1.5, len(place)))
    plants = (said == "Cannabis herbal") & (rng.random(len(place)) < 0.05)
    said[plants] = "Cannabis plants"
    tablets = np.isin(said, ("MDMA", "Benzodiazepines"))
    unit = np.where(plants, "plants", np.where(tablets, "tablets", "g"))
    amount = np.where(
        plants, np.ceil(size * 20), np.where(tablets, np.ceil(size * 6), np.round(size, 2))
    )
    frame = pl.DataFrame(
        {
            "day": day[place].astype(np.int32),
            "number": number[place],
            "drug": said.tolist(),
            "amount": amount,
            "unit": unit.tolist(),
            "district": world.map.district_codes(area[place]),
            "by_search": by_search[place],
        }
    ).with_columns(year=cells.financial_year("day"))
    frame = frame.sort("year", "day", "number", "drug")
    classes = {**DRUG_CLASSES, "Cannabis plants": "B"}
    for (year,), part in frame.group_by("year", maintain_order=True):
        yield PartnerFile(
            "force_drug_seizures",
            f"police/drug-seizures-{cells.span(int(str(year)))}.csv",
            part.select(
                pl.format("SZ{}", pl.col("number")).alias("Seizure Number"),
                cells.day("day").alias("Seizure Date"),
                pl.col("drug").alias("Drug"),
                cells.words(classes, "drug").alias("Class"),
                pl.when(pl.col("unit") == "g")
                .then(pl.col("amount").round(2).cast(pl.String))
                .otherwise(pl.col("amount").cast(pl.Int64).cast(pl.String))
                .alias("Quantity"),
                pl.col("unit").alias("Unit"),
                pl.col("district").alias("District Code"),
                cells.yes_no("by_search").alias("Stop and Search"),
            ),
        )
