"""How many people live in the county at each mid-year: they age, some die, some are born."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fingerpost.county.map import CountyMap
from fingerpost.county.parameters import Parameters, all_parameters
from fingerpost.county.population import OLDEST, Population
from fingerpost.county.settlements import share_out
from fingerpost.county.terrain import Floats, Integers

TOP_AGE = 90  # and over, as the Office for National Statistics publishes


@dataclass(frozen=True)
class MidYears:
    """Residents at each mid-year.

    Attributes
    ----------
    years : tuple of int
        The first is the year in which everybody was made.
    by_age : ndarray of int64, shape (years, districts, 91)
        By single year of age; the last is 90 and over.
    by_area : ndarray of int64, shape (years, areas)
        Of each small area; a district's add up to its ages.
    """

    years: tuple[int, ...]
    by_age: Integers
    by_area: Integers


def residents_by(
    county: CountyMap,
    people: Iterable[Population],
    years: tuple[int, ...],
    *,
    on: int,
    parameters: Parameters | None = None,
) -> MidYears:
    """Count everybody by district and age, and carry the counts on through the years.

    Parameters
    ----------
    county : CountyMap
        Where they live.
    people : iterable of Population
        Everybody, in chunks; each is let go once counted.
    years : tuple of int
        One after the other; the counts of the first are those of the day `on`.
    on : int
        Day, counted from 1 January 1970.
    parameters : Parameters, optional
        The numbers of the model, if not those of the file.
    """
    numbers = parameters or all_parameters()
    counts = np.zeros((len(county.districts), OLDEST + 1))
    for chunk in people:
        age = np.clip(chunk.age_on(on), 0, OLDEST)
        cell = county.district[chunk.area].astype(np.int64) * (OLDEST + 1) + age
        counts += np.bincount(cell, minlength=counts.size).reshape(counts.shape)
    by_age, by_area = [], []
    for _year in years:
        ages = counts[:, :TOP_AGE], counts[:, TOP_AGE:].sum(axis=1, keepdims=True)
        by_age.append(np.rint(np.concatenate(ages, axis=1)).astype(np.int64))
        areas = np.zeros(len(county), dtype=np.int64)
        for district, total in enumerate(by_age[-1].sum(axis=1).tolist()):
            ours = county.areas_of(district)
            areas[ours] = share_out(total, county.residents[ours].astype(np.float64))
        by_area.append(areas)
        counts = _a_year_on(counts, numbers)
    return MidYears(tuple(years), np.stack(by_age), np.stack(by_area))


def _a_year_on(counts: Floats, numbers: Parameters) -> Floats:
    age = np.arange(OLDEST + 1)
    rise = numbers["people.deaths_rise_per_year_of_age"]
    dying = np.clip(numbers["people.deaths_at_60"] * np.exp(rise * (age - 60)), 0, 1)
    left = counts * (1 - dying)
    older = np.zeros_like(counts)
    older[:, 1:] = left[:, :-1]
    older[:, -1] += left[:, -1]
    older[:, 0] = counts.sum(axis=1) * numbers["people.births_per_1000"] / 1000
    return older
