"""The Probation Service: court requirements to be treated for drugs, alcohol or mental health."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.records import cells
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each financial year, by the day of the order."""
    calendar = world.calendar
    rows = world.tables["requirements"].filter(
        pl.col("ordered").is_between(calendar.first_day, calendar.last_day)
    )
    n = len(rows)
    rng = stream(world.seed, "probation")
    who = written(world, "probation", rows["person"].to_numpy(), rows["ordered"].to_numpy())
    frame = pl.concat([rows, who], how="horizontal").with_columns(
        order=pl.Series(
            np.where(
                rng.random(n) < 0.45, "Suspended sentence order", "Community order"
            ).tolist(),
            dtype=pl.String,
        ),
        key=pl.Series(rng.permutation(n)),
        year=cells.financial_year("ordered"),
    )
    for (year,), part in frame.sort("year", "ordered", "key").group_by(
        "year", maintain_order=True
    ):
        yield PartnerFile(
            "probation_requirements",
            f"probation/requirements-{cells.span(int(str(year)))}.csv",
            part.select(
                pl.col("local_id").alias("CRN"),
                pl.col("forename").alias("Forename"),
                pl.col("surname").alias("Surname"),
                pl.col("born").alias("Date of Birth"),
                pl.col("sex").alias("Sex"),
                pl.col("ethnicity").alias("Ethnicity"),
                pl.col("postcode").alias("Postcode"),
                cells.day("ordered").alias("Order Date"),
                pl.col("order").alias("Order Type"),
                pl.col("requirement").alias("Requirement"),
                cells.day("first_attended").alias("First Attended"),
                cells.day("ended").alias("End Date"),
                pl.when(pl.col("end_reason") != "").then("end_reason").alias("End Reason"),
            ),
            people=part["person"],
        )
