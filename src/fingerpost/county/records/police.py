"""The police: what data.police.uk publishes, the force's own extracts, and whom the team saw after.

Crime is made a month at a time, and each month feeds them all, so that a crime is the same crime in
every file.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from fingerpost.county.records import force, justice_team, police_open_data
from fingerpost.county.records.crimes import ANTISOCIAL, recorded
from fingerpost.county.world import PartnerFile, World

KEPT = (
    "crime_id",
    "number",
    "person",
    "area",
    "day",
    "kind",
    "drug",
    "outcome",
    "outcome_day",
    "in_custody",
    "found_by_search",
    "point",
)


def files(world: World) -> Iterator[PartnerFile]:
    """Yield every file of the police."""
    calendar = world.calendar
    waiting: list[pl.DataFrame] = []  # crimes whose outcome comes in a later month
    ours: list[pl.DataFrame] = []
    for month in range(calendar.first_written, calendar.count):
        crimes = recorded(world, month)
        yield from police_open_data.street_and_outcomes(world, month, crimes)
        yield police_open_data.searches(world, month, crimes)
        yield force.crime_extract(world, month, crimes)
        kept = crimes.filter(pl.col("kind") != ANTISOCIAL).select(KEPT)
        ours.append(kept.filter(pl.col("person").is_not_null()))
        open_cases = pl.concat([*waiting, kept.filter(pl.col("outcome") != "")])
        now = pl.col("outcome_day") < int(calendar.first_days[month + 1])
        yield police_open_data.outcomes(world, month, open_cases.filter(now))
        waiting = [open_cases.filter(~now)]
    with_person = pl.concat(ours)
    held = force.detained(world, with_person)
    yield from force.custody(world, held)
    yield from justice_team.files(world, held)
    yield from force.seizures(world, with_person)
