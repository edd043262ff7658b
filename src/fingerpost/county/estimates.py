"""The published estimates of opiate and crack use of the county: the truth, and the doubt about it.

The real ones come from linked records by capture and recapture. Here the number of people who began
to use opiates or crack and are alive is known; it is published with a mistake of the size that the
interval states, so that 19 of 20 intervals hold the truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from fingerpost.county.calendar import day_number
from fingerpost.county.chance import stream
from fingerpost.county.map import UPPER_TIER
from fingerpost.county.open_data import FOLDER
from fingerpost.county.world import World
from fingerpost.evidence.core.areas import MADE_UP
from fingerpost.evidence.core.periods import Period

NAME = "Estimated prevalence of opiate and/or crack cocaine use"
AGES = (15, 64)
DOUBT = 0.11  # standard deviation of the estimate's logarithm
EVERY = 2  # years from one estimate to the next


def write_estimates(world: World, inbox: Path) -> Path:
    """Write the estimates under ``open-data/`` of an inbox, and return the file's path."""
    path = inbox / FOLDER / "estimates" / "opiate_crack_use.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(list(_rows(world))).write_csv(path)
    return path


def people_who_use(world: World, district: int, day: int) -> int:
    """Return how many people of a district used opiates or crack by a day: began, alive, 15 to 64."""
    people = world.people
    months = int(np.searchsorted(world.calendar.first_days, day, side="right")) - 1
    age = (day - pl.col("born")) // 365.25
    uses = (pl.col("group") == "opiate") | pl.col("crack")
    lives = pl.col("died_day").is_null() | (pl.col("died_day") > day)
    here = pl.Series(world.map.district[people["area"].to_numpy()] == district)
    chosen = people.filter(here).filter(
        uses & lives & (pl.col("onset") <= months) & age.is_between(*AGES)
    )
    return len(chosen)


def _rows(world: World) -> Iterator[dict[str, object]]:
    city = [n for n, area in enumerate(world.map.districts) if _is_unitary(area.code)]
    rest = [n for n in range(len(world.map.districts)) if n not in city]
    areas = [
        (world.map.districts[n].code, world.map.districts[n].name, "UA", [n]) for n in city
    ]
    areas.append((UPPER_TIER.code, UPPER_TIER.name, "County", rest))
    years = world.mid_years.years
    for at in range(0, len(years), EVERY):
        year = Period.financial_year(years[at])
        for code, name, kind, districts in areas:
            true = sum(people_who_use(world, n, day_number(year.end)) for n in districts)
            residents = int(world.mid_years.by_age[at, districts, AGES[0] : AGES[1] + 1].sum())
            error = stream(world.seed, "opiate_crack_estimate", code, year.code).normal()
            people = max(round(true * np.exp(DOUBT * error)), 1)
            reach = np.exp(1.96 * DOUBT)
            yield {
                "Indicator ID": "",
                "Indicator Name": NAME,
                "Parent Code": "",
                "Parent Name": "",
                "Area Code": code,
                "Area Name": name,
                "Area Type": kind,
                "Sex": "Persons",
                "Age": f"{AGES[0]}-{AGES[1]} yrs",
                "Category Type": "",
                "Category": "",
                "Time period": year.code,
                "Value": round(people / residents * 1000, 4),
                "Lower CI 95.0 limit": round(people / reach / residents * 1000, 4),
                "Upper CI 95.0 limit": round(people * reach / residents * 1000, 4),
                "Lower CI 99.8 limit": "",
                "Upper CI 99.8 limit": "",
                "Count": people,
                "Denominator": residents,
                "Value note": "Synthetic: nobody in this file is real.",
                "Recent Trend": "",
                "Compared to England value or percentiles": "",
                "Compared to percentiles": "",
                "Time period Sortable": f"{year.start.year}0000",
                "New data": "",
                "Compared to goal": "",
                "Time period range": "1y",
            }


def _is_unitary(code: str) -> bool:
    return not code.startswith(f"{MADE_UP}07")
