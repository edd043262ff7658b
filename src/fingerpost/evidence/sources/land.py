"""Where a point can honestly lie: a coarse map of the United Kingdom.

`land.txt` is a grid of tenths of a degree, north at the top. A cell is ``#`` if any part of it lies
within 25 km of the centre of a small area (LSOA of 2011 or 2021, data zone, Northern Ireland's
super output area), computed from the centres that the Office for National Statistics publishes
(Open Government Licence v3.0; compiled by drkane/geo-lookups, `lsoa_latlong.csv`). The distance
is wide enough for the emptiest moor, so no true place is refused; a point in the open sea is.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

WEST, SOUTH, CELL = -9.0, 49.8, 0.1
COLUMNS, ROWS = 111, 112
# In the North Sea, where made-up counties lie: west, east, south, north.
MADE_UP_GROUND = (0.45, 1.75, 53.45, 54.45)


@cache
def _cells() -> pl.Series:
    """Return the grid as one series of booleans, from the south-west corner eastwards."""
    lines = files("fingerpost.evidence.sources").joinpath("land.txt").read_text().split()
    assert {len(lines), *map(len, lines)} == {ROWS, COLUMNS}, "land.txt is whole"
    return pl.Series([mark == "#" for line in reversed(lines) for mark in line])


def is_near_land(longitude: pl.Expr, latitude: pl.Expr) -> pl.Expr:
    """Tell whether points inside the grid lie within about 25 km of a small area's centre."""
    column = ((longitude - WEST) / CELL).floor().cast(pl.Int32, strict=False)
    row = ((latitude - SOUTH) / CELL).floor().cast(pl.Int32, strict=False)
    is_inside = column.is_between(0, COLUMNS - 1) & row.is_between(0, ROWS - 1)
    cell = pl.when(is_inside).then(row * COLUMNS + column).otherwise(0)
    return pl.when(is_inside).then(pl.lit(_cells()).gather(cell)).otherwise(False)


def is_made_up_ground(longitude: pl.Expr, latitude: pl.Expr) -> pl.Expr:
    """Tell whether points lie where only made-up counties do."""
    west, east, south, north = MADE_UP_GROUND
    return longitude.is_between(west, east) & latitude.is_between(south, north)
