"""Prisons: releases, the treatment that prisoners had, and random drug tests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.map import PRISONS
from fingerpost.county.mistakes import attributor
from fingerpost.county.records import cells
from fingerpost.county.records.treatment import (
    DATASET,
    INJECTING,
    SUBSTANCE,
    adult_hub,
    without_consent,
)
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World

HEALTHCARE = "P0901"
RELEASE_TYPES = {True: "End of custody supervised licence", False: "Automatic release"}
TESTS_PER_MONTH = (46, 38, 22)
POSITIVE_SHARE = 0.155  # random tests positive, near the year to March 2024 (general knowledge)


def files(world: World) -> Iterator[PartnerFile]:
    """Yield releases by quarter, treatment in prison by year, and tests by year."""
    stays = _stays(world)
    yield from _releases(world, stays)
    yield from _treatment(world, stays)
    yield from _tests(world)


def _stays(world: World) -> pl.DataFrame:
    """Return the stays that ended in the written years, with who each person is to the prison."""
    calendar = world.calendar
    people = world.people.select(
        "person", "area", "sex", "main_drug", "second_drug", "injecting", "died_day"
    ).rename({"sex": "true_sex"})
    rows = (
        world.tables["prison"]
        .filter(pl.col("released").is_between(calendar.first_day, calendar.last_day))
        .join(people, on="person", how="left", maintain_order="left")
    )
    who = written(world, "prison", rows["person"].to_numpy(), rows["entered"].to_numpy())
    rows = pl.concat([rows, who], how="horizontal")
    women = pl.col("true_sex") == 1
    provider = adult_hub(world, rows["area"].to_numpy())
    return rows.with_columns(
        prison_name=pl.when(women)
        .then(pl.lit(PRISONS[2]))
        .otherwise(
            pl.col("prison")
            .cast(pl.Int64)
            .replace_strict(dict(enumerate(PRISONS)), return_dtype=pl.String)
        ),
        district=pl.Series(world.map.district_codes(rows["area"].to_numpy()), dtype=pl.String),
        transfer=pl.when("transferred").then(pl.Series(provider, dtype=pl.String)),
        key=pl.Series(stream(world.seed, "prison order").permutation(len(rows))),
    )


def _releases(world: World, stays: pl.DataFrame) -> Iterator[PartnerFile]:
    last = world.calendar.last_day
    died = pl.col("died_day").is_between(pl.col("released"), pl.col("released") + 21)
    stays = stays.with_columns(quarter=cells.quarter("released"))
    for (quarter,), part in stays.sort("quarter", "released", "key").group_by(
        "quarter", maintain_order=True
    ):
        yield PartnerFile(
            "prison_releases",
            f"prison/releases-{quarter}.csv",
            part.select(
                pl.col("local_id").alias("Prison Number"),
                pl.col("forename").alias("Forename"),
                pl.col("surname").alias("Surname"),
                pl.col("born").alias("Date of Birth"),
                pl.col("sex").alias("Sex"),
                pl.col("ethnicity").alias("Ethnicity"),
                pl.col("prison_name").alias("Prison"),
                cells.day("entered").alias("Reception Date"),
                cells.day("released").alias("Release Date"),
                pl.col("early_release")
                .replace_strict(RELEASE_TYPES, return_dtype=pl.String)
                .alias("Release Type"),
                pl.col("district").alias("Home District Code"),
                cells.yes_no("need").alias("Treatment Need"),
                pl.col("transfer").alias("Transfer Agency"),
                pl.when(pl.col("transfer").is_not_null())
                .then(cells.day(pl.max_horizontal("entered", pl.col("released") - 10)))
                .alias("Referral Date"),
                pl.when(pl.col("recalled_day") <= last)
                .then(pl.lit("Recalled"))
                .when(died)
                .then(pl.lit("Died"))
                .alias("Outcome After Release"),
            ),
            people=part["person"],
        )


def _treatment(world: World, stays: pl.DataFrame) -> Iterator[PartnerFile]:
    """Yield the treatment that people had in prison: only those whose need was known."""
    need = stays.filter("need")
    rng = stream(world.seed, "secure treatment")
    n = len(need)
    numbers = rng.permutation(n * 4)[:n] + 100_000
    who = written(
        world, "prison_healthcare", need["person"].to_numpy(), need["entered"].to_numpy()
    )
    names = attributor(who).with_columns(ETHNIC=who["ethnicity"], CLIENTID=who["local_id"])
    rows = pl.concat([need, names], how="horizontal").with_columns(
        episode=pl.format("S{}", pl.Series(numbers)),
        consent=pl.Series(
            np.where(
                rng.random(n) < world.parameters["treatment.gives_consent"], "Y", "N"
            ).tolist(),
            dtype=pl.String,
        ),
        kit=pl.Series(np.where(rng.random(n) < 0.17, "Y", "N").tolist(), dtype=pl.String),
        year=cells.financial_year("released"),
    )
    for (year,), part in rows.sort("year", "key").group_by("year", maintain_order=True):
        start = pl.min_horizontal(pl.col("entered") + 3, "released")
        frame = part.select(
            "person",
            AGNCY=pl.lit(HEALTHCARE),
            CLIENT=pl.col("CLIENTID"),
            CLIENTID=pl.col("CLIENTID"),
            FINITIAL=pl.col("FINITIAL"),
            SINITIAL=pl.col("SINITIAL"),
            DOB=pl.col("DOB"),
            SEX=pl.col("SEX"),
            ETHNIC=pl.col("ETHNIC"),
            CONSENT=pl.col("consent"),
            EPISODID=pl.col("episode"),
            REFLD=cells.day("entered"),
            TRIAGED=cells.day(start),
            RECPDT=cells.day("entered"),
            PRISON=pl.col("prison_name"),
            DRUG1=cells.words(SUBSTANCE, "main_drug"),
            DRUG2=cells.words(SUBSTANCE, "second_drug"),
            INJSTAT=cells.words(INJECTING, "injecting"),
            MODAL=pl.when(pl.col("main_drug") == "heroin")
            .then(pl.lit("94"))
            .otherwise(pl.lit("95")),
            MODST=cells.day(start),
            MODEND=cells.day("released"),
            NALOXEXIT=pl.col("kit"),
            DISD=cells.day("released"),
            DISRSN=pl.when(pl.col("transfer").is_not_null())
            .then(pl.lit("82"))
            .otherwise(pl.lit("85")),
            TRANSDAT=pl.when(pl.col("transfer").is_not_null()).then(
                cells.day(pl.max_horizontal("entered", pl.col("released") - 10))
            ),
            TRANSAGNCY=pl.col("transfer"),
        )
        sent = without_consent(frame)
        yield PartnerFile(
            "ndtms_secure",
            f"prison-healthcare/NDTMS_SECURE_{DATASET}_{HEALTHCARE}_{cells.span(int(str(year)))}.csv",
            sent.drop("person"),
            blank="NA",
            people=sent["person"],
        )


def _tests(world: World) -> Iterator[PartnerFile]:
    calendar = world.calendar
    for year in calendar.financial_years:
        rng = stream(world.seed, "prison tests", year)
        rows = []
        for month in range(calendar.first_written, calendar.count):
            start = calendar.starts[month]
            if start.year - (start.month < 4) != year:
                continue
            tests = rng.poisson(TESTS_PER_MONTH)
            found = rng.binomial(tests, POSITIVE_SHARE)
            rows += [
                (f"{start:%Y-%m}", name, str(t), str(f))
                for name, t, f in zip(PRISONS, tests, found, strict=True)
            ]
        yield PartnerFile(
            "prison_drug_tests",
            f"prison/mandatory-tests-{cells.span(year)}.csv",
            pl.DataFrame(
                rows, schema=["Month", "Prison", "Random Tests", "Positive"], orient="row"
            ),
        )
