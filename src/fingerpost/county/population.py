"""Everybody who lives in the county on one day: area, household, birth, sex, community.

People are made in chunks of whole small areas. Households come first, by size and make-up; then
ages are drawn for each place in a household, in such proportions that all together have England's
ages: children's from England's children; parents' from their children's and the age of mothers and
fathers at birth; everybody else's from what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fingerpost.county.calendar import day_number
from fingerpost.county.chance import stream
from fingerpost.county.households import ADULTS, Homes, households
from fingerpost.county.map import CountyMap
from fingerpost.county.parameters import Parameters, all_parameters
from fingerpost.county.settlements import CITY
from fingerpost.county.terrain import Floats, Integers

CHUNK = 250_000
FIRST_DAY = date(2021, 4, 1)
DAYS = 365.2425  # in a year
ADULT, OLDEST = 18, 105
BANDS = tuple(range(0, 95, 5))  # 0 to 4, and so on; the last is 90 and over
COMMUNITIES = (
    "white_british",
    "white_other",
    "south_asian_muslim",
    "south_asian_other",
    "black_african",
    "black_caribbean",
    "chinese",
    "mixed",
    "arab_other",
)


@dataclass(frozen=True)
class Population:
    """Some of the people, in the order of their small areas; arrays of one length.

    Attributes
    ----------
    person : ndarray of int64
        0 up to the county's people less one, over all chunks.
    area : ndarray of int32
        Where in the map's small areas.
    household : ndarray of int64
        The number of its first person.
    born : ndarray of int32
        Day, counted from 1 January 1970.
    sex : ndarray of int8
        0 male, 1 female.
    community : ndarray of int8
        Where in `COMMUNITIES`.
    """

    person: NDArray[np.int64]
    area: NDArray[np.int32]
    household: NDArray[np.int64]
    born: NDArray[np.int32]
    sex: NDArray[np.int8]
    community: NDArray[np.int8]

    def __len__(self) -> int:
        """Return how many people these are."""
        return len(self.person)

    def age_on(self, day: int) -> NDArray[np.int64]:
        """Return ages in whole years on a day, to within the odd day of leap years."""
        return np.floor((day - self.born) / DAYS).astype(np.int64)


def chunks(
    county: CountyMap,
    seed: int,
    size: int = CHUNK,
    *,
    on: date = FIRST_DAY,
    parameters: Parameters | None = None,
) -> Iterator[Population]:
    """Yield everybody, in chunks of whole small areas.

    Parameters
    ----------
    county : CountyMap
        Where they live; each small area gets exactly its residents.
    seed : int
        The same seed and size give the same people.
    size : int
        The most people in a chunk (more only if one small area has more).
    on : date
        The day on which they live there.
    parameters : Parameters, optional
        The numbers of the model, if not those of the file.
    """
    numbers = parameters or all_parameters()
    kind = np.where(county.district == CITY, 0, np.where(county.is_urban, 1, 2))
    share = np.bincount(kind, county.residents, minlength=3) / county.people
    ends = np.cumsum(county.residents)
    first = number = 0
    while first < len(county):
        so_far = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, so_far + size, side="right")))
        area = np.repeat(np.arange(first, last), county.residents[first:last])
        chance = stream(seed, "population", number)
        homes = households(area, numbers, chance)
        age = _ages(homes, kind[area], share, numbers, chance)
        yield Population(
            person=np.arange(so_far, so_far + len(area), dtype=np.int64),
            area=area.astype(np.int32),
            household=so_far + homes.first[homes.home],
            born=(day_number(on) - np.floor(age * DAYS)).astype(np.int32),
            sex=_sexes(homes, age.astype(np.int64), numbers, chance),
            community=_communities(homes, kind[area], share, numbers, chance),
        )
        first, number = last, number + 1


def england(parameters: Parameters) -> Floats:
    """Return the share of people at each single year of age, 0 to `OLDEST`."""
    shares = np.array([parameters[f"people.share_at_age.from_{band:02d}"] for band in BANDS])
    single = np.zeros(OLDEST + 1)
    single[:90] = np.repeat(shares[:-1] / 5, 5)
    smooth = np.convolve(np.pad(single[:90], 3, mode="edge"), np.full(7, 1 / 7), mode="valid")
    bands = smooth.reshape(-1, 5)
    single[:90] = (bands * (shares[:-1] / bands.sum(axis=1))[:, None]).ravel()
    old = parameters["people.survives_a_year_over_90"] ** np.arange(OLDEST - 89)
    single[90:] = old / old.sum() * shares[-1]
    return np.asarray(single / single.sum())


def _ages(
    homes: Homes,
    kind: Integers,
    share: Floats,
    numbers: Parameters,
    chance: np.random.Generator,
) -> Floats:
    """Return everybody's age in years, with its fraction."""
    count = len(homes.home)
    everyone = england(numbers)
    years = np.arange(OLDEST + 1)
    shared = chance.random(len(homes.first))[homes.home]
    age = np.zeros(count)
    child, grown = homes.is_child, homes.is_grown_up
    age[child] = _drawn(
        np.where(years < ADULT, everyone, 0),
        _near(shared[child], numbers["people.siblings_differ"], chance),
    )
    age[grown] = _drawn(
        np.where((years >= ADULT) & (years < 30), 31.0 - years, 0),
        _near(shared[grown], numbers["people.siblings_differ"], chance),
    )
    eldest = np.maximum.reduceat(age, homes.first)
    parent = homes.is_parent
    gap = chance.normal(
        numbers["people.age_at_birth.mean"], numbers["people.age_at_birth.spread"], len(eldest)
    )[homes.home] + chance.normal(0, numbers["people.partners_differ"], count)
    age[parent] = (eldest[homes.home] + np.clip(gap, 17, 48))[parent]
    rest = ~(child | grown | parent)
    taken = np.bincount(age[~rest].astype(np.int64), minlength=OLDEST + 1)[: OLDEST + 1]
    left = np.clip(everyone * count - taken, 0, None) * (years >= ADULT)
    for number, chances in enumerate(_by_kind(left / left.sum(), share, numbers)):
        here = rest & (kind == number)
        age[here] = _drawn(chances, _near(shared[here], 0.05, chance))
    return np.asarray(np.minimum(age, OLDEST + 0.99))


