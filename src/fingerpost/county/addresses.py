"""Where people lived: a stay after another, each at one address with its full postcode.

A move goes more often to a place near by than far away. Some moves lead to no fixed abode, for a
while.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.lots import lots, mixed, together

DAYS_PER_YEAR = 365.25
INWARD_LETTERS = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))  # not C, I, K, M, O or V
UNITS_PER_SECTOR = len(INWARD_LETTERS) ** 2
UNITS_PER_AREA = 45  # a unit holds about 15 addresses, a small area about 700
STRIDE = (
    121  # has no factor in common with the units of a sector: neighbours get letters far apart
)
MOST_MOVES = 60

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """The small areas, with the postcode sector that each lies in.

    Parameters
    ----------
    sectors : tuple of str
        Such as "ZH1 4": a sector of the district "ZH1".
    sector : ndarray of int, shape (areas,)
        Which of them each area lies in.
    """

    sectors: tuple[str, ...]
    sector: NDArray[np.integer]

    @cached_property
    def _by_sector(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Areas in the order of their sectors; where a sector starts, its size, an area's turn."""
        order = np.argsort(self.sector, kind="stable")
        size = np.bincount(self.sector, minlength=len(self.sectors))
        start = np.cumsum(size) - size
        turn = np.empty(len(order), dtype=np.int64)
        turn[order] = np.arange(len(order)) - start[self.sector[order]]
        return order, start, size, turn

    @cached_property
    def _by_district(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Areas in the order of their districts; where one starts, its size, an area's district."""
        names = np.array([sector.split(" ")[0] for sector in self.sectors])
        of_area = np.unique(names, return_inverse=True)[1][self.sector]
        size = np.bincount(of_area)
        return np.argsort(of_area, kind="stable"), np.cumsum(size) - size, size, of_area

    def postcodes(self, area: Ints, address: NDArray[np.uint64], seed: int) -> NDArray[np.str_]:
        """Return the full postcode of each address: always the same one for the same address."""
        drawn = lots(seed, "postcode", of=address) * self.units[area]
        return self._postcode(area, drawn.astype(np.int64), seed)

    @property
    def units(self) -> Ints:
        """How many postcodes each area has, shape (areas,)."""
        size = self._by_sector[2]
        units: Ints = np.minimum(UNITS_PER_SECTOR // size[self.sector], UNITS_PER_AREA)
        return units

    def every_postcode(self, seed: int) -> tuple[Ints, NDArray[np.str_]]:
        """Return every postcode of the county, with the area that it lies in."""
        area = np.repeat(np.arange(len(self.sector)), self.units)
        start = np.cumsum(self.units) - self.units
        return area, self._postcode(area, np.arange(len(area)) - start[area], seed)

    def _postcode(self, area: Ints, drawn: Ints, seed: int) -> NDArray[np.str_]:
        _, _, size, turn = self._by_sector
        sector = self.sector[area]
        unit = turn[area] * (UNITS_PER_SECTOR // size[sector]) + drawn
        shift = (lots(seed, "postcode", "sector", of=sector) * UNITS_PER_SECTOR).astype(
            np.int64
        )
        unit = (unit * STRIDE + shift) % UNITS_PER_SECTOR
        first, second = np.divmod(unit, len(INWARD_LETTERS))
        letters = np.char.add(INWARD_LETTERS[first], INWARD_LETTERS[second])
        return np.char.add(np.array(self.sectors)[sector], letters)

    def near(
        self, area: Ints, how_far: Floats, which: Floats, numbers: dict[str, float]
    ) -> Ints:
        """Return where a move from each area leads."""
        by_sector, start, size, _ = self._by_sector
        sector = self.sector[area]
        same_sector = by_sector[start[sector] + (which * size[sector]).astype(np.int64)]
        by_district, start, size, of_area = self._by_district
        district = of_area[area]
        same_district = by_district[start[district] + (which * size[district]).astype(np.int64)]
        anywhere = (which * len(self.sector)).astype(np.int64)
        sector_share = numbers["moves_within_sector"]
        return np.select(
            [how_far < sector_share, how_far < sector_share + numbers["moves_within_district"]],
            [same_sector, same_district],
            anywhere,
        )


def live(
    people: pl.DataFrame,
    places: Places,
    *,
    first_day: int,
    last_day: int,
    numbers: dict[str, float],
    seed: int,
) -> pl.DataFrame:
    """Return every stay of every person from `first_day` to `last_day`.

    Parameters
    ----------
    people : polars.DataFrame
        person, area (at the first day), born, and home: people of one home and area begin at one
        address.
    places : Places
    first_day, last_day : int
        Days since 1970-01-01.
    numbers : dict
        The parameters under ``identity.person``.
    seed : int
        Of the whole county.

    Returns
    -------
    polars.DataFrame
        person, from_day, until_day (not included), area, postcode, is_no_fixed_abode; in the order
        of person and day. Without a fixed abode there is no postcode, and the area is the last one.
    """
    person = people["person"].to_numpy().astype(np.int64)
    born = people["born"].to_numpy()
    area = people["area"].to_numpy().astype(np.int64)
    address = together(people["home"].to_numpy(), area)
    homeless = np.zeros(len(person), dtype=bool)
    day = np.full(len(person), float(first_day))
    stays = []
    for move in range(MOST_MOVES):

        def lot(key: str, of: Ints, move: int = move) -> Floats:
            return lots(seed, "move", key, move, of=of)

        age = (day - born) / DAYS_PER_YEAR
        per_year = np.select(
            [age < 18, age < 25, age < 35, age < 50],
            [
                numbers[f"moves_per_year_{name}"]
                for name in ("child", "18_24", "25_34", "35_49")
            ],
            numbers["moves_per_year_50_over"],
        )
        mean_days = np.where(homeless, numbers["days_without_abode"], DAYS_PER_YEAR / per_year)
        end = np.floor(day - np.log1p(-lot("gap", person)) * mean_days) + 1
        stays.append(
            pl.DataFrame(
                {
                    "person": person,
                    "from_day": day.astype(np.int32),
                    "until_day": np.minimum(end, last_day + 1).astype(np.int32),
                    "area": area.astype(np.int32),
                    "postcode": places.postcodes(area, address, seed),
                    "is_no_fixed_abode": homeless,
                }
            )
        )
        goes = end <= last_day
        person, born, area, address = person[goes], born[goes], area[goes], address[goes]
        day, was_homeless = end[goes], homeless[goes]
        if not len(person):
            break
        is_adult = (day - born) / DAYS_PER_YEAR >= 18
        loses = lot("abode", person) < numbers["moves_to_no_fixed_abode"]
        homeless = loses & is_adult & ~was_homeless
        there = places.near(area, lot("far", person), lot("where", person), numbers)
        area = np.where(homeless, area, there)
        address = np.where(
            homeless, address, mixed(together(person, np.full(len(person), move)))
        )
    return (
        pl.concat(stays)
        .sort("person", "from_day")
        .with_columns(postcode=pl.when(~pl.col("is_no_fixed_abode")).then("postcode"))
    )
