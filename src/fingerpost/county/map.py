"""The county's map: small areas that share the ground out between them, and what lies in them.

`make_map(people, seed)` gives the same map each time. Its codes begin with X, which begins no real
code, and its ground lies in the North Sea, where there is no land.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from fingerpost.county.chance import stream
from fingerpost.county.numbering import (
    codes,
    first_of,
    groups,
    sector_names,
    walk,
    within,
)
from fingerpost.county.parameters import Parameters, all_parameters
from fingerpost.county.place_names import Hub, MapPoints, map_points, place_hubs, ward_names
from fingerpost.county.settlements import (
    CITY,
    DISTRICTS,
    Settlements,
    settle,
)
from fingerpost.county.terrain import (
    HALF_HEIGHT,
    HALF_WIDTH,
    KM_PER_LATITUDE,
    KM_PER_LONGITUDE,
    SEA,
    Floats,
    Integers,
    Mesh,
    rolling,
)
from fingerpost.evidence.core.areas import Area, AreaKind, Partnership

COUNTY = Area("X47000001", "Fenmark", AreaKind.PARTNERSHIP)
UPPER_TIER = Area("X10000001", "Fenmark", AreaKind.PARTNERSHIP)
REGION = Area("X12000001", "Doggerland", AreaKind.REGION)
COUNTRY = Area("X92000001", "Synthetic", AreaKind.COUNTRY)
FORCE = Area("X23000001", "Fenmark police force area", AreaKind.POLICE_FORCE)
PARTNERSHIP = Partnership(COUNTY.code, COUNTY.name, DISTRICTS, FORCE, "Fenmark Constabulary")
PRISONS = (
    "HMP Northgarth",
    "HMP Wolds End",
    "HMP Ashmere",
)  # outside the county; the last for women

CELLS_PER_AREA = 9
FEWEST, MOST = 1000, 3000  # residents of a small area, as the census offices draw them
MOST_DEPRIVED = ("Harrowmere", "Brackenlode", "Cressfleet")


@dataclass(frozen=True)
class CountyMap:
    """The county's A small areas, in the order of their codes; district by district.

    Attributes
    ----------
    code, name : ndarray of str, shape (A,)
        ``X01000001`` and ``Harrowmere 001A``.
    district : ndarray of int8, shape (A,)
        Where in `districts`.
    msoa, ward, sector : ndarray of int32, shape (A,)
        Where in `msoa_codes`, `ward_codes` and `sectors`; each holds whole small areas.
    longitude, latitude : ndarray, shape (A,)
        A point inside near the middle, in degrees.
    outlines : ndarray of Polygon, shape (A,)
        A partition of the county: neighbours share every vertex.
    residents : ndarray of int64, shape (A,)
        People on the first day of the first written year; they add up to `people`.
    density : ndarray, shape (A,)
        Residents per square kilometre.
    deprivation_score, decile : ndarray, shape (A,)
        Like England's index of 2019: more is worse, decile 1 is most deprived.
    is_urban : ndarray of bool, shape (A,)
        Whether it is part of a town.
    map_points : MapPoints
        The points that crimes are moved to, 6 to 20 in each small area.
    hubs : tuple of Hub
        Treatment services, custody suites and hospitals.
    """

    seed: int
    code: NDArray[np.str_]
    name: NDArray[np.str_]
    district: NDArray[np.int8]
    msoa: NDArray[np.int32]
    ward: NDArray[np.int32]
    sector: NDArray[np.int32]
    longitude: Floats
    latitude: Floats
    outlines: NDArray[np.object_]
    residents: Integers
    density: Floats
    deprivation_score: Floats
    decile: NDArray[np.int8]
    is_urban: NDArray[np.bool_]
    map_points: MapPoints
    hubs: tuple[Hub, ...]
    msoa_codes: tuple[str, ...]
    msoa_names: tuple[str, ...]
    ward_codes: tuple[str, ...]
    ward_names: tuple[str, ...]
    sectors: tuple[str, ...]
    districts: tuple[Area, ...] = DISTRICTS

    def __len__(self) -> int:
        """Return how many small areas there are."""
        return len(self.code)

    @property
    def people(self) -> int:
        """How many people live in the county."""
        return int(self.residents.sum())

    @cached_property
    def neighbours(self) -> tuple[Integers, Integers]:
        """Pairs of small areas that share a border, each pair once, as two arrays."""
        tree = shapely.STRtree(self.outlines)
        first, second = tree.query(self.outlines, predicate="touches")
        shared = shapely.intersection(self.outlines[first], self.outlines[second])
        keep = (first < second) & (shapely.length(shared) > 0)
        return first[keep], second[keep]

    @cached_property
    def centres(self) -> Floats:
        """The middle of each small area, with longitude on the scale of latitude: shape (A, 2)."""
        shrink = np.cos(np.radians(self.latitude.mean()))
        return np.column_stack([self.longitude * shrink, self.latitude])

    def district_codes(self, area: Integers) -> list[str]:
        """Return the code of the district that each of the given small areas lies in."""
        return [self.districts[number].code for number in self.district[area]]

    def areas_of(self, district: int) -> Integers:
        """Return which small areas a district has."""
        return np.flatnonzero(self.district == district)


def make_map(people: int, seed: int, parameters: Parameters | None = None) -> CountyMap:
    """Return the map of a county with this many people.

    Parameters
    ----------
    people : int
        Residents; at least 1,200. A small area has about 1,635, and there are at least twelve.
    seed : int
        The same seed gives the same map.
    parameters : Parameters, optional
        The numbers of the model, if not those of the file.
    """
    numbers = parameters or all_parameters()
    assert people >= 1200, "a county has at least 1,200 people"
    count = max(12, round(people / numbers["people.residents_per_small_area"]))
    ground = settle(people, count, seed, numbers)
    mesh = Mesh.around(_sites(ground, seed))
    cells, belongs = _districts(mesh, ground)
    order = walk(mesh.sites[cells], belongs[cells])
    cells = cells[order]
    hearts, district = mesh.sites[cells], belongs[cells]
    labels = _labels(mesh, cells, belongs)
    outlines = mesh.outlines(labels, cells, stream(seed, "map", "bends"))
    square_km = shapely.area(outlines) * KM_PER_LATITUDE * KM_PER_LONGITUDE
    residents = _residents(people, count, stream(seed, "map", "residents"))
    density = residents / square_km
    is_urban = density >= numbers["map.urban_people_per_square_km"]
    score, decile = _deprivation(hearts / ground.scale, district, is_urban, seed, numbers)
    middle = shapely.point_on_surface(outlines)
    msoa = groups(district, hearts, size=5)
    ward = groups(district, hearts, size=4)
    sector = groups(msoa, hearts, size=2.5)
    msoa_number, letter = within(msoa, district), within(np.arange(count), msoa)
    names = np.array([area.name for area in DISTRICTS])[district]
    return CountyMap(
        seed=seed,
        code=codes("X01", count),
        name=np.array(
            [
                f"{name} {number + 1:03d}{chr(ord('A') + at)}"
                for name, number, at in zip(names, msoa_number, letter, strict=True)
            ]
        ),
        district=district.astype(np.int8),
        msoa=msoa.astype(np.int32),
        ward=ward.astype(np.int32),
        sector=sector.astype(np.int32),
        longitude=shapely.get_x(middle),
        latitude=shapely.get_y(middle),
        outlines=outlines,
        residents=residents,
        density=density,
        deprivation_score=score,
        decile=decile,
        is_urban=is_urban,
        map_points=map_points(mesh, labels, is_urban, stream(seed, "map", "points")),
        hubs=place_hubs(ground.seats, hearts, district, middle),
        msoa_codes=tuple(codes("X02", int(msoa.max()) + 1)),
        msoa_names=first_of(
            msoa, [f"{a} {n + 1:03d}" for a, n in zip(names, msoa_number, strict=True)]
        ),
        ward_codes=tuple(codes("X05", int(ward.max()) + 1)),
        ward_names=ward_names(int(ward.max()) + 1, stream(seed, "map", "wards")),
        sectors=sector_names(sector, district),
    )


def _sites(ground: Settlements, seed: int) -> Floats:
    """Return the middles of the mesh's cells: dense where people live, and along the coast."""
    chance = stream(seed, "map", "sites")
    reach = np.array([HALF_WIDTH, HALF_HEIGHT]) * ground.scale
    number = sum(map(len, ground.areas))
    some = [
        crowd[: CELLS_PER_AREA * len(ground.areas[at])]
        for at, crowd in enumerate(ground.people)
    ]
    anywhere = chance.uniform(-1.3, 1.3, (40_000, 2)) * reach
    is_land = ground.height(anywhere) > 0
    dry, wet = anywhere[is_land], anywhere[~is_land]
    near = 1.1 * ground.scale  # km: the coast is drawn finely this far on both sides
    shore = [
        one[cKDTree(other).query(one)[0] < near] for one, other in ((dry, wet), (wet, dry))
    ]
    country = dry[: number + 400]
    turn = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    far = np.stack([np.cos(turn), np.sin(turn)], axis=1) * reach * 2.5
    every = np.concatenate([*ground.areas, *some, *shore, wet[:1000], country, far])
    apart = (
        0.01  # km: no two cells nearer than this, so that no edge is shorter than its rounding
    )
    _cells, first = np.unique(np.floor(every / apart), axis=0, return_index=True)
    hearts = np.arange(number)  # never left out
    return every[np.union1d(hearts, first)]


