"""The ambulance trust: call-outs for suspected overdose, in a file for the month received.

No names. Some records come days late, so the newest month is never whole when its file is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county import events
from fingerpost.county.chance import stream
from fingerpost.county.concern import YEAR
from fingerpost.county.records import cells
from fingerpost.county.world import PartnerFile, World

COMPLAINTS = {
    "Unknown": "Overdose or poisoning",
    "Benzodiazepine": "Overdose or poisoning",
    "Cannabis": "Overdose or poisoning",
}


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each month in which records were received."""
    calendar, p = world.calendar, world.parameters
    rows = world.tables["overdoses"].filter(
        pl.col("day").is_between(calendar.first_day, calendar.last_day)
    )
    rows = rows.join(
        world.people.select("person", "born", "sex"),
        on="person",
        how="left",
        maintain_order="left",
    )
    n = len(rows)
    rng = stream(world.seed, "ambulance")
    late = (rng.random(n) < p["harm.ambulance_late_share"]) & (
        events.LATE_REPORTS in world.plan
    )
    wait = np.where(
        late, 2 + rng.exponential(p["harm.ambulance_late_days"], n), rng.random(n) * 1.3
    )
    hour = rng.choice(24, n, p=_HOURS)
    number = rng.permutation(n * 7)[:n] + 1_000_000
    sectors = np.array(world.map.sectors)[world.map.sector[rows["area"].to_numpy()]]
    unsure = rng.random(n) < 0.28  # the crew cannot tell what it was
    missing_age = rng.random(n) < 0.04
    frame = rows.with_columns(
        received=(pl.col("day") + pl.Series(wait).floor().cast(pl.Int32)).cast(pl.Int32),
        hour=pl.Series(hour),
        number=pl.Series(number),
        sector=pl.Series(sectors),
        unsure=pl.Series(unsure),
        missing_age=pl.Series(missing_age),
    ).filter(pl.col("received") <= calendar.last_day)
    synthetic = pl.col("substance") == "Synthetic opioid"  # no crew can know that
    said = pl.when(synthetic).then(pl.lit("Heroin")).otherwise("substance")
    months = frame.with_columns(month=pl.col("received").cast(pl.Date).dt.strftime("%Y-%m"))
    for (month,), part in months.sort("received", "number").group_by(
        "month", maintain_order=True
    ):
        yield PartnerFile(
            "ambulance_overdoses",
            f"ambulance/overdoses-{month}.csv",
            part.select(
                pl.format("EA{}", pl.col("number")).alias("Incident Number"),
                cells.iso_day("day").alias("Call Date"),
                pl.col("hour").cast(pl.String).alias("Call Hour"),
                cells.iso_day("received").alias("Received Date"),
                pl.col("sector").alias("Postcode Sector"),
                pl.when(~pl.col("missing_age"))
                .then(((pl.col("day") - pl.col("born")) / YEAR).floor().cast(pl.Int64))
                .cast(pl.String)
                .alias("Age"),
                pl.when(pl.col("sex") == 1)
                .then(pl.lit("Female"))
                .otherwise(pl.lit("Male"))
                .alias("Sex"),
                pl.col("substance")
                .replace_strict(COMPLAINTS, default="Suspected drug overdose")
                .alias("Chief Complaint"),
                pl.when(pl.col("unsure"))
                .then(pl.lit("Unknown"))
                .otherwise(said)
                .alias("Suspected Substance"),
                cells.yes_no(pl.col("naloxone_doses") > 0).alias("Naloxone Given"),
                pl.col("naloxone_doses").cast(pl.String).alias("Naloxone Doses"),
                pl.when(pl.col("naloxone_doses") > 0)
                .then(cells.yes_no("responded"))
                .alias("Responded To Naloxone"),
                cells.yes_no("conveyed").alias("Conveyed"),
                cells.yes_no("fatal").alias("Died At Scene"),
            ),
        )


_HOURS = (
    np.array([6, 6, 5, 4, 3, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6]) / 105
)
