"""The windows in space: circles, and ellipses if asked for, around each area's centroid.

Around a centre the areas are put in order of distance, and a window is the first one, two, three of
them, up to the largest share of those at risk and the largest radius. Areas at the same distance
come in together: a circle cannot hold one and not the other, and the order of rows would decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
SHAPES_AND_ANGLES = ((1.5, 4), (2.0, 6), (3.0, 9), (4.0, 12), (5.0, 15))
PENALTIES = {"none": 0.0, "medium": 0.5, "strong": 1.0}

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Windows:
    """Areas in order of distance around each centre, end to end, ready for the kernels.

    Attributes
    ----------
    starts : ndarray of int64, shape (centres + 1,)
        Where each centre's areas begin in `order`.
    order : ndarray of int32, shape (n,)
        Positions of areas, nearest first.
    ends : ndarray of bool, shape (n,)
        Where the next area is farther away, so that a circle can end here.
    distances : ndarray of float, shape (n,)
        From the centre; of an ellipse, its semi-minor axis through the area.
    centre, shape, angle, weight : ndarray, shape (centres,)
        The area at the centre; major over minor axis; degrees from the first coordinate's axis,
        counter-clockwise; what the likelihood ratio is multiplied with, 1 for a circle.
    """

    starts: NDArray[np.int64]
    order: NDArray[np.int32]
    ends: NDArray[np.bool_]
    distances: Floats
    centre: NDArray[np.int32]
    shape: Floats
    angle: Floats
    weight: Floats


def everywhere(areas: int) -> Windows:
    """Return the one window of a purely temporal scan: all areas together."""
    ends = np.zeros(areas, np.bool_)
    ends[-1] = True
    return Windows(
        starts=np.array([0, areas], np.int64),
        order=np.arange(areas, dtype=np.int32),
        ends=ends,
        distances=np.zeros(areas),
        centre=np.zeros(1, np.int32),
        shape=np.ones(1),
        angle=np.zeros(1),
        weight=np.ones(1),
    )


def draw_windows(
    coordinates: Floats,
    at_risk: Floats,
    *,
    with_empty_areas: bool,
    is_geographic: bool,
    maximum_share: float,
    maximum_radius: float | None,
    is_elliptic: bool,
    penalty: str,
) -> Windows:
    """Return the windows around every area, or every area that has somebody at risk.

    Parameters
    ----------
    coordinates : ndarray, shape (areas, 2)
        Eastings and northings, or longitude and latitude in degrees.
    at_risk : ndarray, shape (areas,)
        What `maximum_share` is a share of: people, cases and controls, or cases.
    with_empty_areas : bool
        Whether areas with nobody at risk are centres and members. If not, they change nothing.
    is_geographic : bool
        Whether the coordinates are longitude and latitude; distances are then in kilometres.
    maximum_share : float
        Largest share of all at risk that a window may hold, more than 0 and at most 1.
    maximum_radius : float or None
        In kilometres, or in the unit of the coordinates.
    is_elliptic, penalty
        Whether ellipses of `SHAPES_AND_ANGLES` are tried too, and how much a long one is worth
        less: "none", "medium" or "strong" (Kulldorff and others 2006).
    """
    present = np.flatnonzero((at_risk > 0) | with_empty_areas).astype(np.int32)
    places, risk = coordinates[present], at_risk[present]
    most = maximum_share * risk.sum() * (1 + 1e-12)
    shapes = [(1.0, 1), *(SHAPES_AND_ANGLES if is_elliptic else ())]
    orders, ends, distances, weights, shape_of, angle_of, centre_of = [], [], [], [], [], [], []
    for shape, angles in shapes:
        weight = (4 * shape / (shape + 1) ** 2) ** PENALTIES[penalty]
        for angle in np.arange(angles) * (180.0 / angles):
            for centre in range(len(present)):
                if is_geographic:
                    away = _great_circle(places, places[centre])
                else:
                    away = _semi_minor_axis(places - places[centre], shape, angle)
                near = np.argsort(away, kind="stable")
                away = away[near]
                is_end = np.append(away[1:] > away[:-1], True)
                fits = np.cumsum(risk[near]) <= most
                if maximum_radius is not None:
                    fits &= away <= maximum_radius
                # Up to the last end from which back all areas fit, so that none is cut from its equals.
                run = int(np.argmin(fits)) if not fits.all() else len(fits)
                last = np.flatnonzero(is_end[:run])
                size = int(last[-1]) + 1 if len(last) else 0
                orders.append(present[near[:size]])
                ends.append(is_end[:size])
                distances.append(away[:size])
                weights.append(weight)
                shape_of.append(shape)
                angle_of.append(angle)
                centre_of.append(present[centre])
    return Windows(
        starts=np.concatenate([[0], np.cumsum([len(order) for order in orders])]).astype(
            np.int64
        ),
        order=np.concatenate(orders).astype(np.int32),
        ends=np.concatenate(ends).astype(np.bool_),
        distances=np.concatenate(distances),
        centre=np.array(centre_of, np.int32),
        shape=np.array(shape_of),
        angle=np.array(angle_of),
        weight=np.array(weights),
    )


def _great_circle(places: Floats, centre: Floats) -> Floats:
    """Return kilometres along the surface, by way of the chord, which is exact for small ones."""
    chord = np.linalg.norm(_on_the_globe(places) - _on_the_globe(centre[None, :]), axis=1)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0)))


def _on_the_globe(places: Floats) -> Floats:
    longitude, latitude = np.radians(places).T
    x, y = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude)
    return np.column_stack([x, y, np.sin(latitude)])


def _semi_minor_axis(offsets: Floats, shape: float, angle: float) -> Floats:
    """Return the semi-minor axis of the ellipse through each place; of a circle, the distance."""
    if shape == 1.0:
        return np.asarray(np.hypot(offsets[:, 0], offsets[:, 1]), dtype=np.float64)
    sine, cosine = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    along = (offsets[:, 0] * cosine + offsets[:, 1] * sine) / shape
    across = offsets[:, 1] * cosine - offsets[:, 0] * sine
    return np.asarray(np.hypot(along, across), dtype=np.float64)
