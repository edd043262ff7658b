"""Charities and groups of people in recovery: contacts, with no more of a name than they need."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.records import cells
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World

ORGANISATIONS = (
    "Open Door Harrowmere",
    "Saltmarsh Recovery Community",
    "The Tideway Kitchen",
    "Families Together",
)
GIVES_DATE_OF_BIRTH = 0.35


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each quarter."""
    calendar = world.calendar
    rows = world.tables["voluntary"].filter(
        pl.col("day").is_between(calendar.first_day, calendar.last_day)
    )
    n = len(rows)
    rng = stream(world.seed, "voluntary")
    who = written(world, "voluntary", rows["person"].to_numpy(), rows["day"].to_numpy())
    frame = pl.concat([rows, who], how="horizontal").with_columns(
        number=pl.Series(rng.permutation(n * 3)[:n] + 1000),
        tells=pl.Series(rng.random(n) < GIVES_DATE_OF_BIRTH),
        quarter=cells.quarter("day"),
    )
    for (quarter,), part in frame.sort("quarter", "day", "number").group_by(
        "quarter", maintain_order=True
    ):
        yield PartnerFile(
            "voluntary_contacts",
            f"voluntary/contacts-{quarter}.csv",
            part.select(
                pl.format("V{}", "number").alias("Contact Reference"),
                pl.col("organisation")
                .cast(pl.Int64)
                .replace_strict(dict(enumerate(ORGANISATIONS)), return_dtype=pl.String)
                .alias("Organisation"),
                pl.col("forename").alias("First Name"),
                pl.col("surname").str.slice(0, 1).alias("Surname Initial"),
                pl.when("tells").then(pl.col("born")).alias("Date of Birth"),
                pl.col("postcode").str.split(" ").list.first().alias("Postcode District"),
                cells.day("day").alias("Contact Date"),
                pl.col("kind").alias("Kind of Support"),
            ),
            people=part["person"],
        )
