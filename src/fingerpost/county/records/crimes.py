"""Recorded crime, whole: offences of the people of concern and all others, a month at a time.

Each gets a number in the order of the day it was recorded, as a force numbers them, and the long
random id under which data.police.uk publishes it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from fingerpost.county import background, events
from fingerpost.county.chance import pick, stream
from fingerpost.county.world import World

# What became of crimes without a suspect among the people of concern: shares of the Home Office's
# outcomes, near those of police.uk for Cambridgeshire in 2024.
UNKNOWN_SUSPECT = (
    ("18", 0.52),
    ("15", 0.16),
    ("16", 0.20),
    ("14", 0.06),
    ("8", 0.03),
    ("1", 0.03),
)
ANTISOCIAL = "antisocial_behaviour"
# The Home Office's class of each kind, and the words of its counting rules.
CLASSES = {
    "92A": ("92A", "92/12", "Trafficking in controlled drugs"),
    "92D": ("92D", "92/41", "Possession of controlled drugs other than cannabis"),
    "92E": ("92E", "92/70", "Possession of cannabis"),
    "92C": ("92C", "92/83", "Other drug offences"),
    background.DRUGS_WITHOUT_SUSPECT: ("92E", "92/70", "Possession of cannabis"),
    "shoplifting": ("46", "46/0", "Shoplifting"),
    "burglary": ("28E", "28/3", "Burglary of a home"),
    "vehicle": ("45", "45/10", "Theft from a vehicle"),
    "theft_person": ("39", "39/0", "Theft from the person"),
    "robbery": ("34B", "34/0", "Robbery of personal property"),
    "violence": ("8N", "8/1", "Assault with injury"),
}


def recorded(world: World, month: int) -> pl.DataFrame:
    """Return every crime and incident recorded in a month of those lived.

    Returns
    -------
    DataFrame
        offence (row in the table of offences, null for others), person, area, day, recorded_day,
        kind, drug, outcome, outcome_day, in_custody, found_by_search, because_of, number, crime_id,
        point (place in `map.map_points`); in the order of their numbers.
    """
    calendar, seed = world.calendar, world.seed
    first, after = calendar.first_days[month : month + 2]
    offences = world.tables["offences"].with_row_index("offence")
    ours = offences.filter((pl.col("day") >= first) & (pl.col("day") < after))
    others = background.crimes(
        month,
        world.map.residents,
        world.map.district,
        world.map.decile.astype(np.int64),
        world.plan,
        world.parameters,
        seed=seed,
    )
    rng = stream(seed, "crimes", month)
    n = len(others)
    outcome = pick(UNKNOWN_SUSPECT, rng.random(n))
    outcome_day = (
        others["day"].to_numpy() + 3 + (40 * -np.log1p(-rng.random(n) * 0.999)).astype(int)
    )
    known = (outcome_day <= calendar.last_day) & (others["kind"] != ANTISOCIAL).to_numpy()
    outcome[(others["kind"] == background.DRUGS_WITHOUT_SUSPECT).to_numpy()] = "18"
    others = others.with_columns(
        outcome=pl.Series(np.where(known, outcome, "").tolist(), dtype=pl.String),
        outcome_day=pl.when(pl.Series(known)).then(pl.Series(outcome_day)).cast(pl.Int32),
    )
    every = pl.concat([ours, others], how="diagonal")
    size = len(every)
    late = np.where(rng.random(size) < 0.25, rng.integers(0, 6, size), 0)
    recorded_day = np.minimum(every["day"].to_numpy() + late, after - 1)
    order = np.lexsort((rng.random(size), recorded_day))
    points = world.map.map_points.choose(every["area"].to_numpy().astype(np.int64), rng)
    # A change in recording shows at single map points, not all over an area.
    at_one = (every["because_of"] == events.RECORDING_CHANGE).fill_null(value=False).to_numpy()
    points[at_one] = world.map.map_points.starts[every["area"].to_numpy()[at_one]]
    ids = rng.bytes(32 * size).hex()
    start = calendar.starts[month]
    return every.with_columns(
        recorded_day=pl.Series(recorded_day).cast(pl.Int32),
        point=pl.Series(points),
        drug=pl.col("drug").fill_null("cannabis"),
        in_custody=pl.col("in_custody").fill_null(value=False),
        found_by_search=pl.col("found_by_search").fill_null(value=False),
        because_of=pl.col("because_of").fill_null(""),
    )[order].with_columns(
        number=pl.format(
            "FM/{}/{}",
            pl.lit(f"{start:%y%m}"),
            (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(5),
        ),
        crime_id=pl.Series([ids[64 * i : 64 * i + 64] for i in range(size)], dtype=pl.String),
    )
