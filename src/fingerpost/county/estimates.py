"""The published estimates of opiate and crack use of the county: the truth, and the doubt about it.

The real ones come from linked records by capture and recapture, and are years old. Here the number
of people who use opiates or crack is known for the last day, and hardly changes from year to year:
it is published as that of the first year, with a mistake of the size that the interval states, so
that 19 of 20 intervals hold the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.concern import OPIATE
from fingerpost.county.map import UPPER_TIER
from fingerpost.county.open_data import FOLDER
from fingerpost.county.world import World
from fingerpost.evidence.core.areas import MADE_UP
from fingerpost.evidence.core.periods import Period

NAME = "Estimated prevalence of opiate and/or crack cocaine use"
AGES = (15, 64)
DOUBT = 0.11  # standard deviation of the estimate's logarithm
STILL_IN_NEED = ("need", "treatment", "prison")
HEADERS = (
    "Indicator ID",
    "Indicator Name",
    "Parent Code",
    "Parent Name",
    "Area Code",
    "Area Name",
    "Area Type",
    "Sex",
    "Age",
    "Category Type",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Count",
    "Denominator",
    "Value note",
    "Recent Trend",
    "Compared to England value or percentiles",
    "Compared to percentiles",
    "Time period Sortable",
    "New data",
    "Compared to goal",
    "Time period range",
)


def write_estimates(world: World, inbox: Path) -> Path:
    """Write the estimates under ``open-data/`` of an inbox, and return the file's path."""
    path = inbox / FOLDER / "estimates" / "opiate_crack_use.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(list(_rows(world))).write_csv(path)
    return path


def people_who_use(world: World, districts: Sequence[int]) -> int:
    """Return how many people of some districts use opiates or crack, in treatment, prison or not."""
    people = world.people
    uses = (pl.col("group") == OPIATE) | pl.col("crack")
    still = pl.col("state_at_end").is_in(STILL_IN_NEED)
    here = pl.Series(np.isin(world.map.district[people["area"].to_numpy()], districts))
    return people.filter(here & people.select(uses & still).to_series()).height


def _rows(world: World) -> Iterator[dict[str, object]]:
    city = [n for n, area in enumerate(world.map.districts) if _is_unitary(area.code)]
    rest = [n for n in range(len(world.map.districts)) if n not in city]
    areas = [
        (world.map.districts[n].code, world.map.districts[n].name, "UA", [n]) for n in city
    ]
    areas.append((UPPER_TIER.code, UPPER_TIER.name, "County", rest))
    year = Period.financial_year(world.mid_years.years[0])
    for code, name, kind, districts in areas:
        true = people_who_use(world, districts)
        residents = int(world.mid_years.by_age[0, districts, AGES[0] : AGES[1] + 1].sum())
        error = stream(world.seed, "estimates", "opiate_crack", code).normal()
        people = max(round(true * np.exp(DOUBT * error)), 1)
        reach = np.exp(1.96 * DOUBT)
        yield dict.fromkeys(HEADERS, "") | {
            "Indicator Name": NAME,
            "Area Code": code,
            "Area Name": name,
            "Area Type": kind,
            "Sex": "Persons",
            "Age": f"{AGES[0]}-{AGES[1]} yrs",
            "Time period": year.code,
            "Value": round(people / residents * 1000, 4),
            "Lower CI 95.0 limit": round(people / reach / residents * 1000, 4),
            "Upper CI 95.0 limit": round(people * reach / residents * 1000, 4),
            "Count": people,
            "Denominator": residents,
            "Value note": "Synthetic: nobody in this file is real.",
            "Time period Sortable": f"{year.start.year}0000",
        }


def _is_unitary(code: str) -> bool:
    return not code.startswith(f"{MADE_UP}07")