def _districts(mesh: Mesh, ground: Settlements) -> tuple[Integers, Integers]:
    """Return the cell at the heart of each small area, and every cell's district, or `SEA`.

    The county is one piece, without lakes, and so is each district.
    """
    middle = cKDTree(mesh.sites).query(ground.seats[CITY])[1]
    farthest = int(np.argmax(np.abs(mesh.sites[:, 0])))
    is_land = (ground.height(mesh.sites) > 0).astype(np.int64)
    is_land = mesh.keep_together(is_land, anchors=np.array([middle, farthest]))
    tree = cKDTree(mesh.sites)
    cells = np.asarray(tree.query(np.concatenate(ground.areas))[1])
    drowned = np.flatnonzero(is_land[cells] == 0)  # hearts on what was an island
    spare = np.setdiff1d(np.flatnonzero(is_land), cells)
    for at in drowned:
        nearest = int(
            np.argmin(np.linalg.norm(mesh.sites[spare] - mesh.sites[cells[at]], axis=1))
        )
        cells[at] = spare[nearest]
        spare = np.delete(spare, nearest)
    belongs = np.where(is_land > 0, ground.district_of(mesh.sites), SEA)
    seats = []
    for number in range(len(DISTRICTS)):
        ours = cells[belongs[cells] == number]
        seats.append(ours[cKDTree(mesh.sites[ours]).query(ground.seats[number])[1]])
    return cells, mesh.keep_together(
        belongs, anchors=np.array([*seats, farthest]), within=is_land
    )


