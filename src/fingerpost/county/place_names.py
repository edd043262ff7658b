"""Names on the map, of a fen and sea flavour and of nowhere: streets, wards, hubs.

Points have the form of data.police.uk: "On or near Heron Drove", or a kind of place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fingerpost.county.terrain import MOST_BENT, SEA, Floats, Integers, Mesh, degrees

FIRST = tuple(
    word.strip()
    for word in """
Alder, Avocet, Barnacle, Bittern, Bulrush, Chandler's, Cockle, Cooper's, Coot,
Cormorant, Curlew, Dunlin, Eeler's, Eel, Ferryman's, Gannet, Godwit, Goosander,
Grebe, Gull, Heron, Kelp, Lamplighter's, Lapwing, Mallow, Marram, Netmaker's,
Oarsman's, Osier, Oyster, Pilot's, Pintail, Plover, Reedcutter's, Ropewalk, Saltpan,
Samphire, Sandpiper, Sedge, Shearwater, Shelduck, Shrimper's, Skate, Smelt, Snipe,
Sprat, Staithe, Stilt, Teal, Tern, Thatcher's, Tidewaiter's, Turnstone, Warbler,
Watchman's, Whelk, Whimbrel, Wigeon, Wildfowler's, Willow
""".replace("\n", " ").split(",")
)
SECOND = tuple(
    word.strip()
    for word in """
