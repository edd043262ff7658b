"""Outlines: GeoJSON and TopoJSON files, one row per feature with its outline as text.

TopoJSON stores shared borders once, as arcs of steps on a grid; they are walked back into rings.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import polars as pl

from fingerpost.evidence.core.errors import Place, SourceError
from fingerpost.evidence.sources.declaration import ColumnKind, Source
from fingerpost.evidence.sources.headers import match_headers
from fingerpost.evidence.sources.results import REJECTS_SCHEMA, ROW, Opened, RawTable

DECIMALS = 6  # of a degree: a tenth of a metre

Json = dict[str, Any]


def property_names(opened: Opened) -> tuple[str, list[str]]:
    """Return "geojson" or "topojson", and the names of the first feature's properties.

    Raises
    ------
    SourceError
        If the file is no JSON, or holds no features.
    """
    kind, features = _features_of(opened)
    first = next(iter(features), None)
    if first is None:
        raise SourceError(
            "it holds no features", where=Place(opened.name), do="Export it again."
        )
    return kind, [str(name) for name in first.get("properties") or {}]


def read_features(opened: Opened, source: Source) -> RawTable:
    """Return one row per feature: its declared properties, and its outline as GeoJSON text.

    Raises
    ------
    SourceError
        If the file holds no features, or not the properties that the source needs.
    """
    _kind, names = property_names(opened)
    match = match_headers(names, source)
    if not match.is_whole:
        raise SourceError(
            f"the features lack {', '.join(match.missing or match.repeated)}",
            where=Place(opened.name),
            do=f"Export {source.title} again with these properties.",
        )
    outlines = [column.name for column in source.columns if column.kind == ColumnKind.GEOMETRY]
    _kind, features = _features_of(opened)
    kept: list[Json] = []
    rows: list[dict[str, Any]] = []
    rejects: list[tuple[int, str, str, str]] = []
    for number, feature in enumerate(features, start=1):
        kept.append(feature)
        problem = _problem_of(feature.get("geometry"))
        if problem is not None:
            rejects.append((number, "geometry", problem, _one_line(feature)))
            continue
        properties = feature.get("properties") or {}
        cells = {
            name: _as_text(properties.get(names[at])) for name, at in match.columns.items()
        }
        outline = json.dumps(feature["geometry"])
        rows.append({**cells, **dict.fromkeys(outlines, outline), ROW: number})
    schema = dict.fromkeys([*match.columns, *outlines], pl.String)
    return RawTable(
        rows=pl.DataFrame(rows, schema={**schema, ROW: pl.Int64}, orient="row"),
        rejects=pl.DataFrame(rejects, schema=REJECTS_SCHEMA, orient="row"),
        headers={name: names[at] for name, at in match.columns.items()},
        original=lambda row: _one_line(kept[row - 1]),
    )


def _one_line(feature: Json) -> str:
    return json.dumps(feature, separators=(",", ":"), ensure_ascii=False)


def _as_text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _features_of(opened: Opened) -> tuple[str, Iterator[Json]]:
    place = Place(opened.name)
    try:
        whole = json.loads(opened.data)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"it is no valid JSON ({error})", where=place, do="Fetch it again."
        ) from None
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        return "geojson", (item for item in whole["features"] if isinstance(item, dict))
    if kind == "Topology" and isinstance(whole.get("objects"), dict):
        try:
            return "topojson", iter(_untangle(whole))
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise SourceError(
                f"its outlines cannot be put together ({error})",
                where=place,
                do="Fetch it again.",
            ) from None
    raise SourceError(
        "it is neither a GeoJSON collection of features nor a TopoJSON topology",
        where=place,
        do="Export the boundaries as GeoJSON.",
    )


def _problem_of(geometry: Any) -> str | None:
    """Return why an outline cannot be used, if so."""
    if not isinstance(geometry, dict):
        return "the feature has no outline"
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        return f"expected a polygon, found {kind}"
    coordinates: Any = geometry.get("coordinates") or []
    parts = [coordinates] if kind == "Polygon" else coordinates
    try:
        points = [point for part in parts for ring in part for point in ring]
        x, y = [float(point[0]) for point in points], [float(point[1]) for point in points]
    except (TypeError, ValueError, IndexError):
        return "the outline's coordinates cannot be read"
    if len(points) < 4:
        return "the outline has fewer than four points"
    if not math.isfinite(sum(x) + sum(y)):
        return "the outline has points that are nowhere"
    if max(map(abs, x)) > 180 or max(map(abs, y)) > 90:
        return "the outline is not in degrees; export it as WGS 84 (EPSG:4326)"
    return None


def _untangle(topology: Json) -> list[Json]:
    """Return the features of a topology, its arcs put together into rings."""
    arcs = _arcs_in_degrees(topology)

    def ring(numbers: list[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points.extend(arc[1:] if points else arc)
        return points

    features = []
    for layer in topology["objects"].values():
        for item in layer["geometries"]:
            outline: Any = None
            if item["type"] == "Polygon":
                outline = [ring(numbers) for numbers in item["arcs"]]
            elif item["type"] == "MultiPolygon":
                outline = [[ring(numbers) for numbers in part] for part in item["arcs"]]
            geometry = (
                None if outline is None else {"type": item["type"], "coordinates": outline}
            )
            features.append({"properties": item.get("properties") or {}, "geometry": geometry})
    return features


def _arcs_in_degrees(topology: Json) -> list[list[list[float]]]:
    transform = topology.get("transform")
    if transform is None:
        return [[list(point[:2]) for point in arc] for arc in topology["arcs"]]
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    return [
        [
            [round(x * wide + west, DECIMALS), round(y * high + south, DECIMALS)]
            for x, y in zip(
                accumulate(step[0] for step in arc),
                accumulate(step[1] for step in arc),
                strict=True,
            )
        ]
        for arc in topology["arcs"]
    ]
