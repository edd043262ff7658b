"""The ground of the county: a mesh of small cells, which of them are land, and their crooked edges.

Everything drawn on the map is made of whole cells of one mesh, and each edge of the mesh is bent
once, for both its sides. So areas share every vertex with their neighbours, and no gap or overlap
can open. Lengths are in kilometres from the middle of the county.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi

from fingerpost.county.chance import stream

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Field = Callable[[Floats], Floats]

HALF_WIDTH, HALF_HEIGHT = 31.0, 38.0  # km: 3,400 km² or so, a county of 850,000 people
LONGITUDE, LATITUDE = 1.1, 53.95  # of the middle, in the North Sea
KM_PER_LATITUDE = 111.2
KM_PER_LONGITUDE = KM_PER_LATITUDE * float(np.cos(np.radians(LATITUDE)))
DECIMALS = 7  # of a degree: a centimetre
MOST_BENT = 0.28  # of the way from an edge to a cell's middle
SEA = -1


def degrees(points: Floats) -> Floats:
    """Return points in kilometres as longitude and latitude, on the grid of the outlines."""
    scaled = points / (KM_PER_LONGITUDE, KM_PER_LATITUDE) + (LONGITUDE, LATITUDE)
    return np.round(scaled, DECIMALS)


def rolling(chance: np.random.Generator, *, roughest: float) -> Field:
    """Return a smooth random surface with mean 0 and variance 1.

    It is summed up once, on a grid of one kilometre, and read between the grid's lines after that.

    Parameters
    ----------
    chance : Generator
        Draws the waves.
    roughest : float
        The shortest wave's number of crests over 60 km; the longest has one.
    """
    waves = 60
    number = np.exp(chance.uniform(0, np.log(roughest), waves))
    turn = chance.uniform(0, 2 * np.pi, waves)
    phase = chance.uniform(0, 2 * np.pi, waves)
    height = number**-0.9
    height *= np.sqrt(2 / np.sum(height**2))
    crests = (np.stack([np.cos(turn), np.sin(turn)]) * number) * (2 * np.pi / 60)
    edge = 64  # km each way: well out at sea
    line = np.arange(-edge, edge + 1.0)
    east, north = np.meshgrid(line, line, indexing="ij")
    grid = np.stack([east.ravel(), north.ravel()], axis=1)
    total = np.zeros(len(grid))
    for wave, start, high in zip(
        crests.T, phase, height, strict=True
    ):  # the same on any machine
        total += high * np.cos(grid[:, 0] * wave[0] + grid[:, 1] * wave[1] + start)
    table = total.reshape(len(line), len(line))

    def surface(points: Floats) -> Floats:
        place = np.clip(points + edge, 0, len(line) - 1.001)
        at = place.astype(np.int64)
        x, y = (place - at).T
        i, j = at.T
        low = table[i, j] * (1 - x) + table[i + 1, j] * x
        high = table[i, j + 1] * (1 - x) + table[i + 1, j + 1] * x
        return np.asarray(low * (1 - y) + high * y)

    return surface


def land(seed: int, scale: float) -> Field:
    """Return the field that is above 0 on land: an uneven coast, and one long estuary.

    Parameters
    ----------
    seed : int
        Of the county.
    scale : float
        Of the county's width, 1 for one of 850,000 people or more.
    """
    coast = rolling(stream(seed, "map", "coast"), roughest=14)
    water = stream(seed, "map", "estuary")
    bearing = water.uniform(0.15, 0.55)
    bend = water.uniform(0.1, 0.2) * water.choice([-1, 1])

    def height(points: Floats) -> Floats:
        flat = points / scale
        whole = 1 - (flat[:, 0] / HALF_WIDTH) ** 2 - (flat[:, 1] / HALF_HEIGHT) ** 2
        along = flat[:, 0] / HALF_WIDTH
        across = flat[:, 1] / HALF_HEIGHT - (bearing + bend * np.sin(5 * along))
        width = 0.16 * np.clip(along - 0.32, 0, None) ** 0.8
        estuary = np.clip(1.6 * (1 - np.abs(across) / np.maximum(width, 1e-9)), 0, None)
        return np.asarray(whole + 0.32 * np.tanh(coast(flat)) - estuary)

    return height


@dataclass(frozen=True)
class Mesh:
    """Cells around sites: which touch, and the edge between them.

    Attributes
    ----------
    sites : ndarray, shape (n, 2)
        Kilometres from the middle.
    pairs : ndarray, shape (m, 2)
        The two cells on the sides of each edge.
    ends : ndarray, shape (m, 2, 2)
        The two ends of each edge.
    """

    sites: Floats
    pairs: Integers
    ends: Floats

    @classmethod
    def around(cls, sites: Floats) -> Mesh:
        """Return the Voronoi mesh of the sites; edges that run to infinity are left out."""
        diagram = Voronoi(sites)
        corners = np.asarray(diagram.ridge_vertices)
        whole = (corners >= 0).all(axis=1)
        pairs = np.asarray(diagram.ridge_points, dtype=np.int64)[whole]
        return cls(sites, pairs, diagram.vertices[corners[whole]])

    def keep_together(
        self, labels: Integers, *, anchors: Integers, within: Integers | None = None
    ) -> Integers:
        """Return the labels with every stray piece given to a neighbour.

        Parameters
        ----------
        labels : ndarray, shape (n,)
            What each cell belongs to.
        anchors : ndarray
            One cell of each label; the piece that holds it stays.
        within : ndarray, shape (n,), optional
            A stray cell is given only to a cell with the same value here.
        """
        labels = labels.copy()
        first, second = self.pairs.T
        if within is not None:
            same = within[first] == within[second]
            first, second = first[same], second[same]
        joined = labels[first] == labels[second]
        size = len(labels)
        graph = coo_matrix(
            (np.ones(joined.sum(), dtype=bool), (first[joined], second[joined])), (size, size)
        )
        _count, piece = connected_components(graph, directed=False)
        kept = np.isin(piece, piece[anchors])
        while not kept.all():
            before = kept.sum()
            for one, other in ((first, second), (second, first)):
                gives = kept[one] & ~kept[other]
                labels[other[gives]] = labels[one[gives]]
                kept[other[gives]] = True
            if kept.sum() == before:
                break  # what is left touches nothing of its own kind: it has no edges
        return labels

    def outlines(
        self, labels: Integers, anchors: Integers, chance: np.random.Generator
    ) -> NDArray[np.object_]:
        """Return the outline of each label, in degrees, in the order of its anchor cells."""
        between = labels[self.pairs[:, 0]] != labels[self.pairs[:, 1]]
        lines = _bent(self.ends[between], self.sites[self.pairs[between]], chance)
        width = lines.shape[1]
        flat = degrees(lines.reshape(-1, 2))
        owner = np.repeat(np.arange(len(lines)), width)
        again = np.zeros(len(flat), dtype=bool)
        again[1:] = (flat[1:] == flat[:-1]).all(axis=1) & (owner[1:] == owner[:-1])
        flat, owner = flat[~again], owner[~again]
        long_enough = np.bincount(owner, minlength=len(lines))[owner] > 1
        strings = shapely.linestrings(
            flat[long_enough],
            indices=np.unique(owner[long_enough], return_inverse=True)[1],
        )
        faces = shapely.get_parts(shapely.polygonize(strings))
        middles = shapely.points(degrees(self.sites[anchors]))
        anchor, face = shapely.STRtree(faces).query(middles, predicate="within")
        assert len(np.unique(face)) == len(faces) == len(anchors), (
            "an area is one face of the map"
        )
        outlines: NDArray[np.object_] = np.asarray(faces)[face[np.argsort(anchor)]]
        return outlines


def _bent(ends: Floats, sites: Floats, chance: np.random.Generator) -> Floats:
    """Return each edge as five points, bent twice towards the middles of its cells.

    A point moved towards a cell's middle stays in the triangle of that middle and its edge, and
    these triangles do not overlap: bent edges never cross.
    """
    start, end = ends[:, 0], ends[:, 1]
    run = end - start
    length = np.maximum(np.einsum("ij,ij->i", run, run), 1e-12)
    foot = np.einsum("ij,ij->i", sites[:, 0] - start, run) / length
    bend = np.where((foot > 0.15) & (foot < 0.85), 1.0, 0.0)

    def towards(middle: Floats, share: Floats) -> Floats:
        side = np.where(share[:, None] > 0, sites[:, 0], sites[:, 1])
        return np.asarray(middle + np.abs(share)[:, None] * (side - middle))

    def share(most: float) -> Floats:
        return chance.uniform(-most, most, len(ends)) * bend

    half = towards((start + end) / 2, share(MOST_BENT))
    quarter = towards((start + half) / 2, share(MOST_BENT / 3))
    last = towards((half + end) / 2, share(MOST_BENT / 3))
    return np.stack([start, quarter, half, last, end], axis=1)
