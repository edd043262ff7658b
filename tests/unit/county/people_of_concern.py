"""People of concern and small areas for the tests, without the rest of the county."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from fingerpost.county.identities import Identities, identify
from fingerpost.county.parameters import all_parameters

AREAS = 520
SECTORS = [f"ZH{district} {sector}" for district in range(1, 5) for sector in range(1, 6)] + [
    f"Z{letter}{district} {sector}"
    for letter in "ABCSW"
    for district in range(1, 6)
    for sector in range(1, 5)
]
SECTOR = np.arange(AREAS) % len(SECTORS)
FIRST_DAY, LAST_DAY = 18_718, 20_543  # 1 April 2021 to 31 March 2026
SHARES = (0.80, 0.06, 0.03, 0.02, 0.02, 0.02, 0.005, 0.03, 0.015)  # of the communities


def concern(people: int, seed: int = 1) -> pl.DataFrame:
    """Return people of concern: one in twenty of everybody, 16 to 70 years old."""
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "person": np.sort(random.choice(people * 20, people, replace=False)),
            "area": random.integers(0, AREAS, people, dtype=np.int32),
            "household": random.integers(0, people * 9, people),
            "born": random.integers(-6_800, 12_900, people, dtype=np.int32),
            "sex": (random.random(people) < 0.3).astype(np.int8),
            "community": random.choice(9, people, p=SHARES).astype(np.int8),
        }
    )


def named(people: pl.DataFrame, seed: int = 7, **changes: float) -> Identities:
    """Return the identities of people who live in the areas above."""
    return identify(
        people,
        sectors=SECTORS,
        sector=SECTOR,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        seed=seed,
        parameters=all_parameters().but(**changes),
    )


@cache
def many() -> Identities:
    """Return the identities of 20,000 people, made once."""
    return named(concern(20_000))
