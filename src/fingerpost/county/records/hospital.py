"""The hospitals: admissions for drug poisoning and for disorder due to drugs, by financial year.

With the names of Hospital Episode Statistics, and without anybody's own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.concern import YEAR
from fingerpost.county.records import cells
from fingerpost.county.world import PartnerFile, World

SITES = ("RZ101", "RZ102", "RZ201")


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each financial year."""
    calendar = world.calendar
    rows = (
        world.tables["admissions"]
        .filter(pl.col("day").is_between(calendar.first_day, calendar.last_day))
        .join(
            world.people.select("person", "born", "sex"),
            on="person",
            how="left",
            maintain_order="left",
        )
    )
    n = len(rows)
    rng = stream(world.seed, "hospital")
    stay = np.minimum(rng.exponential(3.0, n).astype(np.int32), 60)
    frame = rows.with_columns(
        key=pl.Series(rng.permutation(n * 11)[:n] + 500_000_000),
        left=pl.col("day") + pl.Series(stay),
        method=pl.Series(rng.choice(["21", "22", "28", "2A"], n, p=[0.86, 0.06, 0.05, 0.03])),
        site=pl.Series(
            np.array(SITES)[world.map.district[rows["area"].to_numpy()] % len(SITES)]
        ),
        lsoa=pl.Series(world.map.code[rows["area"].to_numpy()]),
        year=cells.financial_year("day"),
    ).filter(pl.col("left") <= calendar.last_day)
    for (year,), part in frame.sort("year", "key").group_by("year", maintain_order=True):
        yield PartnerFile(
            "hospital_admissions",
            f"hospital/apc-{cells.span(int(str(year)))}.csv",
            part.select(
                pl.col("key").cast(pl.String).alias("EPIKEY"),
                cells.iso_day("day").alias("ADMIDATE"),
                pl.col("method").alias("ADMIMETH"),
                pl.col("site").alias("SITETRET"),
                ((pl.col("day") - pl.col("born")) / YEAR)
                .floor()
                .cast(pl.Int64)
                .cast(pl.String)
                .alias("STARTAGE"),
                (pl.col("sex").cast(pl.Int64) + 1).cast(pl.String).alias("SEX"),
                pl.col("lsoa").alias("LSOA21"),
                pl.col("icd10").alias("DIAG_01"),
                pl.when(pl.col("second_icd10") != "").then("second_icd10").alias("DIAG_02"),
                cells.iso_day("left").alias("DISDATE"),
            ),
        )
