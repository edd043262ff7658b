"""Which area a row lies in: small-area look-ups, points in outlines, populations, deprivation.

Small areas are those of 2021. A code of 2011 becomes a code of 2021 by the look-up in the
published layout (CHGIND): unchanged (U) keeps its code; merged (M) takes the area it went into;
split (S) is placed by the row's own coordinates, since the code alone cannot tell, and where it
has none the row counts for its district but for no small area. The population of a split area is
shared equally among its parts (the Office for National Statistics draws parts of similar size);
a split area's parts take its deprivation decile; a merged area takes the decile of the part with
most people.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from shapely import STRtree, coverage_simplify, make_valid, points, union_all
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from fingerpost.evidence.core.areas import Area, AreaKind, Outline, Partnership
from fingerpost.evidence.lake import Lake

LOOK_UP = "lsoa_2011_2021_lookup"
BOUNDARIES_2011 = "lsoa_2011_boundaries"
BOUNDARIES_2021 = "lsoa_2021_boundaries"
DEPRIVATION = "deprivation_small_area"
COORDINATES = "lsoa_coordinates"
POPULATION_LA = "ons_population_la"
POPULATION_LSOA = "ons_population_lsoa"

MAP_TOLERANCE_DEGREES = 0.0008  # about 60 m: finer than a pixel of the printed map

_CODES = {"lsoa_code": pl.String, "lsoa21": pl.String, "district": pl.String}


@dataclass(frozen=True)
class Places:
    """The areas of one partnership as they are landed, read once and kept.

    Parameters
    ----------
    lake : Lake
        Where the look-ups, outlines and populations lie.
    partnership : Partnership
        Whose areas these are.
    as_of : datetime, optional
        Which editions to read; the newest if None.
    """

    lake: Lake
    partnership: Partnership
    as_of: datetime | None = None
    _shapes: dict[str, BaseGeometry] = field(default_factory=dict)

    def _frame(self, source: str, *columns: str) -> pl.DataFrame | None:
        if not self.lake.has(source, self.as_of):
            return None
        return self.lake.frame(source, self.as_of).select(columns).collect()

    @cached_property
    def small_areas(self) -> pl.DataFrame:
        """Small areas of 2021 inside the partnership: code, name, district, geometry."""
        frame = self._frame(BOUNDARIES_2021, "code", "name", "district_code", "geometry")
        if frame is None:
            names = ("code", "name", "district_code", "geometry")
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        inside = [district.code for district in self.partnership.districts]
        return frame.filter(pl.col("district_code").is_in(inside)).sort("code")

    @cached_property
    def changes(self) -> pl.DataFrame:
        """The look-up from 2011 to 2021: lsoa11, lsoa21, change (U, S, M or X)."""
        frame = self._frame(LOOK_UP, "lsoa11_code", "lsoa21_code", "change")
        if frame is None:
            names = ("lsoa11", "lsoa21", "change")
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        return frame.rename({"lsoa11_code": "lsoa11", "lsoa21_code": "lsoa21"}).sort(
            "lsoa11", "lsoa21"
        )

    @cached_property
    def codes(self) -> pl.DataFrame:
        """Any landed small-area code: lsoa_code, lsoa21 (null when split), district."""
        new = self.small_areas.select(lsoa_code="code", lsoa21="code", district="district_code")
        old = self._frame(BOUNDARIES_2011, "code", "district_code")
        if old is None:
            return new.cast(_CODES)  # type: ignore[arg-type]
        inside = [district.code for district in self.partnership.districts]
        only_old = old.filter(
            pl.col("district_code").is_in(inside)
            & ~pl.col("code").is_in(new["lsoa_code"].implode())
        )
        sole = self.changes.filter(pl.len().over("lsoa11") == 1).select("lsoa11", "lsoa21")
        mapped = only_old.join(sole, left_on="code", right_on="lsoa11", how="left").select(
            lsoa_code="code", lsoa21="lsoa21", district="district_code"
        )
        return pl.concat([new, mapped]).sort("lsoa_code").cast(_CODES)  # type: ignore[arg-type]

    @cached_property
    def every_code(self) -> pl.DataFrame | None:
        """Every small-area code of the country, if that look-up is landed: lsoa_code."""
        return self._frame(COORDINATES, "lsoa_code")

    @cached_property
    def _tree(self) -> tuple[STRtree, NDArray[np.object_]]:
        outlines = [
            make_valid(shape(json.loads(text))) for text in self.small_areas["geometry"]
        ]
        return STRtree(outlines), np.array(self.small_areas["code"].to_list(), dtype=object)

    def at_points(
        self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
    ) -> list[str | None]:
        """Return the 2021 small area that each point lies in, or None.

        Parameters
        ----------
        longitude, latitude : ndarray, shape (n,)
            Degrees; NaN where there is no location.
        """
        found: list[str | None] = [None] * len(longitude)
        known = np.flatnonzero(~(np.isnan(longitude) | np.isnan(latitude)))
        if not len(known) or self.small_areas.is_empty():
            return found
        tree, codes = self._tree
        pairs = tree.query(points(longitude[known], latitude[known]), predicate="intersects")
        # A point on a border lies in two outlines: the first code in order takes it, always.
        for point, outline in sorted(zip(*pairs, strict=True), key=lambda pair: -pair[1]):
            found[known[point]] = codes[outline]
        return found

    @cached_property
    def deciles(self) -> pl.DataFrame:
        """Deprivation of small areas of 2021: lsoa21, quintile (1 most deprived)."""
        empty = pl.DataFrame(schema={"lsoa21": pl.String, "quintile": pl.String})
        frame = self._frame(DEPRIVATION, "lsoa_code", "imd_decile")
        if frame is None:
            return empty
        old = frame.drop_nulls("imd_decile").rename({"lsoa_code": "lsoa11"})
        people = self._people_2011
        weighed = (
            self._pairs.join(old, on="lsoa11", how="inner")
            .join(people, on="lsoa11", how="left")
            .with_columns(pl.col("people").fill_null(0.0))
            .sort(["lsoa21", "people", "lsoa11"], descending=[False, True, False])
            .unique("lsoa21", keep="first", maintain_order=True)
        )
        number = ((pl.col("imd_decile").cast(pl.Int64) + 1) // 2).cast(pl.String)
        return weighed.select("lsoa21", quintile=pl.lit("quintile_") + number)

    @cached_property
    def _pairs(self) -> pl.DataFrame:
        """Return lsoa11, lsoa21 pairs; codes in no look-up stand for themselves."""
        known = self.changes.select("lsoa11", "lsoa21")
        rest = self.small_areas.filter(~pl.col("code").is_in(known["lsoa21"].implode()))
        return pl.concat([known, rest.select(lsoa11="code", lsoa21="code")])

    @cached_property
    def _people_2011(self) -> pl.DataFrame:
        frame = self._frame(POPULATION_LSOA, "lsoa_code", "year", "people")
        if frame is None:
            return pl.DataFrame(schema={"lsoa11": pl.String, "people": pl.Float64})
        newest = frame.filter(pl.col("year") == frame["year"].max())
        return newest.select(lsoa11="lsoa_code", people=pl.col("people").cast(pl.Float64))

    @cached_property
    def population_year_of_small_areas(self) -> int | None:
        """The mid-year that the populations of small areas are of."""
        frame = self._frame(POPULATION_LSOA, "year")
        if frame is None or frame.is_empty():
            return None
        return int(frame["year"].max())  # type: ignore[arg-type]

    @cached_property
    def populations(self) -> pl.DataFrame:
        """Residents: area (code), area_kind, year, people; every kind of area at once."""
        parts: list[pl.DataFrame] = []
        inside = [district.code for district in self.partnership.districts]
        people = pl.col("people").cast(pl.Float64)
        authorities = self._frame(POPULATION_LA, "area_code", "year", "people")
        if authorities is not None:
            # Some years lack single ages for some authorities: such a sum would be too low.
            by_code = authorities.group_by("area_code", "year").agg(
                pl.when(pl.col("people").null_count() == 0).then(people.sum())
            )
            ours = by_code.filter(pl.col("area_code").is_in(inside))
            parts.append(_of_kind(ours, pl.col("area_code"), AreaKind.DISTRICT))
            # A partnership is counted only in the years that every one of its districts has.
            ours = ours.drop_nulls("people")
            whole = ours.filter(pl.len().over("year") == len(inside))
            for area in (self.partnership.area, self.partnership.police_force):
                parts.append(_of_kind(whole, pl.lit(area.code), area.kind))
            england = by_code.filter(
                pl.col("area_code").str.contains(r"^E0[6789]")
                & (pl.col("people").null_count().over("year") == 0)
            )
            parts.append(_of_kind(england, pl.lit("E92000001"), AreaKind.COUNTRY))
        year = self.population_year_of_small_areas
        if year is not None:
            shares = self._pairs.join(self._people_2011, on="lsoa11", how="inner").select(
                "lsoa21", people=pl.col("people") / pl.len().over("lsoa11"), year=pl.lit(year)
            )
            ours = shares.filter(pl.col("lsoa21").is_in(self.small_areas["code"].implode()))
            parts.append(_of_kind(ours, pl.col("lsoa21"), AreaKind.LSOA_2021))
            fifths = ours.join(self.deciles, on="lsoa21", how="inner")
            parts.append(_of_kind(fifths, pl.col("quintile"), AreaKind.DEPRIVATION_QUINTILE))
        schema = {
            "area": pl.String,
            "area_kind": pl.String,
            "year": pl.Int64,
            "people": pl.Float64,
        }
        if not parts:
            return pl.DataFrame(schema=schema)
        return pl.concat(parts).select(list(schema)).sort("area_kind", "area", "year")

    def areas(self, kind: AreaKind) -> tuple[Area, ...]:
        """Return every area of a kind that belongs to the partnership, in code order."""
        match kind:
            case AreaKind.LSOA_2021:
                pairs = self.small_areas.select("code", "name").iter_rows()
                return tuple(Area(code, name, kind) for code, name in pairs)
            case AreaKind.DISTRICT:
                return self.partnership.districts
            case AreaKind.PARTNERSHIP:
                return (self.partnership.area,)
            case AreaKind.POLICE_FORCE:
                return (self.partnership.police_force,)
            case _:
                raise KeyError(kind)


def outlines(places: Places) -> tuple[tuple[Outline, ...], tuple[Outline, ...]]:
    """Return the outlines of small areas, and of districts, made simple enough for a map.

    Neighbours are made simple together, so no gap opens between them.
    """
    small = places.small_areas
    if small.is_empty():
        return (), ()
    shapes = [make_valid(shape(json.loads(text))) for text in small["geometry"]]
    simple = coverage_simplify(shapes, MAP_TOLERANCE_DEGREES)
    names = list(zip(small["code"], small["name"], small["district_code"], strict=True))
    areas = tuple(
        Outline(code, name, district, _rings(outline))
        for (code, name, district), outline in zip(names, simple, strict=True)
    )
    wholes = []
    for district in places.partnership.districts:
        inside = [s for (_, _, d), s in zip(names, simple, strict=True) if d == district.code]
        if inside:
            rings = _rings(union_all(inside))
            wholes.append(Outline(district.code, district.name, district.code, rings))
    return areas, tuple(wholes)


def _rings(outline: BaseGeometry) -> tuple[tuple[tuple[float, float], ...], ...]:
    found = []
    for part in getattr(outline, "geoms", [outline]):
        if part.geom_type != "Polygon":
            continue
        for ring in (part.exterior, *part.interiors):
            found.append(tuple((round(x, 5), round(y, 5)) for x, y in ring.coords))
    return tuple(found)


def _of_kind(frame: pl.DataFrame, code: pl.Expr, kind: AreaKind) -> pl.DataFrame:
    return (
        frame.with_columns(area=code.cast(pl.String))
        .group_by("area", "year")
        .agg(pl.col("people").sum())
        .select(
            "area",
            area_kind=pl.lit(kind.value),
            year=pl.col("year").cast(pl.Int64),
            people=pl.col("people"),
        )
    )
