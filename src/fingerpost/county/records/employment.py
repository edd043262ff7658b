"""Employment support (individual placement and support), by quarter of the referral."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.records import cells
from fingerpost.county.records.treatment import adult_hub
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each quarter."""
    calendar = world.calendar
    rows = (
        world.tables["employment"]
        .filter(pl.col("referred").is_between(calendar.first_day, calendar.last_day))
        .join(
            world.people.select("person", "area"),
            on="person",
            how="left",
            maintain_order="left",
        )
    )
    who = written(world, "employment", rows["person"].to_numpy(), rows["referred"].to_numpy())
    agency = adult_hub(world, rows["area"].to_numpy())
    frame = pl.concat([rows, who], how="horizontal").with_columns(
        agency=pl.Series(agency, dtype=pl.String),
        key=pl.Series(stream(world.seed, "employment").permutation(len(rows))),
        quarter=cells.quarter("referred"),
    )
    had_job = pl.col("job_start").is_not_null()
    for (quarter,), part in frame.sort("quarter", "referred", "key").group_by(
        "quarter", maintain_order=True
    ):
        yield PartnerFile(
            "employment_support",
            f"employment/ips-{quarter}.csv",
            part.select(
                pl.col("local_id").alias("IPS Reference"),
                pl.col("forename").alias("Forename"),
                pl.col("surname").alias("Surname"),
                pl.col("born").alias("Date of Birth"),
                pl.col("sex").alias("Sex"),
                pl.col("postcode").alias("Postcode"),
                cells.day("referred").alias("Referral Date"),
                pl.col("agency").alias("Treatment Agency"),
                cells.day("profile_day").alias("Vocational Profile Date"),
                cells.day("job_start").alias("Job Start Date"),
                cells.day("job_end").alias("Job End Date"),
                pl.when(had_job).then(cells.yes_no("sustained_13")).alias("13 Weeks"),
                pl.when(had_job).then(cells.yes_no("sustained_26")).alias("26 Weeks"),
            ),
            people=part["person"],
        )
