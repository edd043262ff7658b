"""Schools and children's services: counts alone, small ones withheld as the departments do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.chance import stream
from fingerpost.county.records import cells
from fingerpost.county.world import PartnerFile, World

TERMS = (("Autumn", 0.38), ("Spring", 0.33), ("Summer", 0.29))
SUSPENSIONS_PER_10_000_PUPILS_A_YEAR = 26.0  # for drugs and alcohol: near England in 2022-23
EXCLUSIONS_PER_10_000_PUPILS_A_YEAR = 1.0
ASSESSMENTS_PER_1000_CHILDREN = 55.0  # children in need, England 2022-23, about
FACTORS = {  # shares of assessments with each factor: near England in 2022-23
    "Drug Misuse Parent": 0.165,
    "Alcohol Misuse Parent": 0.155,
    "Drug Misuse Child": 0.045,
    "Gangs": 0.024,
    "Child Criminal Exploitation": 0.032,
}


def files(world: World) -> Iterator[PartnerFile]:
    """Yield the schools' files by term, and children's services' by year."""
    yield from _schools(world)
    yield from _children(world)


def _children_by_district(world: World, youngest: int, oldest: int) -> NDArray[np.int64]:
    by_age = world.mid_years.by_age[0]
    return np.asarray(by_age[:, youngest : oldest + 1].sum(axis=1))


def _withheld(values: NDArray[np.int64]) -> list[str]:
    """Return counts as the departments publish them: 1 to 5 are shown as c."""
    return ["c" if 1 <= value <= 5 else str(value) for value in values]


def _schools(world: World) -> Iterator[PartnerFile]:
    pupils = _children_by_district(world, 5, 15)
    codes = [area.code for area in world.map.districts]
    for year in world.calendar.financial_years:
        for term, share in TERMS:
            rng = stream(world.seed, "schools", year, term)
            scale = pupils / 10_000 * share
            suspended = rng.poisson(SUSPENSIONS_PER_10_000_PUPILS_A_YEAR * scale)
            excluded = rng.poisson(EXCLUSIONS_PER_10_000_PUPILS_A_YEAR * scale)
            yield PartnerFile(
                "school_exclusions",
                f"schools/exclusions-{cells.span(year)}-{term.lower()}.csv",
                pl.DataFrame(
                    {
                        "Time Period": [f"{year}-{(year + 1) % 100:02d}"] * len(codes),
                        "Term": [term] * len(codes),
                        "Local Authority": codes,
                        "Pupils": [str(int(n)) for n in pupils],
                        "Suspensions Drugs and Alcohol": _withheld(suspended),
                        "Permanent Exclusions Drugs and Alcohol": _withheld(excluded),
                    }
                ),
            )


def _children(world: World) -> Iterator[PartnerFile]:
    children = _children_by_district(world, 0, 17)
    codes = [area.code for area in world.map.districts]
    for year in world.calendar.financial_years:
        rng = stream(world.seed, "children", year)
        assessed = rng.poisson(children * ASSESSMENTS_PER_1000_CHILDREN / 1000)
        yield PartnerFile(
            "children_in_need",
            f"childrens-services/cin-factors-{year + 1}.csv",
            pl.DataFrame(
                {
                    "Year": [str(year + 1)] * len(codes),
                    "Local Authority": codes,
                    "Assessments Completed": [str(int(n)) for n in assessed],
                    **{
                        factor: _withheld(rng.binomial(assessed, share))
                        for factor, share in FACTORS.items()
                    },
                }
            ),
        )