def _by_kind(left: Floats, share: Floats, numbers: Parameters) -> tuple[Floats, Floats, Floats]:
    """Return chances of ages in the city, other towns and the country; together as `left`."""
    tilt = numbers["people.city_is_younger"] * (np.arange(OLDEST + 1) - 45) / 20
    city = left * np.exp(-tilt)
    city /= city.sum()
    others = np.clip(left - share[0] * city, 0, None)
    others /= others.sum()
    country = others * np.exp(tilt / 2)
    country /= country.sum()
    town = np.clip(others * (share[1] + share[2]) - share[2] * country, 0, None)
    return city, town / town.sum() if share[1] > 0 else others, country


def _near(shared: Floats, spread: float, chance: np.random.Generator) -> Floats:
    """Return even draws that lie near a shared one; turned back at 0 and 1, they stay even."""
    moved = np.abs(shared + chance.normal(0, spread, len(shared)))
    return np.asarray(np.abs(1 - np.abs(1 - moved)))


def _drawn(chances: Floats, even: Floats) -> Floats:
    """Return ages for draws between 0 and 1."""
    heap = np.concatenate([[0.0], np.cumsum(chances)])
    return np.asarray(np.interp(even, heap / heap[-1], np.arange(len(heap))))


def _sexes(
    homes: Homes, age: Integers, numbers: Parameters, chance: np.random.Generator
) -> NDArray[np.int8]:
    """Return sexes: couples mostly of two, one-parent families mostly of mothers."""
    knots = {
        int(k.removeprefix("at_")): v for k, v in numbers.under("people.male_share").items()
    }
    wanted = np.interp(np.arange(OLDEST + 1), sorted(knots), [knots[k] for k in sorted(knots)])
    adult = homes.place < homes.of(ADULTS)
    couple = adult & (homes.of(ADULTS) == 2)
    lone = adult & (homes.of(ADULTS) == 1) & homes.is_parent
    share = wanted[age]
    share[couple], share[lone] = 0.5, numbers["people.lone_parents_male"]
    # The others make up for them, so that each age has its share.
    set_already = couple | lone
    total = np.bincount(age, minlength=OLDEST + 1)
    theirs = np.bincount(age[set_already], share[set_already], minlength=OLDEST + 1)
    others = total - np.bincount(age[set_already], minlength=OLDEST + 1)
    left = np.clip((wanted * total - theirs) / np.maximum(others, 1), 0.05, 0.95)
    free = ~set_already & (age >= ADULT)
    share[free] = left[age[free]]
    sex: NDArray[np.int8] = (chance.random(len(age)) >= share).astype(np.int8)
    second = np.flatnonzero(couple & (homes.place == 1))
    other = chance.random(len(second)) >= numbers["people.couples_of_one_sex"]
    sex[second] = np.where(other, 1 - sex[second - 1], sex[second - 1])
    return sex


def _communities(
    homes: Homes,
    kind: Integers,
    share: Floats,
    numbers: Parameters,
    chance: np.random.Generator,
) -> NDArray[np.int8]:
    """Return communities, one to a household; the city is more mixed."""
    whole = np.array([numbers[f"people.community.{name}"] for name in COMMUNITIES])
    whole /= whole.sum()
    more = np.full(len(whole), numbers["people.city_is_more_mixed"])
    more[0] = 1.0
    city = whole * more / (whole @ more)
    others = np.clip(whole - share[0] * city, 0, None)
    is_city = kind[homes.first] == 0
    even = chance.random(len(homes.first))
    found = np.where(
        is_city,
        np.searchsorted(np.cumsum(city)[:-1], even, side="right"),
        np.searchsorted((np.cumsum(others) / others.sum())[:-1], even, side="right"),
    )
    return np.asarray(found.astype(np.int8)[homes.home])