Bank, Close, Cut, Drain Road, Drive, Drove, Dyke, Fen Lane, Gate, Hythe, Lane, Leam,
Lode, Mere Way, Quay, Reach, Road, Row, Sluice Street, Staunch, Street, Terrace,
Towpath, Walk, Way
""".replace("\n", " ").split(",")
)
COMMON = ("High Street", "Church Lane", "Station Road", "Mill Lane")
PLACES = (
    "Supermarket",
    "Parking Area",
    "Shopping Area",
    "Petrol Station",
    "Park/Open Space",
    "Police Station",
    "Pub/Bar",
    "Nightclub",
    "Hospital",
    "Bus/Coach Station",
)
WARDS = ("Haven", "Landing", "Marsh", "Mere", "Reach", "Sands", "Sluice", "Warren", "Washlands")


@dataclass(frozen=True)
class MapPoints:
    """The points that crimes are moved to, sorted by small area.

    Attributes
    ----------
    area : ndarray of int32, shape (n,)
        The small area each lies in.
    longitude, latitude : ndarray, shape (n,)
        Degrees, six decimals.
    name : ndarray of str, shape (n,)
        "On or near Heron Drove".
    starts : ndarray, shape (A + 1,)
        Those of small area a are ``starts[a]`` up to ``starts[a + 1]``.
    """

    area: NDArray[np.int32]
    longitude: Floats
    latitude: Floats
    name: NDArray[np.str_]
    starts: Integers

    def choose(self, area: Integers, chance: np.random.Generator) -> Integers:
        """Return one point, by its place in these arrays, in each of the given small areas."""
        first, count = self.starts[area], np.diff(self.starts)[area]
        return np.asarray(first + np.floor(chance.random(len(area)) * count).astype(np.int64))


@dataclass(frozen=True)
class Hub:
    """A building that people come to."""

    name: str
    kind: str  # "treatment", "custody" or "hospital"
    longitude: float
    latitude: float
    area: int  # the small area it lies in


# Name, kind, and the district whose main town it lies in; treatment in the order of providers.
HUBS = (
    ("Harrowmere Recovery Hub", "treatment", 0),
    ("Fenmark Recovery Service, Saltgate House", "treatment", 1),
    ("Lantern Young People's Service", "treatment", 0),
    ("Sallow House Residential Service", "treatment", 4),
    ("Ropewalk Custody Suite", "custody", 0),
    ("Tidegate Custody Suite", "custody", 3),
    ("Marram Lane Custody Suite", "custody", 5),
    ("Fenmark Infirmary", "hospital", 0),
    ("Curlew Sands Hospital", "hospital", 3),
    ("Withy Bank Hospital", "hospital", 5),
)


def place_hubs(
    seats: Floats, hearts: Floats, district: Integers, middles: NDArray[np.object_]
) -> tuple[Hub, ...]:
    """Return the hubs, each in a small area of its own near the middle of its town."""
    found, taken = [], set[int]()
    for name, kind, town in HUBS:
        ours = np.flatnonzero(district == town)
        near = ours[np.argsort(np.linalg.norm(hearts[ours] - seats[town], axis=1))]
        area = int(next((at for at in near if at not in taken), near[0]))
        taken.add(area)
        point = middles[area]
        found.append(Hub(name, kind, round(point.x, 6), round(point.y, 6), area))
    return tuple(found)


def ward_names(count: int, chance: np.random.Generator) -> tuple[str, ...]:
    """Return names of wards, each once while they last."""
    words = [f"{one} {other}" for one in FIRST if "'" not in one for other in WARDS]
    order = chance.permutation(len(words))
    return tuple(
        words[order[at % len(words)]] + (f" {at // len(words) + 1}" if at >= len(words) else "")
        for at in range(count)
    )


def map_points(
    mesh: Mesh, labels: Integers, is_urban: NDArray[np.bool_], chance: np.random.Generator
) -> MapPoints:
    """Return 6 to 20 points in each small area, more in towns, each well inside its outline."""
    count = np.where(is_urban, *chance.integers([[9], [6]], [[21], [13]], (2, len(is_urban))))
    area = np.repeat(np.arange(len(count)), count)
    starts = np.concatenate([[0], np.cumsum(count)])
    points = _inside(mesh, labels, area, chance)
    spots = degrees(points)
    return MapPoints(
        area.astype(np.int32),
        np.round(spots[:, 0], 6),
        np.round(spots[:, 1], 6),
        _names(area, is_urban, chance),
        starts,
    )


def _inside(
    mesh: Mesh, labels: Integers, area: Integers, chance: np.random.Generator
) -> Floats:
    """Return a point of each area: in a cell of it, in the triangle of its middle and one edge."""
    sides = np.concatenate([mesh.pairs, mesh.pairs[:, ::-1]])
    ends = np.concatenate([mesh.ends, mesh.ends])
    owner = labels[sides[:, 0]]
    usable = np.flatnonzero(owner != SEA)
    usable = usable[np.argsort(owner[usable], kind="stable")]
    first = np.searchsorted(owner[usable], area, side="left")
    last = np.searchsorted(owner[usable], area, side="right")
    picked = usable[first + np.floor(chance.random(len(area)) * (last - first)).astype(int)]
    along, outward = chance.random(len(area)), np.sqrt(chance.random(len(area)))
    edge = ends[picked, 0] + along[:, None] * (ends[picked, 1] - ends[picked, 0])
    middle = mesh.sites[sides[picked, 0]]
    most = 0.95 * (1 - 2 * MOST_BENT)  # a bent edge comes no nearer than this
    return np.asarray(middle + (outward * most)[:, None] * (edge - middle))


def _names(
    area: Integers, is_urban: NDArray[np.bool_], chance: np.random.Generator
) -> NDArray[np.str_]:
    streets = np.array([f"{one} {other}" for one in FIRST for other in SECOND])
    size = len(area)
    name = streets[chance.integers(len(streets), size=size)]
    kind = np.array(PLACES)[np.floor(chance.random(size) ** 1.8 * len(PLACES)).astype(int)]
    common = np.array(COMMON)[chance.integers(len(COMMON), size=size)]
    roll = chance.random(size)
    name = np.where(roll < np.where(is_urban[area], 0.2, 0.06), kind, name)
    name = np.where((roll > 0.94) & ~is_urban[area], common, name)
    return np.char.add("On or near ", name)
