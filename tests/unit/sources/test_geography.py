"""Outlines that cannot be used are refused feature by feature."""

from __future__ import annotations

import json

import pytest

from fingerpost.evidence.core.errors import SourceError
from fingerpost.evidence.sources import all_sources, read, recognise

SOURCE = all_sources()["lsoa_2021_boundaries"]
SQUARE = [[[0.1, 52.1], [0.2, 52.1], [0.2, 52.2], [0.1, 52.1]]]


def feature(code="E01017989", geometry=None, **facts):
    properties = {"LSOA21CD": code, "LSOA21NM": "Cambridge 007A", "LADCD_ACTIVE": "E07000008"}
    shape = {"type": "Polygon", "coordinates": SQUARE} if geometry is None else geometry
    return {"type": "Feature", "properties": {**properties, **facts}, "geometry": shape}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        pytest.param("none", "the feature has no outline", id="none"),
        pytest.param(
            {"type": "Point", "coordinates": [0, 52]},
            "expected a polygon, found Point",
            id="point",
        ),
        pytest.param(
            {"type": "Polygon", "coordinates": [[[546533, 259100]] * 4]},
            "the outline is not in degrees; export it as WGS 84 (EPSG:4326)",
            id="National Grid",
        ),
        pytest.param(
            {"type": "Polygon", "coordinates": []},
            "the outline has fewer than four points",
            id="empty",
        ),
        pytest.param(
            {"type": "Polygon", "coordinates": [[[float("nan"), 52.0]] * 4]},
            "the outline has points that are nowhere",
            id="not a number",
        ),
        pytest.param(
            {"type": "MultiPolygon", "coordinates": [[["x"]]]},
            "the outline's coordinates cannot be read",
            id="letters",
        ),
    ],
)
def test_a_bad_outline_refuses_its_feature(opened, geometry, reason):
    file = opened(collection(feature(), feature("E01017990", geometry)), "x.geojson")
    result = read(file, SOURCE)
    assert (result.rows_read, result.rows_landed) == (2, 1)
    assert result.rejects["reason"].to_list() == [reason]
    assert result.rejects["row"].to_list() == [2]
    assert (
        json.loads(result.rejects["original_line"][0])["properties"]["LSOA21CD"] == "E01017990"
    )


def test_a_bad_code_refuses_its_feature(opened):
    result = read(opened(collection(feature(), feature("Cambridge")), "x.geojson"), SOURCE)
    assert result.rows_refused == 1
    assert 'found "Cambridge"' in result.rejects["reason"][0]


def test_missing_properties_are_named(opened):
    bad = feature()
    del bad["properties"]["LADCD_ACTIVE"]
    file = opened(collection(bad), "x.geojson")
    assert recognise(file).missing == ("LADCD_ACTIVE",)
    with pytest.raises(SourceError, match="LADCD_ACTIVE"):
        read(file, SOURCE)


def test_arcs_are_walked_forwards_and_backwards(opened):
    """Two squares share one border, which is stored once."""
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [0.0, 52.0]},
        "arcs": [
            [[1, 0], [0, 1]],  # the shared border, upwards
            [[1, 1], [-1, 0], [0, -1], [1, 0]],  # round the left square
            [[1, 0], [1, 0], [0, 1], [-1, 0]],  # round the right square
        ],
        "objects": {
            "lad": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "Polygon",
                        "arcs": [[0, 1]],
                        "properties": {"LAD13CD": "E07000008", "LAD13NM": "Left"},
                    },
                    {
                        "type": "MultiPolygon",
                        "arcs": [[[2, ~0]]],
                        "properties": {"LAD13CD": "E07000009", "LAD13NM": "Right"},
                    },
                ],
            }
        },
    }
    result = read(opened(json.dumps(topology), "x.json"), all_sources()["district_boundaries"])
    left, right = (json.loads(text)["coordinates"] for text in result.rows["geometry"])
    assert left == [[[0.1, 52.0], [0.1, 52.1], [0.0, 52.1], [0.0, 52.0], [0.1, 52.0]]]
    assert right == [[[[0.1, 52.0], [0.2, 52.0], [0.2, 52.1], [0.1, 52.1], [0.1, 52.0]]]]


def test_a_topology_with_a_missing_arc_is_an_error(opened):
    topology = {
        "type": "Topology",
        "arcs": [],
        "objects": {"lad": {"geometries": [{"type": "Polygon", "arcs": [[5]]}]}},
    }
    found = recognise(opened(json.dumps(topology), "x.json"))
    assert found.source is None
    assert "cannot be put together" in found.why
