"""The coroner: drug-related deaths by the year in which they were registered, after the inquest."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.records import cells
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each financial year of registration."""
    calendar = world.calendar
    rows = world.tables["deaths"].filter(
        pl.col("registered").is_between(calendar.first_day, calendar.last_day)
    )
    n = len(rows)
    rng = stream(world.seed, "coroner")
    who = written(world, "coroner", rows["person"].to_numpy(), rows["day"].to_numpy())
    lsoa = world.map.code[rows["area"].to_numpy()]
    frame = pl.concat([rows, who], how="horizontal").with_columns(
        number=pl.Series(rng.permutation(n * 5)[:n] + 1000),
        lsoa=pl.Series(lsoa.tolist(), dtype=pl.String),
        opened=pl.col("day") + pl.Series(rng.integers(4, 20, n)).cast(pl.Int32),
        year=cells.financial_year("registered"),
    )
    for (year,), part in frame.sort("year", "registered", "number").group_by(
        "year", maintain_order=True
    ):
        yield PartnerFile(
            "drug_deaths",
            f"coroner/drug-deaths-{cells.span(int(str(year)))}.csv",
            part.select(
                pl.format("D{}", "number").alias("Death Reference"),
                pl.col("forename").alias("Forename"),
                pl.col("surname").alias("Surname"),
                pl.col("born").alias("Date of Birth"),
                pl.col("sex").alias("Sex"),
                pl.col("postcode").alias("Usual Postcode"),
                pl.col("lsoa").alias("LSOA Code"),
                cells.day("day").alias("Date of Death"),
                cells.day("registered").alias("Date Registered"),
                cells.day(pl.min_horizontal("opened", "registered")).alias("Inquest Opened"),
                pl.col("icd10").alias("Underlying Cause"),
                pl.when(pl.col("substances") != "").then("substances").alias("Substances"),
                cells.yes_no("drug_misuse").alias("Drug Misuse"),
            ),
            people=part["person"],
        )
