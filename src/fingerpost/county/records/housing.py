"""The six housing authorities: households owed a duty, each authority's own file by quarter.

One of them stops sending before the end (the planted silent partner): its files are simply absent.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county import events
from fingerpost.county.chance import stream
from fingerpost.county.records import cells
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each authority and quarter."""
    calendar = world.calendar
    rows = world.tables["homeless"].filter(
        pl.col("approached").is_between(calendar.first_day, calendar.last_day)
    )
    n = len(rows)
    rng = stream(world.seed, "housing")
    district = world.map.district[rows["area"].to_numpy()]
    who = written(
        world,
        "housing",
        rows["person"].to_numpy(),
        rows["approached"].to_numpy(),
        unit=district,
    )
    frame = pl.concat([rows, who], how="horizontal").with_columns(
        district=pl.Series(district),
        number=pl.Series(rng.permutation(n * 3)[:n] + 10_000),
        owed=pl.col("approached") + pl.Series((rng.random(n) * 12).astype(np.int32)),
        mental=pl.Series(rng.random(n) < 0.28),
        offending=pl.Series(rng.random(n) < 0.14),
        quarter=cells.quarter("approached"),
    )
    frame = frame.sort("district", "quarter", "approached", "number")
    for (place, quarter), part in frame.group_by("district", "quarter", maintain_order=True):
        where = int(str(place))
        if events.SILENT_PARTNER in world.plan:
            quiet = world.plan[events.SILENT_PARTNER]
            if where in quiet.districts and part["approached"].max() >= quiet.first_day:  # type: ignore[operator]
                part = part.filter(pl.col("approached") < quiet.first_day)
                if part.is_empty():
                    continue
        area = world.map.districts[where]
        over = pl.col("outcome") != ""
        yield PartnerFile(
            "housing_cases",
            f"housing-{area.name.lower()}/hclic-{quarter}.csv",
            part.select(
                pl.format("{}-{}", pl.lit(area.name[:3].upper()), "number").alias(
                    "Case Reference"
                ),
                pl.lit(area.code).alias("Local Authority"),
                pl.col("forename").alias("Main Applicant Forename"),
                pl.col("surname").alias("Main Applicant Surname"),
                pl.col("born").alias("Date of Birth"),
                pl.col("sex").alias("Sex"),
                pl.col("ethnicity").alias("Ethnicity"),
                pl.col("postcode").alias("Last Settled Postcode"),
                cells.day("approached").alias("Application Date"),
                pl.col("duty").alias("Duty"),
                cells.day("owed").alias("Duty Date"),
                cells.yes_no("drug_need").alias("Drug Dependency Need"),
                cells.yes_no("alcohol_need").alias("Alcohol Dependency Need"),
                cells.yes_no("mental").alias("Mental Health Need"),
                cells.yes_no("offending").alias("Offending History Need"),
                cells.yes_no("rough_sleeping").alias("Rough Sleeping"),
                pl.when(over).then("outcome").alias("Activity End Reason"),
                pl.when(over).then(cells.day("outcome_day")).alias("Activity End Date"),
            ),
            people=part["person"],
        )
