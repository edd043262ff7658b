"""Naloxone kits and needle exchange: what was handed out, where, and never to whom."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county.chance import pick, stream
from fingerpost.county.concern import OPIATE
from fingerpost.county.records import cells
from fingerpost.county.world import PartnerFile, World

SITES_PER_DISTRICT = 3
KITS_PER_OPIATE_USER_A_YEAR = 0.55
EXCHANGES_PER_INJECTOR_A_YEAR = 9.0
SUPPLIERS = (("Treatment service", 0.55), ("Pharmacy", 0.2), ("Peer", 0.15), ("Hostel", 0.1))
RECIPIENTS = (("Person at risk", 0.72), ("Family or friend", 0.12), ("Staff", 0.16))
REASONS = (("First kit", 0.58), ("Used in overdose", 0.17), ("Lost", 0.15), ("Expired", 0.10))
GROUPS = (
    ("Opiates", 0.62),
    ("Crack", 0.12),
    ("Image and performance enhancing drugs", 0.22),
    ("Stimulants", 0.04),
)


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file of kits and a file of exchanges for each quarter."""
    calendar = world.calendar
    opiate = world.people.filter(pl.col("group") == OPIATE)
    for first in range(calendar.first_written, calendar.count, 3):
        start, end = calendar.first_days[first], calendar.first_days[first + 3]
        name = f"{calendar.starts[first].year}-Q{(calendar.starts[first].month + 2) // 3}"
        rng = stream(world.seed, "harm reduction", first)
        users = np.bincount(world.map.district[opiate["area"].to_numpy()], minlength=6)
        yield _kits(name, rng, users, int(start), int(end), world)
        injectors = opiate.filter(pl.col("injecting") == "current")
        users = np.bincount(world.map.district[injectors["area"].to_numpy()], minlength=6)
        yield _exchanges(name, rng, users, int(start), int(end), world)


def _site(world: World, rng: np.random.Generator, district: np.ndarray) -> list[str]:
    number = rng.integers(1, SITES_PER_DISTRICT + 1, len(district))
    names = [area.name for area in world.map.districts]
    return [f"{names[d]} site {n}" for d, n in zip(district, number, strict=True)]


def _kits(
    name: str, rng: np.random.Generator, users: np.ndarray, start: int, end: int, world: World
) -> PartnerFile:
    counts = rng.poisson(users * KITS_PER_OPIATE_USER_A_YEAR / 4)
    district = np.repeat(np.arange(len(users)), counts)
    n = len(district)
    recipient = pick(RECIPIENTS, rng.random(n))
    kits = np.where(recipient == "Staff", rng.integers(1, 6, n), 1 + (rng.random(n) < 0.08))
    codes = [area.code for area in world.map.districts]
    frame = pl.DataFrame(
        {
            "day": rng.integers(start, end, n).astype(np.int32),
            "Site": pl.Series(_site(world, rng, district), dtype=pl.String),
            "District Code": pl.Series([codes[d] for d in district], dtype=pl.String),
            "Supplier Type": pl.Series(
                pick(SUPPLIERS, rng.random(n)).tolist(), dtype=pl.String
            ),
            "Recipient Type": pl.Series(recipient.tolist(), dtype=pl.String),
            "Kits Issued": pl.Series([str(int(k)) for k in kits], dtype=pl.String),
            "Reason": pl.Series(pick(REASONS, rng.random(n)).tolist(), dtype=pl.String),
        }
    ).sort("day", "Site", maintain_order=True)
    return PartnerFile(
        "naloxone_kits",
        f"harm-reduction/naloxone-{name}.csv",
        frame.select(cells.day("day").alias("Supply Date"), pl.exclude("day")),
    )


def _exchanges(
    name: str, rng: np.random.Generator, users: np.ndarray, start: int, end: int, world: World
) -> PartnerFile:
    counts = rng.poisson(users * EXCHANGES_PER_INJECTOR_A_YEAR / 4)
    district = np.repeat(np.arange(len(users)), counts)
    n = len(district)
    out = rng.choice([10, 20, 30, 50, 100], n, p=[0.3, 0.3, 0.2, 0.15, 0.05])
    back = np.where(rng.random(n) < 0.55, (out * rng.random(n)).astype(int), 0)
    codes = [area.code for area in world.map.districts]
    frame = pl.DataFrame(
        {
            "day": rng.integers(start, end, n).astype(np.int32),
            "Site": pl.Series(_site(world, rng, district), dtype=pl.String),
            "District Code": pl.Series([codes[d] for d in district], dtype=pl.String),
            "Substance Group": pl.Series(pick(GROUPS, rng.random(n)).tolist(), dtype=pl.String),
            "Needles Out": pl.Series([str(int(k)) for k in out], dtype=pl.String),
            "Needles Returned": pl.Series([str(int(k)) for k in back], dtype=pl.String),
            "Naloxone Offered": pl.Series(
                np.where(rng.random(n) < 0.4, "Yes", "No").tolist(), dtype=pl.String
            ),
        }
    ).sort("day", "Site", maintain_order=True)
    return PartnerFile(
        "needle_exchange",
        f"harm-reduction/needle-exchange-{name}.csv",
        frame.select(cells.day("day").alias("Transaction Date"), pl.exclude("day")),
    )