def _labels(mesh: Mesh, cells: Integers, belongs: Integers) -> Integers:
    """Return which small area each cell of the mesh lies in, or `SEA`: that of the nearest heart."""
    labels = np.full(len(mesh.sites), SEA)
    for number in range(len(DISTRICTS)):
        ours = np.flatnonzero(belongs[cells] == number)
        inside = belongs == number
        labels[inside] = ours[cKDTree(mesh.sites[cells[ours]]).query(mesh.sites[inside])[1]]
    at_sea = np.flatnonzero(belongs == SEA)[:1]
    return mesh.keep_together(labels, anchors=np.append(cells, at_sea), within=belongs)


def _residents(people: int, count: int, chance: np.random.Generator) -> Integers:
    """Return residents of each small area: skewed as the census finds them, adding up."""
    mean = people / count
    least, most = (FEWEST, MOST) if FEWEST < mean < MOST else (0.6 * mean, 1.8 * mean)
    wanted = np.clip(mean * np.exp(chance.normal(-0.02, 0.2, count)), least, most)
    for _round in range(60):  # what clipping takes is given back to those with room
        short = people - wanted.sum()
        wanted = np.clip(wanted + short / count, least, most)
    whole = np.floor(wanted).astype(np.int64)
    whole[np.argsort(whole - wanted, kind="stable")[: people - int(whole.sum())]] += 1
    return whole


def _deprivation(
    points: Floats,
    district: Integers,
    is_urban: NDArray[np.bool_],
    seed: int,
    parameters: Parameters,
) -> tuple[Floats, NDArray[np.int8]]:
    """Return scores and deciles like England's, worse in the city and two of the towns."""
    lay = rolling(stream(seed, "map", "deprivation"), roughest=12)(points)
    lay = lay + stream(seed, "map", "deprivation", "here").normal(0, 0.55, len(points))
    lay -= (np.bincount(district, lay) / np.bincount(district))[district]
    poorer = np.isin(
        district, [at for at, d in enumerate(DISTRICTS) if d.name in MOST_DEPRIVED]
    )
    lay += np.where(is_urban, np.where(poorer, 1.5, 0.3), np.where(poorer, 0.2, 0.0))
    rank = np.argsort(np.argsort(lay)) + 0.5
    place = rank / len(points)
    tops = [parameters[f"map.deprivation_score_at.p{tenth:02d}"] for tenth in range(0, 101, 10)]
    score = np.interp(place, np.linspace(0, 1, 11), tops)
    decile = 10 - np.minimum(np.floor(place * 10), 9)
    return np.round(score, 3), decile.astype(np.int8)
