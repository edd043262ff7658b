"""The Local Drug Information System: reports of worrying drugs and unusual harm.

Some follow from overdoses, also from the planted cluster; most are about nothing much. Nobody who
reports knows what it was: a laboratory's answer comes late, if a sample was taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from fingerpost.county.calendar import EPOCH
from fingerpost.county.chance import pick, stream
from fingerpost.county.records import cells
from fingerpost.county.world import PartnerFile, World

REPORTS_PER_100_000_A_YEAR = 9.0
REPORTED_SHARE_OF_OVERDOSES = 0.035
REPORTED_SHARE_OF_CLUSTER = 0.45
REPORTERS = (
    ("Drug worker", 0.4),
    ("Peer", 0.2),
    ("Paramedic", 0.15),
    ("Police officer", 0.15),
    ("Hostel worker", 0.1),
)
SOLD_AS = (
    ("Heroin", 0.38),
    ("Street benzodiazepine", 0.2),
    ("Cocaine", 0.15),
    ("MDMA", 0.1),
    ("Cannabis vape", 0.1),
    ("Ketamine", 0.07),
)
FORMS = (("Powder", 0.5), ("Tablet", 0.3), ("Liquid", 0.12), ("Rock", 0.08))
EFFECTS = (
    ("Unusually strong", 0.35),
    ("Very drowsy", 0.3),
    ("Agitated", 0.2),
    ("Slow breathing", 0.15),
)
RELIABILITY = (
    ("Seen by the reporter", 0.45),
    ("Told by a person who used it", 0.35),
    ("Hearsay", 0.2),
)


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each financial year."""
    calendar = world.calendar
    overdoses = world.tables["overdoses"].filter(
        pl.col("day").is_between(calendar.first_day, calendar.last_day)
    )
    rng = stream(world.seed, "drug information")
    strong = (overdoses["substance"] == "Synthetic opioid").to_numpy()
    told = rng.random(len(overdoses)) < np.where(
        strong, REPORTED_SHARE_OF_CLUSTER, REPORTED_SHARE_OF_OVERDOSES
    )
    harmed = overdoses.filter(pl.Series(told))
    expected = REPORTS_PER_100_000_A_YEAR * world.map.people / 1e5 * calendar.days / 365.25
    quiet = int(rng.poisson(expected))
    k, n = len(harmed), len(harmed) + quiet
    day = np.concatenate(
        [
            harmed["day"].to_numpy(),
            rng.integers(calendar.first_day, calendar.last_day - 1, quiet),
        ]
    )
    area = np.concatenate([harmed["area"].to_numpy(), rng.integers(0, len(world.map), quiet)])
    sold = pick(SOLD_AS, rng.random(n))
    is_strong = np.concatenate([strong[told], np.zeros(quiet, dtype=bool)])
    sold[is_strong] = "Heroin"
    effects = pick(EFFECTS, rng.random(n))
    effects[is_strong] = np.where(
        rng.random(is_strong.sum()) < 0.7, "Slow breathing", "Unusually strong"
    )
    thought = np.where(rng.random(n) < 0.15, "Synthetic opioid", sold).astype(object)
    sample = rng.random(n) < 0.22
    lab = np.where(
        is_strong,
        "Metonitazene and heroin",
        np.where(sold == "Heroin", "Heroin and caffeine", sold),
    )
    hurt = np.concatenate([np.ones(k, dtype=int), (rng.random(quiet) < 0.15).astype(int)])
    given = np.concatenate(
        [(harmed["naloxone_doses"] > 0).to_numpy(), np.zeros(quiet, dtype=bool)]
    )
    minute = rng.integers(8 * 60, 20 * 60, n)
    used = np.minimum(day, calendar.last_day)
    reported = np.minimum(day + rng.integers(0, 3, n), calendar.last_day)
    frame = pl.DataFrame(
        {
            "reported": reported,
            "Report Number": [
                f"LDIS-{number}" for number in rng.permutation(n * 5)[:n] + 10_000
            ],
            "Reported": [
                _moment(int(d), int(m)) for d, m in zip(reported, minute, strict=True)
            ],
            "Reporter": pick(REPORTERS, rng.random(n)).tolist(),
            "used": used.astype(np.int32),
            "Place": [world.map.msoa_names[world.map.msoa[a]] for a in area],
            "District Code": world.map.district_codes(area),
            "Sold As": sold.tolist(),
            "Thought To Be": thought.tolist(),
            "Form": pick(FORMS, rng.random(n)).tolist(),
            "Marks": np.where(rng.random(n) < 0.1, "Blue", "").tolist(),
            "Effects": effects.tolist(),
            "People Harmed": [str(int(h)) for h in hurt],
            "Naloxone Given": np.where(given, "Yes", "No").tolist(),
            "Responded": np.where(given, "Yes", "").tolist(),
            "Sample Taken": np.where(sample, "Yes", "No").tolist(),
            "Lab Result": np.where(sample & (rng.random(n) < 0.6), lab, "").tolist(),
            "Reliability": pick(RELIABILITY, rng.random(n)).tolist(),
        }
    ).with_columns(year=cells.financial_year("reported"))
    text = pl.col(pl.String)
    for (year,), part in frame.sort("Reported", "Report Number").group_by(
        "year", maintain_order=True
    ):
        yield PartnerFile(
            "drug_information_reports",
            f"drug-information/ldis-{cells.span(int(str(year)))}.csv",
            part.with_columns(cells.iso_day("used").alias("Date Used"))
            .with_columns(pl.when(text != "").then(text))
            .select(
                "Report Number",
                "Reported",
                "Reporter",
                "Date Used",
                "Place",
                "District Code",
                "Sold As",
                "Thought To Be",
                "Form",
                "Marks",
                "Effects",
                "People Harmed",
                "Naloxone Given",
                "Responded",
                "Sample Taken",
                "Lab Result",
                "Reliability",
            ),
        )


def _moment(day: int, minute: int) -> str:
    moment = datetime.combine(EPOCH, datetime.min.time(), UTC) + timedelta(
        days=day, minutes=minute
    )
    return f"{moment:%Y-%m-%dT%H:%M:%S+00:00}"
