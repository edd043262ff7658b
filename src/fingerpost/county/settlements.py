"""Where people live: six districts, each with a seat, towns, villages and open country.

A district is the ground nearest to its seat, measured on a warped plane so that borders wander.
Its people are drawn as points; the small areas are then laid around groups of them, so that each
holds about as many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from fingerpost.county.chance import stream
from fingerpost.county.parameters import Parameters
from fingerpost.county.terrain import (
    HALF_HEIGHT,
    HALF_WIDTH,
    Field,
    Floats,
    Integers,
    land,
    rolling,
)
from fingerpost.evidence.core.areas import Area, AreaKind

DISTRICTS = tuple(
    Area(code, name, AreaKind.DISTRICT)
    for code, name in (
        ("X06000001", "Harrowmere"),
        ("X07000001", "Aldenwold"),
        ("X07000002", "Brackenlode"),
        ("X07000003", "Cressfleet"),
        ("X07000004", "Stavenholme"),
        ("X07000005", "Withymarch"),
    )
)
CITY = 0
# Around the city in this order, so that Aldenwold and Cressfleet are neighbours.
ROUND_THE_CITY = (4, 3, 1, 5, 2)
NEARNESS_OF_CITY = 0.52  # how far its ground reaches, against the other districts
WARP = 4.5  # km: how far borders wander
POINTS_PER_AREA = 40
SETTLING = 14  # rounds of moving each small area to the middle of its people


@dataclass(frozen=True)
class Settlements:
    """The county's ground and where on it people live.

    Attributes
    ----------
    scale : float
        Of the county's width, 1 for one of 850,000 people or more.
    height : Field
        Above 0 on land.
    seats : ndarray, shape (6, 2)
        The middle of each district's main town, in kilometres from the middle of the county.
    people : tuple of ndarray
        For each district, points that stand for people, in no order.
    areas : tuple of ndarray
        For each district, the point at the heart of each small area; each is one of `people`.
    """

    scale: float
    height: Field
    seats: Floats
    people: tuple[Floats, ...]
    areas: tuple[Floats, ...]
    _warp: tuple[Field, Field]

    def district_of(self, points: Floats) -> Integers:
        """Return the district whose ground each point is, 0 to 5, whether on land or not."""
        away = self._warped(points)[:, None] - self._warped(self.seats)[None]
        distance = np.hypot(away[..., 0], away[..., 1])
        distance[:, CITY] /= NEARNESS_OF_CITY
        return np.asarray(np.argmin(distance, axis=1))

    def _warped(self, points: Floats) -> Floats:
        flat = points / self.scale
        return np.asarray(
            flat + WARP * np.stack([surface(flat) for surface in self._warp], axis=1)
        )


def settle(people: int, areas: int, seed: int, parameters: Parameters) -> Settlements:
    """Return where the people of a county live, around the hearts of its small areas."""
    scale = min(1.0, float(np.sqrt(people / 850_000)))
    seats = _seats(seed) * scale
    warp = tuple(
        rolling(stream(seed, "map", "warp", axis), roughest=10) for axis in ("east", "north")
    )
    ground = Settlements(scale, land(seed, scale), seats, (), (), (warp[0], warp[1]))
    shares = np.array([parameters[f"map.share_of_people.{d.name.lower()}"] for d in DISTRICTS])
    counts = share_out(areas, shares, least=1)
    crowds, hearts = [], []
    for number, count in enumerate(counts.tolist()):
        chance = stream(seed, "map", "people", DISTRICTS[number].code)
        crowd = _crowd(
            ground, number, count * POINTS_PER_AREA, people * count / areas, chance, parameters
        )
        crowds.append(crowd)
        hearts.append(_hearts(crowd, count, chance))
    return Settlements(scale, ground.height, seats, tuple(crowds), tuple(hearts), ground._warp)


def share_out(whole: int, shares: Floats, *, least: int = 0) -> Integers:
    """Return whole numbers in proportion to the shares that add up to `whole`."""
    spread = shares / shares.sum() * (whole - least * len(shares))
    counts = np.floor(spread).astype(np.int64)
    missing = whole - least * len(shares) - int(counts.sum())
    counts[np.argsort(counts - spread, kind="stable")[:missing]] += 1
    return np.asarray(counts + least)


def _seats(seed: int) -> Floats:
    chance = stream(seed, "map", "seats")
    seats = np.zeros((len(DISTRICTS), 2))
    seats[CITY] = chance.uniform(-0.08, 0.08, 2) - (0.12, 0.05)
    turns = np.arange(5) * (2 * np.pi / 5) + 0.75 + chance.uniform(-0.16, 0.16, 5)
    away = chance.uniform(0.52, 0.66, 5)
    seats[list(ROUND_THE_CITY)] = np.stack([np.cos(turns), np.sin(turns)], 1) * away[:, None]
    return seats * (HALF_WIDTH, HALF_HEIGHT)


def _crowd(
    ground: Settlements,
    district: int,
    size: int,
    people: float,
    chance: np.random.Generator,
    parameters: Parameters,
) -> Floats:
    """Return points where people of one district live: towns dense, country wide."""
    in_seat = parameters["map.share_in_city" if district == CITY else "map.share_in_seat"]
    in_open = parameters["map.share_in_open_country"]
    peak = parameters["map.people_per_square_km_in_a_town"]
    reach = np.array([HALF_WIDTH, HALF_HEIGHT]) * ground.scale

    def inside(points: Floats) -> Floats:
        kept = (ground.height(points) > 0) & (ground.district_of(points) == district)
        return np.asarray(points[kept])

    anywhere = inside(chance.uniform(-1.2, 1.2, (20_000, 2)) * reach)
    towns, villages = anywhere[:3], anywhere[3:31]
    middles = np.concatenate([ground.seats[district][None], towns, villages])
    rest = 1 - in_seat - in_open
    town = rest * 0.55 * np.array([0.5, 0.3, 0.2])
    village = chance.dirichlet(np.full(len(villages), 2.0)) * rest * 0.45
    share = np.concatenate([[in_seat], town[: len(towns)], village])
    share /= share.sum() / (1 - in_open)
    width = np.sqrt(share * people / (2 * np.pi * peak))
    width[1 + len(towns) :] *= 2  # villages straggle
    found: list[Floats] = []
    while sum(map(len, found)) < size:
        tries = 2 * size
        place = chance.choice(len(share), size=tries, p=share / share.sum())
        round_town = middles[place] + chance.standard_normal((tries, 2)) * width[place, None]
        open_country = anywhere[chance.integers(len(anywhere), size=tries)]
        open_country = open_country + chance.normal(0, 0.6 * ground.scale, (tries, 2))
        is_open = chance.random(tries) < in_open
        found.append(inside(np.where(is_open[:, None], open_country, round_town)))
    return np.concatenate(found)[:size]


def _hearts(crowd: Floats, count: int, chance: np.random.Generator) -> Floats:
    """Return the member at the heart of each of `count` groups of a crowd (Lloyd's method)."""
    middles = crowd[chance.permutation(len(crowd))[:count]]
    for _round in range(SETTLING):
        _away, group = cKDTree(middles).query(crowd)
        size = np.bincount(group, minlength=count)
        total = np.stack(
            [np.bincount(group, crowd[:, axis], minlength=count) for axis in (0, 1)], axis=1
        )
        middles = np.where(size[:, None] > 0, total / np.maximum(size, 1)[:, None], middles)
    away, group = cKDTree(middles).query(crowd)
    order = np.lexsort((away, group))
    first = np.unique(group[order], return_index=True)
    hearts = crowd[order[first[1]]]
    spare = np.setdiff1d(np.arange(len(crowd)), order[first[1]])[: count - len(hearts)]
    return np.concatenate([hearts, crowd[spare]])
